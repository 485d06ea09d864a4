"""The hooks a plugin may implement. Every one is optional, and called once per plugin, each plugin apart.

Hooks are called in the order of loading: the built-in pack first, then the installed plugins by name. What one plugin
returns never replaces another's. A hook that raises, or returns something else than it should, costs that plugin's
answer to that hook and nothing more: the failure is shown by ``branchkit plugins`` and on the plugins screen, and
logged. Under ``--strict`` it is raised, so that authors see the traceback.

A call that takes longer than half a second is noted as slow. One that has not ended after five seconds is stopped, an endless loop
as well as a wait, and told with the line at which it stood; the plugin's answer to that hook is missing then. The functions behind metrics,
reports, duties and events run in a process of their own and have ten.

Implementations are marked with :data:`hookimpl` and found in the module that the manifest names (``hooks``). That
module must load without Textual: it is imported at every start. No hook is called while somebody types: what a screen, a
report or a metric does is done by the functions that they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import pluggy

from branchkit.plugin.contributions import ComputedMetric, Declarations, ReportSpec, ScreenSpec
from branchkit.plugin.demos import DemoRecord, DemoScene

if TYPE_CHECKING:
    from branchkit.plugin.checks import CheckSpec
    from branchkit.plugin.column_kinds import ColumnKindSpec
    from branchkit.plugin.commands import CommandSpec
    from branchkit.plugin.duties import DutySpec
    from branchkit.plugin.events import Commit
    from branchkit.plugin.formats import ExporterSpec, ImporterSpec
    from branchkit.plugin.functions import FormulaFunction
    from branchkit.plugin.rule_kinds import RuleKind
    from branchkit.plugin.screen_actions import ActionSpec
    from branchkit.plugin.workspace_view import WorkspaceView

PROJECT = "branchkit"

EVENTS = "branchkit_events"
"""The hook that is told of commits."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function as a plugin's implementation of the hook of the same name."""


