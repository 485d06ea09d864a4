"""Reports: seen as text here, saved in the format that a file's name asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from textual.widget import Widget

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.tables import Report
from branchkit.exchange.writers import composed
from branchkit.plugin.contributions import ReportSpec
from branchkit.plugin.questions import Reply
from branchkit.screens.actions import REPORTS
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place, has_members
from branchkit.screens.parts import ReportSaving
from branchkit.screens.plugin_wait import PluginWait
from branchkit.screens.reports.issuing import Issuing
from branchkit.services.plugins.offers import reports_for, sectors_at
from branchkit.services.reports.periodic import (
    OF_THE_TREE,
    ReportKind,
    ReportRequest,
    find_subject,
    make_report,
    periods_judged,
    report_file_name,
)
from branchkit.services.scoring.proposals import AskMetric
from branchkit.services.scoring.sheets import read_organization
from branchkit.services.unmasking import unmask_fields
from branchkit.widgets.report_view import ReportView
from branchkit.widgets.theme import Tone


class ReportsScreen(ConsoleScreen):
    """One report of one period."""

    ACTIONS = REPORTS
    HELP = "screen.reports.help"
    KEYS = "screen.reports.keys"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._period = place.period or Period.containing(self.today)
        self._kind = ReportKind.NOTICE
        self._spec: ReportSpec | None = None
        """The plugin's report that is shown instead of one of ours."""
        self._unmasked: tuple[str, ...] = ()
        self.subtree = not has_members(context)
        self._report: Report | None = None
        self._awaited: Callable[[], list[Reply]] = list
        """What plugins are still asked for the paper."""
        self._waiting = PluginWait(context, self._still_asked)
        self._issuing = Issuing(self)
        self.preview = ReportView(id="preview")

    def body(self) -> Iterable[Widget]:
        """The report as text."""
        yield self.preview

    def on_mount(self) -> None:
        """Show this month's notice, or what was shown when somebody left."""
        self.set_focus(None)
        if self.returned_to is not None:
            self._kind, self._spec, self._period, self.subtree = self.returned_to.shown
        self._show()

    def view_shown(self) -> tuple[ReportKind, ReportSpec | None, Period, bool]:
        """Which report of which period, with those below or not."""
        return self._kind, self._spec, self._period, self.subtree

    def take_key(self, key: str, character: str | None) -> bool:
        """What is not an action moves the report; Esc gives up what is waited for."""
        if key == "escape" and not self.modes.active and self._waiting.give_up():
            return True
        return super().take_key(key, character) or self.preview.press_key(key, character)

    def perform(self, action: str) -> None:
        """Another report, another period, saving."""
        match action:
            case "report.notice" | "report.sheet" | "report.ranking" | "report.review":
                self._kind = ReportKind(action.removeprefix("report."))
                self._turn_to(None)
            case "report.movement":
                self._choose_movement()
            case "report.rating":
                self._choose_rating()
            case "report.plugin":
                self._choose_plugin_report()
            case "period.previous" | "period.next":
                self._period = self._period.shifted(1 if action == "period.next" else -1)
                self._show()
            case "report.subtree":
                self.subtree = not self.subtree
                self._show()
            case "report.save":
                self._choose_format()
            case "report.more":
                self._issuing.choose()
            case "report.several":
                from branchkit.screens.reports.several import ReportsInZip

                ReportsInZip(self).ask()
            case "report.unmask":
                self._ask_unmask()
            case _:
                super().perform(action)

    @property
    def period(self) -> Period:
        """Which one is shown."""
        return self._period

    @property
    def report_shown(self) -> Report | None:
        """The report that is shown, once it is there."""
        return self._report

    def issued(self, id: str, report: Report) -> Report:
        """A report with the red head that is set for it."""
        return self._issuing.dressed(id, report)

    def show_again(self) -> None:
        """Make the report anew."""
        self._show()

    @property
    def shown_id(self) -> str:
        """The id of the report that is shown, as the command line names it."""
        return self._spec.id if self._spec else str(self._kind)

    @property
    def shows_personal(self) -> bool:
        """Whether personal data was asked for."""
        return bool(self._unmasked)

    def plugin_reports(self) -> list[ReportSpec]:
        """Reports of plugins that serve a sector here or below."""
        workspace = self.context.here
        sectors = sectors_at(workspace.store, self.context.node)
        return list(reports_for(workspace.contributions, sectors))

    def _choose_plugin_report(self) -> None:
        """One of those of plugins."""
        specs = {spec.id: spec for spec in self.plugin_reports()}
        if not specs:
            self.say(self.catalog.text("screen.reports.no_plugin_report"))
            return
        options = [(id, self.catalog.local(spec.title)) for id, spec in specs.items()]
        label = self.catalog.text("screen.reports.which")
        self.choose(label, options, lambda id: self._turn_to(specs[id]))

    def _choose_movement(self) -> None:
        """Over which of the periods by which organisations are judged."""
        kinds = periods_judged(self.context.here.contributions)

        def chosen(kind: str) -> None:
            self._kind = ReportKind.MOVEMENT
            self._turn_to(None, PeriodKind(kind))

        if len(kinds) == 1:
            chosen(kinds[0])
        else:
            options = [(str(kind), self.catalog.text(f"period.kind.{kind}")) for kind in kinds]
            self.choose(self.catalog.text("screen.reports.which_periods"), options, chosen)

    def _choose_rating(self) -> None:
        """The paper of one of the ratings of the organisation worked at, whatever its period."""
        from branchkit.services.rating.ratings import ratings_of

        found = ratings_of(self.context.here.store, self.context.node)
        if not found:
            self.say(self.catalog.text("screen.reports.no_rating"))
            return
        periods = {str(one.key.period): one.key.period for one in found}
        options = [
            (id, self.catalog.text(f"period.{p.kind}", year=p.year, index=p.index))
            for id, p in periods.items()
        ]

        def show(id: str) -> None:
            self._kind, self._spec, self._period = ReportKind.RATING, None, periods[id]
            self._show()

        self.choose(self.catalog.text("screen.reports.which_rating"), options, show)

    def _turn_to(self, spec: ReportSpec | None, kind: PeriodKind = PeriodKind.MONTH) -> None:
        """Another report, over the period of its kind that the one before ends in."""
        self._spec = spec
        kind = spec.period if spec else kind
        if kind is not self._period.kind:
            day = min(self._period.last_day, max(self.today, self._period.first_day))
            self._period = Period.containing(day, kind)
        self._show()

    def _title(self) -> str:
        if self._spec is not None:
            return self.catalog.local(self._spec.title)
        return self.catalog.text(f"report.kind.{self._kind}")

    def _request(self, kind: ReportKind) -> ReportRequest:
        workspace = self.context.here
        key = find_subject(
            workspace.store,
            workspace.contributions,
            kind,
            self.context.node,
            self._period,
            sector=read_organization(workspace.store, self.context.node).sector,
        )
        return ReportRequest(kind, key, self._unmasked)

    def _show(self) -> None:
        self.set_title(
            self._title(),
            self.catalog.text(
                f"period.{self._period.kind}", year=self._period.year, index=self._period.index
            ),
        )
        process = self.context.here.plugin_process
        if process is not None:
            process.give_up(self._awaited())
        self._report = None
        if self._spec is None:
            self._show_of_ours()
        else:
            self._show_of_plugin(self._spec)

    def _show_of_ours(self) -> None:
        """A paper of our own, which may want figures of plugins."""
        from branchkit.services.plugins.asking import AskedOnce

        workspace = self.context.here
        process = workspace.plugin_process
        ask = AskedOnce(process, workspace.contributions) if process is not None else None
        self._awaited = ask.awaited if ask is not None else list

        def present() -> None:
            self._present(lambda: self.report_of_ours(self._kind, ask))

        present()
        # Made again once all figures are there: without them it would say that nothing was proposed.
        if self._awaited():
            self._present_later(present)

    def _present(self, make: Callable[[], Report]) -> None:
        try:
            self._report = self.issued(self.shown_id, make())
        except BranchkitError as error:
            self.preview.set_lines(["", f"  {self.catalog.error(error)}"])
        else:
            self.preview.set_lines(composed(self._report, "text").splitlines())
        self.back_to_idle()

    def _show_of_plugin(self, spec: ReportSpec) -> None:
        """The paper of a plugin, which may take its time."""
        from branchkit.services.plugins.asking import report_of

        workspace = self.context.here
        reply = self.ask_plugin(spec)
        self._awaited = lambda: [] if reply.ready else [reply]
        self._present_later(
            lambda: self._present(
                lambda: report_of(reply, workspace.store, workspace.contributions)
            )
        )

    def ask_plugin(self, spec: ReportSpec) -> Reply:
        """Have a plugin make its report of the period."""
        from branchkit.services.plugins.asking import ask_report

        workspace = self.context.here
        return ask_report(
            workspace.plugin_process,
            workspace.contributions,
            spec,
            org=self.context.node,
            period=self._period,
            language=self.catalog.language,
            today=self.today,
        )

    def _present_later(self, present: Callable[[], None]) -> None:
        """Once nothing is awaited any more, which mostly is at once."""
        awaited = self._awaited

        async def wait() -> None:
            while awaited():
                for pause in self._waiting.steps(lambda _ended: self._tell_of_wait()):
                    await asyncio.sleep(pause)
                if self._awaited is not awaited or self.has_left or not self.preview.is_attached:
                    return
                present()

        self._waiting.briefly()
        if awaited():
            self._report = None
            self.preview.set_lines([])
            self.run_worker(wait(), group="report", exclusive=True)
        else:
            present()

    def _still_asked(self) -> list[Reply]:
        return self._awaited()

    def _tell_of_wait(self) -> None:
        if not self.modes.active:
            self.back_to_idle()

    def idle_line(self) -> str:
        """The keys, or what is waited for."""
        return self._waiting.words() or super().idle_line()

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        self._waiting.give_up()

    def report_of_ours(self, kind: ReportKind, ask: AskMetric | None) -> Report:
        """One of our own, of this organisation or with those below it; raises :class:`BranchkitError`."""
        workspace = self.context.here
        if self.subtree or kind in OF_THE_TREE:
            return self._subtree_report(kind, ask)
        return make_report(
            workspace.store,
            workspace.contributions,
            self._request(kind),
            self.catalog,
            self.context.clock(),
            ask,
        )

    def _subtree_report(self, kind: ReportKind, ask: AskMetric | None) -> Report:
        from branchkit.services.reports.periodic import SubtreeReport, make_subtree_report

        workspace = self.context.here
        asked = SubtreeReport(kind, self.orgs(), self._period, unmasked=self._unmasked)
        return make_subtree_report(
            workspace.store, workspace.contributions, asked, self.catalog, self.context.clock(), ask
        )

    def _choose_format(self) -> None:
        report = self._report
        if report is not None:
            title, period = self._title(), self._period
            ReportSaving(
                self,
                lambda suffix: f"{report_file_name(title, period, self.catalog)}.{suffix}",
                lambda _format: report,
                private=bool(self._unmasked),
            ).choose_format()

    def _ask_unmask(self) -> None:
        proposed = ",".join(self._unmasked)
        label = self.catalog.text("screen.reports.unmask")
        self.ask(label, self._unmask, text=proposed, blank=True)

    def _unmask(self, text: str) -> None:
        """Personal data is shown only after it is on record that somebody asked for it."""
        self._unmasked = ()
        try:
            fields = unmask_fields(text)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        where = f"report {self._kind} {self._period}"
        if fields and not self.record_unmasking("report.unmask", self.orgs(), fields, where):
            return
        self._unmasked = fields
        self._show()
