"""Several reports of one period ticked and saved as one zip file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.plugin.questions import Reply
from branchkit.screens.modes import Ticking
from branchkit.screens.parts import SUFFIXES, ask_target, tell_saved
from branchkit.screens.plugin_wait import PluginWait
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.reports.periodic import ReportKind, kinds_at, report_file_name
from branchkit.services.reports.several import ENDING, NamedPaper, write_zip, zip_of
from branchkit.widgets.theme import Tone
from branchkit.widgets.tick_list import TickList

if TYPE_CHECKING:
    from branchkit.core.tables import Report
    from branchkit.screens.reports.screen import ReportsScreen


class ReportsInZip(ScreenPart["ReportsScreen"]):
    """Which ones, in which format, where to; then they are made one after the other, for as long as plugins take."""

    def __init__(self, screen: ReportsScreen) -> None:
        super().__init__(screen)
        self._awaited: list[Reply] = []
        self._waiting = PluginWait(
            screen.context, lambda: [r for r in self._awaited if not r.ready]
        )

    def ask(self) -> None:
        """Have them ticked: ours, and those of plugins that are about such a period."""
        screen = self._screen
        kind, context = screen.period.kind, screen.context
        ours = kinds_at(context.here.store, context.here.contributions, context.node, screen.period)
        options = [(str(one), self._text(f"report.kind.{one}")) for one in ours]
        options += [
            (spec.id, screen.catalog.local(spec.title))
            for spec in screen.plugin_reports()
            if spec.period is kind
        ]

        def done(ticked: tuple[str, ...] | None) -> None:
            screen.back_to_idle()
            if ticked:
                self._ask_format([(id, title) for id, title in options if id in ticked])

        def label(count: int) -> str:
            title = self._text("screen.reports.several")
            return self._text("screen.form.ticked", label=title, count=count, all=len(options))

        keys = self._text("screen.form.keys.ticking")
        view = screen.part(TickList)
        Ticking(screen.modes, view, label, options, [screen.shown_id], done, keys)

    def _ask_format(self, wanted: Sequence[tuple[str, str]]) -> None:
        options = [(suffix, self._text(f"screen.reports.as.{suffix}")) for suffix in SUFFIXES]
        self._screen.choose(
            self._text("screen.reports.format"),
            options,
            lambda suffix: self._ask_file(wanted, suffix),
        )

    def _ask_file(self, wanted: Sequence[tuple[str, str]], suffix: str) -> None:
        screen = self._screen
        titles = self._text("screen.reports.joint").join(title for _, title in wanted)
        name = report_file_name(titles, screen.period, screen.catalog)
        proposed = screen.context.here.directory / "exports" / f"{name}.{ENDING}"
        format = "text" if suffix == "txt" else suffix

        def done(target: Path, replace: bool) -> None:
            work = self._write(wanted, format, target, replace)
            screen.run_worker(work, group="zip", exclusive=True)

        ask_target(screen, proposed, done)

    async def _write(
        self, wanted: Sequence[tuple[str, str]], format: str, target: Path, replace: bool
    ) -> None:
        from branchkit.services.reports.formats import ReportFormats

        screen = self._screen
        period = screen.period
        papers: list[NamedPaper] = []
        try:
            for id, title in wanted:
                for pause in self._made(id, title, papers):
                    await asyncio.sleep(pause)
                    if screen.has_left or not screen.is_attached:
                        self._waiting.abandon()
                        return
            named = [
                NamedPaper(report_file_name(paper.name, period, screen.catalog), paper.report)
                for paper in papers
            ]
            here = screen.context.here
            formats = ReportFormats(here.contributions, here.store, [screen.context.node])
            content = zip_of(formats, named, format)
            write_zip(content, target, replace=replace, private=screen.shows_personal)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
        else:
            tell_saved(screen, target, self._text("screen.reports.saved", file=target))

    def _made(self, id: str, title: str, papers: list[NamedPaper]) -> Iterator[float]:
        """Make one and put it to the others; pauses while a plugin is waited for."""
        screen = self._screen
        if id in set(ReportKind):
            from branchkit.services.plugins.asking import AskedOnce

            workspace = screen.context.here
            process = workspace.plugin_process
            ask = AskedOnce(process, workspace.contributions) if process is not None else None
            report: Report = screen.report_of_ours(ReportKind(id), ask)
            self._awaited = ask.awaited() if ask is not None else []
            if self._awaited:
                yield from self._waiting.steps(lambda _ended: None)
                # Without the figures of plugins it would say that nothing was proposed.
                report = screen.report_of_ours(ReportKind(id), ask)
        else:
            from branchkit.services.plugins.asking import report_of

            workspace = screen.context.here
            reply = screen.ask_plugin(workspace.contributions.reports[id])
            self._awaited = [] if reply.here else [reply]
            yield from self._waiting.steps(lambda _ended: None)
            report = report_of(reply, workspace.store, workspace.contributions)
        papers.append(NamedPaper(title, screen.issued(id, report)))