class Hooks(Protocol):
    """The hooks, as functions of a plugin's hook module (they have no ``self`` there)."""

    @hookspec
    def branchkit_declarations(self) -> Declarations:
        """A folder with TOML declarations that is not the package's own.

        Called while a workspace opens, after the folder beside the plugin's ``plugin.toml`` has been listed. The files of
        both are used. A register's name begins with the plugin's id, or stands under ``holds`` in ``plugin.toml``. A plugin
        whose declarations lie beside its manifest, as most do, does not need this hook.

        Example::

            @hookimpl
            def branchkit_declarations() -> Declarations:
                return Declarations(Path("/usr/share/our-county/branchkit"))
        """

    @hookspec
    def branchkit_metrics(self) -> Iterable[ComputedMetric]:
        """Metrics that TOML cannot express.

        Called while a workspace opens; each metric's ``measure`` is called later, when a criterion of an open sheet feeds
        on it. An id that does not begin with the plugin's own and a stroke (``rural/``) is refused. When ``measure`` raises, or one of its figures is no
        ``Measurement`` with a Decimal, its criteria have no proposals: the sheet stays incomplete, no score gets smaller.

        Example::

            @hookimpl
            def branchkit_metrics() -> list[ComputedMetric]:
                title = LocalText("三个月连续到会", "Three months without a miss")
                return [ComputedMetric("rural/unbroken", title, SubjectKind.MEMBER, measure_unbroken)]
        """

    @hookspec
    def branchkit_screens(self) -> Iterable[ScreenSpec]:
        """Screens of the plugin's own, reached from the list of places.

        Called while a workspace opens. A screen is named by a dotted string and imported when somebody opens it, so
        that neither start-up nor the command line pays for it. It is offered to organisations of the sectors that the
        manifest names. An id that does not begin with the plugin's own and a dot is refused. A screen that raises ends, with its fault
        shown, and leads home; the program goes on.

        Example::

            @hookimpl
            def branchkit_screens() -> list[ScreenSpec]:
                title = LocalText("走访地图", "Visits by household")
                return [ScreenSpec("rural.visits", title, "branchkit_rural.visits_screen:VisitsScreen")]
        """

    @hookspec
    def branchkit_reports(self) -> Iterable[ReportSpec]:
        """Reports of the plugin's own, beside notice, sheet and ranking.

        Called while a workspace opens; the function behind ``target`` is imported and called when the report is asked for,
        with a :class:`~branchkit.plugin.workspace_view.ReportScene`, and returns a ``Report``. Personal data is masked in
        what it is given. An id that does not begin with the plugin's own and a dot is refused; a function that raises costs its report.

        Example::

            @hookimpl
            def branchkit_reports() -> list[ReportSpec]:
                title = LocalText("走访情况通报", "Notice on visits")
                return [ReportSpec("rural.visits", title, "branchkit_rural.papers:visits_notice", PeriodKind.QUARTER)]
        """

    @hookspec
    def branchkit_commands(self) -> Iterable[CommandSpec]:
        """Sub-commands of the plugin's own: ``branchkit <plugin> NAME …``.

        Called while a workspace opens, and by ``branchkit --help``; the function behind ``target`` is imported and called when
        somebody calls the command, with a :class:`~branchkit.plugin.commands.CommandScene` that has the arguments read by their
        kinds, and returns an :class:`~branchkit.plugin.answers.Answer` or one of its parts: a ``Report``, a ``Table``, a mapping, a
        list of mappings (printed as words, or with ``--format json`` or ``csv``), a text (said on stderr), or None. Every command has ``--org`` and
        ``--format``, and ends as ours do: 0, 1 where the answer has ``problems``, 2 for what cannot be read on the command line, 3
        for a refusal (:class:`~branchkit.core.errors.BranchkitError`). A function that raises, or returns something else, ends its
        command with 3 and is told with its place. A plugin that is called like one of the program's own groups has no commands.

        Example::

            @hookimpl
            def branchkit_commands() -> list[CommandSpec]:
                title = LocalText("没有走访到的农户", "Households nobody has visited")
                since = CommandArgument("since", LocalText("从哪天起", "From which day on"), ArgumentKind.DATE, option=True)
                return [CommandSpec("rural.unseen", title, "branchkit_rural.unseen:list_unseen", (since,))]
        """

    @hookspec
    def branchkit_duties(self) -> Iterable[DutySpec]:
        """What has to be done, beside what registers remind of by themselves (``due_by``).

        Called while a workspace opens; the function behind ``target`` is imported and called when the home screen has drawn its
        first frame, and by ``branchkit due``, for one organisation after the other whose sector the manifest names. It is given a
        :class:`~branchkit.plugin.duties.DutyView` and returns duties: text in two languages, last day (None: no day is set), article, and
        the place that Enter opens. It runs in the worker, with ten seconds for each organisation: home shows its own duties meanwhile, says whose it waits
        for, and Esc gives up. An id that does not begin with the plugin's own and a dot is refused. When the function raises, does not
        end, or one of its duties cannot be shown, none of its duties are there and both places name it (``due`` ends with 5); all others are.

        Example::

            def idle_stretches(view: DutyView) -> Iterator[Duty]:
                month = Period.containing(view.today)
                patrols = view.workspace.records("book.county", [view.org], since=month.first_day)
                if not any(patrols):
                    text = LocalText("本月还没有巡护", "Nobody has been on patrol this month")
                    opens = Opening("register", register="book.county")
                    rule = Citation(LocalText("巡护制度", "Rules on patrols"), "第三条")
                    yield Duty("county.idle", view.org, opens, month.last_day, rule, text=text)

            @hookimpl
            def branchkit_duties() -> list[DutySpec]:
                title = LocalText("巡护提醒", "Patrols that are due")
                return [DutySpec("county.idle", title, "branchkit_county.due:idle_stretches")]
        """

    @hookspec
    def branchkit_demo(self, scene: DemoScene) -> Sequence[DemoRecord]:
        """Records for the demo workspace, so that the plugin's criteria have something to propose.

        Called by ``branchkit demo`` and ``branchkit plugin dev`` only, for every organisation with a roll whose sector the
        manifest names. The records of all plugins are written; a record that its register refuses fails the plugin's whole
        demo. Persons are those of ``scene.members``; chance comes from ``scene.random`` alone. Rows that do not depend on one another
        need no Python: a file ``demo/<register>.toml`` has them made up (``docs/register-format.md``), beside those of the hook.

        Example::

            @hookimpl
            def branchkit_demo(scene: DemoScene) -> list[DemoRecord]:
                first = scene.months[-1].first_day.isoformat()
                return [DemoRecord("roll.visits", {"date": first, "member": m.id}) for m in scene.members]
        """

    @hookspec
    def branchkit_importers(self) -> Iterable[ImporterSpec]:
        """Kinds of files that the program does not read by itself: another system's export, a program of the county's own.

        Called while a workspace opens. The function behind ``target`` is imported and called where files of others are read: in a
        process of its own, with 200 MB of memory and ``seconds`` for each answer, never in the program. It is asked for by
        ``branchkit import … --as county.cwt`` and on the import screen, or found by ``starts`` and ``endings`` where the
        file is none of the program's own. What it yields is read as a workbook's sheets are. An id that does not begin with
        the plugin's own and a dot is refused. A function that raises, never ends or fills the memory costs that import, in
        which nothing is written; the file's owner is told the plugin, file and line.

        Example::

            # branchkit_county/cwt.py
            def read(source: SourceFile) -> Iterator[ImportedSheet]:
                lines = source.file.read().decode("gb18030").splitlines()
                yield ImportedSheet([line.split("|") for line in lines[1:]])

            # branchkit_county/hooks.py
            @hookimpl
            def branchkit_importers() -> list[ImporterSpec]:
                title = LocalText("村务通导出文件", "Cunwutong export")
                return [ImporterSpec("county.cwt", title, "branchkit_county.cwt:read", (".cwt",), (b"CWT1",))]
        """

    @hookspec
    def branchkit_exporters(self) -> Iterable[ExporterSpec]:
        """Formats for registers, lists and reports beside text, csv, json, html, xlsx and docx.

        Called while a workspace opens. The function behind ``target`` is imported and called when somebody exports in the
        format: ``--format county.xml``, or a file whose name ends in ``ending``. Personal data is masked in what it is given, unless
        the user has asked for it by name, which is recorded. The file is there whole or not at all: a function that raises, or
        returns no ``bytes`` or text, costs its export. An id that does not begin with the plugin's own and a dot is refused.

        Example::

            # branchkit_county/xml.py
            def write(report: Report) -> str:
                rows = [row for table in report.blocks if isinstance(table, Table) for row in table.rows]
                return "\\n".join(f"<row>{escape(str(row))}</row>" for row in rows)

            # branchkit_county/hooks.py
            @hookimpl
            def branchkit_exporters() -> list[ExporterSpec]:
                title = LocalText("县平台 XML", "XML for the county's platform")
                return [ExporterSpec("county.xml", title, "branchkit_county.xml:write", ".xml", text=True)]
        """

    @hookspec
    def branchkit_column_kinds(self) -> Iterable[ColumnKindSpec]:
        """Kinds of register columns that a pattern and choices cannot express: a code with a check digit, a height in two units.

        Called while a workspace opens, before any register is read; registers then write ``kind = "county/river-code"``. The class
        behind ``target`` is imported when the first value is read or shown, and asked whenever one is typed, imported, kept, shown or
        put in order. Its values are kept as a text, a number, a date or yes and no, so that conditions, filters, queries and
        metrics take them as such. An id that does not begin with the plugin's own and a stroke is refused. A class that raises keeps
        its values from being written, with the plugin, file and line said; those that are kept are shown as they are. Without the
        plugin a register that uses its kind is not loaded, and its records stay.

        Example::

            # branchkit_county/codes.py
            class RiverCode(ColumnValues):
                def read(self, text: str) -> str | NotOfKind:
                    code = text.upper().replace(" ", "")
                    if code[-1].isdecimal() and sum(map(ord, code[:-1])) % 10 == int(code[-1]):
                        return code
                    return NotOfKind(LocalText("校验位不对", "wrong check digit"))

            # branchkit_county/hooks.py
            @hookimpl
            def branchkit_column_kinds() -> list[ColumnKindSpec]:
                title = LocalText("河道编码", "River code")
                return [ColumnKindSpec("county/river-code", title, "branchkit_county.codes:RiverCode", width=8)]
        """

    @hookspec
    def branchkit_events(self, commit: Commit, view: WorkspaceView) -> None:
        """What the plugin does of its own when something has been kept: tell another system, write a file, draw a picture.

        Called after each commit in which a sheet has moved on (handed up, returned, sealed …) or rows of registers were added,
        changed or removed, whoever made it: screen, command, import, undo. It is called in the process that runs plugins'
        metrics, one commit after the other; the commit has happened and cannot be refused, and nobody waits for what is done
        here. ``view`` reads the workspace as it is then, personal data masked; nothing can be changed. What it raises is told as
        its failure. It has ten seconds; one that has run out of time is told of no more commits in that session. A program that
        ends waits a second for it, and leaves it to end by itself. What was changed while the program was killed, or by another
        program, is not told again: whoever must miss nothing compares when told.

        Example::

            @hookimpl
            def branchkit_events(commit: Commit, view: WorkspaceView) -> None:
                for sheet in commit.sheets:
                    if sheet.state == "submitted":
                        name = view.tree().get(sheet.org).name
                        Path.home().joinpath("handed-up.txt").write_text(f"{sheet.period} {name}", encoding="utf-8")
        """

    @hookspec
    def branchkit_actions(self) -> Iterable[ActionSpec]:
        """Actions on the program's own screens, each with a key there if it wants one, and in the list behind ``:``.

        Called while a workspace opens; the function behind ``target`` is imported and called when somebody does the action, with
        an :class:`~branchkit.plugin.screen_actions.ActionScene` that has what stands under the cursor or is marked, and returns an
        :class:`~branchkit.plugin.answers.Answer` or one of its parts: a text to say, a ``Report`` or ``Table`` to show, an ``Opening``
        to go to, or None. It is offered to organisations of the sectors that the manifest names. A key that one of the program's
        own actions has on that screen, or an earlier plugin's, is not bound: the action stays in the list. A refusal is said; a function
        that raises leaves the screen as it is, and is told with its place.

        Example::

            @hookimpl
            def branchkit_actions() -> list[ActionSpec]:
                title = LocalText("补记走访", "Write down a visit")
                target, key = "branchkit_rural.visits:write_down", "w"
                return [ActionSpec("rural.visit", title, target, (ActionScreen.MEMBERS,), key, ActionAbout.MEMBER)]
        """

    @hookspec
    def branchkit_checks(self) -> Iterable[CheckSpec]:
        """Checks of records before they are kept, and of sheets before they are handed up.

        Called while a workspace opens; the function behind ``target`` is imported when the first record or sheet is checked. One with
        ``register`` is asked about every record of it that is sound by its columns, whoever brings it: form, command, import,
        demo or plugin, and by ``branchkit check``. It is given a :class:`~branchkit.core.registers.register.RecordScene`; what it
        reads of it, it reads for each of perhaps 50,000 rows, so that looking at the row's own values costs nothing and a question to
        the store a statement. Whether a record is sound must not depend on the day of asking. One with ``scheme`` is given a
        :class:`~branchkit.plugin.checks.SheetScene` when nothing in the sheet is open any more.

        Both return findings: text in two languages, place, and severity. An ``error`` refuses the record, or keeps the sheet from being
        handed up; a ``warning`` is said, and the work goes on. An id that does not begin with the plugin's own and a dot is refused.
        When the function raises, or one of its findings names what there is not, it has found nothing: the work goes on with a warning
        that names the plugin.

        Example::

            def no_patrol_alone_at_night(scene: RecordScene) -> Iterator[Finding]:
                if scene.record.values.get("night") and len(scene.record.values.get("members", [])) < 2:
                    yield Finding(LocalText("夜间巡护要两人以上", "At night two go together"), "members")

            def nobody_has_everything(scene: SheetScene) -> Iterator[Finding]:
                for result in scene.sheet.subjects:
                    if result.total == scene.sheet.scheme.maximum:
                        text = LocalText("满分要附说明", "Full marks want a word")
                        yield Finding(text, severity="warning", subject=result.subject)

            @hookimpl
            def branchkit_checks() -> list[CheckSpec]:
                night, full = LocalText("夜间巡护", "Patrols at night"), LocalText("满分", "Full marks")
                return [
                    CheckSpec("county.night", night, "branchkit_county.checks:no_patrol_alone_at_night", register="book.county"),
                    CheckSpec("county.full", full, "branchkit_county.checks:nobody_has_everything", scheme="county/member-month"),
                ]
        """

    @hookspec
    def branchkit_rules(self) -> Iterable[RuleKind]:
        """Kinds of rules that turn figures into points, for schemes: ``rule = { kind = "county/steps", per = 2 }``.

        Called while a workspace opens. A scheme's parameters are read as the kind declares them, and refused with file and line; they and
        the kind's id count in the scheme's digest. The function behind ``target`` is imported and called when a cell wants a
        proposal and all its inputs have a figure, once for the same figures. Points are brought to the rule's step. An id that does not begin with
        the plugin's own and a stroke is refused. When the function raises, or gives points that are no workable Decimal between 0 and the
        maximum, the cell has no proposal: it stays open, and no score gets smaller. A scheme whose kind is not there is refused, with the plugin that it needs; a sheet that was
        handed up can be read all the same.

        Example::

            def points_by_steps(facts: RuleFacts) -> RulePoints:
                steps = int(facts.values["value"] / facts.parameters["per"])
                points = min(facts.parameters["each"] * steps, facts.maximum)
                return RulePoints(points, LocalText(f"满 {steps} 档", f"{steps} full steps"))

            @hookimpl
            def branchkit_rules() -> list[RuleKind]:
                per = RuleParameter("per", least=Decimal(1))
                each = RuleParameter("each", default=Decimal(5))
                title = LocalText("分档计分", "By full steps")
                return [RuleKind("county/steps", title, "branchkit_county.rules:points_by_steps", (per, each))]
        """

    @hookspec
    def branchkit_functions(self) -> Iterable[FormulaFunction]:
        """Functions for computed columns: ``formula = { function = "county/weight", of = ["hours", "night"] }``.

        Called while a workspace opens. That the columns are of the kinds that a function takes, and its own column of the kind that it
        makes, is checked when the register is read, with file and line. The function behind ``target`` is imported and called when a
        row is looked at, measured or written out, once for the same arguments; what it gives is never kept. Conditions, metrics and queries use the column as any
        other. An id that does not begin with the plugin's own and a stroke is refused. When the function raises, or returns what is not of
        its kind, the column is empty in that row.

        Example::

            def weight(hours: Decimal | None, night: bool | None) -> Decimal | None:
                return None if hours is None else hours * (2 if night else 1)

            @hookimpl
            def branchkit_functions() -> list[FormulaFunction]:
                takes = (ColumnKind.NUMBER, ColumnKind.YES_NO)
                title, target = LocalText("折算时长", "Weighted hours"), "branchkit_county.rules:weight"
                return [FormulaFunction("county/weight", title, target, takes, ColumnKind.NUMBER)]
        """
