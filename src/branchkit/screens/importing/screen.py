"""Importing a workbook into the roster, the tree or a register: a trial with everything that was found, then the writing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.names import matches
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import IMPORT
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.screens.modes import Choice, Question
from branchkit.screens.parts import ask_target
from branchkit.services.importing.engine import (
    Import,
    ImportSummary,
    RowOutcome,
    Subject,
)
from branchkit.services.importing.formats import formats_for, open_source
from branchkit.services.importing.member_columns import roster_headings
from branchkit.services.importing.members import MemberSubject
from branchkit.services.importing.mending import free_mend_name, located_text
from branchkit.services.importing.organizations import OrganizationSubject
from branchkit.services.importing.records import RecordSubject
from branchkit.services.organizations.organizations import read_tree
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone

WIDTH = 76
_BETWEEN_STEPS = 0.001
"""Seconds; so that the screen is painted and keys are looked at."""
_ROWS_NAMED = 12
ROSTER, ORGANIZATIONS, CASES = "members", "organizations", "cases"
"""What may stand for a register in a place; of organisations the place's ``subject`` is the one that they go below."""


class ImportScreen(ConsoleScreen):
    """One file at a time, into the roster, the tree or the register of the place."""

    ACTIONS = IMPORT
    HELP = "screen.import.help"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._came_from = place
        self._under = place.subject or context.node
        self._register: Register | None = None
        self._subject: Subject | None = None
        self._file: Path | None = None
        """What has been read on trial and may be written."""
        self._asked: Path | None = None
        self._format = ""
        """The format or map that the file is to be read by; empty: as it is found."""
        self._run: _Run | None = None
        self.text = ReportView(id="text")

    def body(self) -> Iterable[Widget]:
        """What was found."""
        yield self.text

    def on_mount(self) -> None:
        """Stand at the register of the place; who comes from the tree wants to name a file."""
        self.set_focus(None)
        self._choose(self._came_from.register)
        if self._came_from.register == ORGANIZATIONS:
            self._ask_file()

    def idle_line(self) -> str:
        """The keys of importing."""
        return self.catalog.text("screen.import.keys")

    def take_key(self, key: str, character: str | None) -> bool:
        """While rows are being read only stopping is possible; else what is not an action moves the text."""
        if self._run is not None and not self.has_left:
            action = self.keymap.action(key, character)
            if action in ("app.back", "place.home", "app.quit"):
                self._stop()
            if action == "app.quit":
                self.perform(action)
            return True
        return super().take_key(key, character) or self.text.press_key(key, character)

    def perform(self, action: str) -> None:
        """Choose, write, leave."""
        match action:
            case "import.choose":
                self._ask_file()
            case "import.write":
                if self._file is not None:
                    self._begin(self._file, trial=False)
            case "import.register":
                self._ask_register()
            case "import.template":
                self._ask_template()
            case "import.format":
                self._ask_format()
            case _:
                super().perform(action)

    def on_unmount(self) -> None:
        """What is still being read is not kept."""
        self._stop()

    # -- what is imported into ------------------------------------------------------------------------

    def _choose(self, id: str) -> None:
        self._register = self.context.here.contributions.registers.get(id)
        self._file, self._format = None, ""
        intro = "screen.import.intro" if id in ("", ROSTER) else "screen.import.intro_register"
        said = self.catalog.text(intro)
        at = self._under if id == ORGANIZATIONS else self.context.node
        title = self.catalog.text("screen.import.title_of", title=self._title(id))
        self.set_title(title, read_tree(self.context.here.store).name(at))
        try:
            self._subject = self._subject_of(id)
        except BranchkitError as error:
            self._subject = None
            said = self.catalog.error(error)
        self.text.set_lines(["", *(f"  {line}" for line in wrap(said, WIDTH))])
        self.back_to_idle()

    def _title(self, id: str) -> str:
        if self._register is not None:
            return self.catalog.local(self._register.title)
        keys = {
            ORGANIZATIONS: "screen.import.organizations",
            CASES: "screen.import.cases",
        }
        return self.catalog.text(keys.get(id, "screen.import.roster"))

    def _subject_of(self, id: str) -> Subject:
        """Registers that show members or cases are filled by importing those; raises :class:`RulePackError` ``no_pack``."""
        node, today = self.context.node, self.context.clock().date()
        registers = self.context.here.contributions.registers
        if id == ORGANIZATIONS:
            sectors = self.context.here.contributions.sector_titles
            return OrganizationSubject(today, self._under, sectors)
        rows = self._register.rows if self._register else RecordsFrom.MEMBERS
        if id == CASES or rows is RecordsFrom.CASES:
            from branchkit.services.importing.cases import CaseSubject

            return CaseSubject(self.context.here.contributions.rule_packs, node, today)
        if self._register is None or rows is RecordsFrom.MEMBERS:
            return MemberSubject(node, today, headings=roster_headings(registers.values()))
        return RecordSubject(self._register, node, today)

    def _ask_register(self) -> None:
        from branchkit.services.reports.export_set import importable

        registers = importable(self.context.here.contributions.registers)
        options = [
            (ROSTER, self.catalog.text("screen.import.roster")),
            (CASES, self.catalog.text("screen.import.cases")),
            *((r.id, self.catalog.local(r.title)) for r in registers),
            (ORGANIZATIONS, self.catalog.text("screen.import.organizations")),
        ]
        items = [
            PickerItem(id, f"{number} {title}", id)
            for number, (id, title) in enumerate(options, start=1)
        ]

        def found(text: str) -> list[PickerItem]:
            pairs = zip(items, options, strict=True)
            return [item for item, (id, title) in pairs if text in id or matches(title, text)]

        def done(item: PickerItem | None) -> None:
            self.back_to_idle()
            if item is not None:
                self._choose(item.id)

        Choice(self.modes, self.picker, self.catalog.text("screen.import.which"), found, done)

    def _ask_format(self) -> None:
        """Plugins' formats, and maps of other systems' lists."""
        if self._subject is None:
            return
        known = formats_for(self.context.here.contributions, self._subject.id)
        if not known:
            self.say(self.catalog.text("screen.import.no_formats"))
            return
        options = [("", self.catalog.text("screen.import.format.found"))]
        options += [(id, self.catalog.local(title)) for id, title in known.items()]

        def chosen(id: str) -> None:
            self._file, self._format = None, id
            title = dict(options)[id]
            said = self.catalog.text("screen.import.format.chosen", title=title)
            self.text.set_lines(["", *(f"  {line}" for line in wrap(said, WIDTH))])

        self.choose(self.catalog.text("screen.import.format"), options, chosen)

    # -- the file -------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        def done(text: str | None) -> None:
            self.back_to_idle()
            if text and text.strip():
                self._begin(Path(text.strip().strip("'\"")).expanduser(), trial=True)

        if self._subject is not None:
            self._ask("screen.import.file", str(self._asked or ""), done)

    def _ask(self, key: str, text: str, done: Callable[[str | None], None]) -> None:
        Question(self.modes, self.prompt, self.catalog.text(key), done, text=text)

    def _begin(self, file: Path, *, trial: bool) -> None:
        """A trial, or the writing: that reads again, since the register may have changed since the trial."""
        if self._subject is None:
            return
        self._file, self._asked = None, file
        self._run = _Run(self.context, self._subject, file, self._format, trial=trial)
        self._show_progress(self._run, 0)
        self._go_on(self._run)

    def _go_on(self, run: _Run) -> None:
        self.set_timer(_BETWEEN_STEPS, lambda: self._step(run))

    def _step(self, run: _Run) -> None:
        if run is not self._run or self.has_left:
            return
        try:
            rows = next(run.steps)
        except StopIteration:
            self._run = None
            self._show(run)
        except BranchkitError as error:
            self._run = None
            self.text.set_lines(["", *wrap(self.catalog.error(error), WIDTH)])
            self.back_to_idle()
        else:
            self._show_progress(run, rows)
            self._go_on(run)

    def _show_progress(self, run: _Run, rows: int) -> None:
        key = "screen.import.reading" if run.trial else "screen.import.writing"
        self.say(self.catalog.text(key, rows=rows))

    def _stop(self) -> None:
        """Closing the generator takes back what it has written."""
        if self._run is None:
            return
        self._run.steps.close()
        self._run = None
        if self.is_mounted and not self.has_left:
            self.say(self.catalog.text("screen.import.stopped"))

    def _show(self, run: _Run) -> None:
        summary, text = run.summary, self.catalog.text
        left_out = summary[RowOutcome.LEFT_OUT]
        if not run.trial:
            head = "screen.import.done"
            last = text("screen.import.done_next")
            if left_out or summary.incomplete:
                last = text("screen.import.mend", file=run.mend_file)
        else:
            head = "screen.import.trial"
            last = text("screen.import.press_enter" if summary.writes else "screen.import.nothing")
            self._file = run.file if summary.writes or left_out else None
        closing = [ReportLine(line, Tone.HEAD) for line in wrap(last, WIDTH)]
        self.text.set_lines(
            [ReportLine(text(head), Tone.HEAD), *run.lines(self.catalog), "", *closing]
        )
        self.back_to_idle()

    # -- the workbook to be filled in -----------------------------------------------------------------

    def _ask_template(self) -> None:
        from branchkit.services.reports.template import template_name

        register = self._register
        if register is None or register.rows is not RecordsFrom.RECORDS:
            self.say(self.catalog.text("screen.import.no_template"), Tone.ERROR)
            return
        name = template_name(register, self.catalog)
        proposed = self.context.here.directory / "exports" / name

        def done(target: Path, replace: bool) -> None:
            self._write_template(register, target, replace)

        ask_target(self, proposed, done, "screen.import.template_file")

    def _write_template(self, register: Register, target: Path, replace: bool) -> None:
        from branchkit.exchange.writers.template import write_template
        from branchkit.services.reports.template import register_template

        try:
            template = register_template(
                self.context.here.store, register, self.context.node, self.catalog
            )
            write_template(template, target, replace=replace)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        self._asked = target
        said = self.catalog.text("screen.import.template_written", file=target)
        self.text.set_lines(["", *(f"  {line}" for line in wrap(said, WIDTH))])


class _Run:
    """A file being read, on trial or to be kept, and what was found."""

    def __init__(
        self, context: Context, subject: Subject, file: Path, format: str, *, trial: bool
    ) -> None:
        self.file, self.trial = file, trial
        self._format = format
        self.mend_file = free_mend_name(file, context.catalog)
        self._subject = subject
        self._import = Import(subject, context.catalog, file=file.name)
        self.steps = self._steps(context)
        """How many rows have been looked at; closed before its end, it takes back what it has written."""

    @property
    def summary(self) -> ImportSummary:
        """What became of the rows."""
        return self._import.summary

    def _steps(self, context: Context) -> Generator[int, None, None]:
        mend_file = None if self.trial else self.mend_file
        here = context.here
        source = open_source(self.file, here.contributions, self._subject, wanted=self._format)
        with source as grids:
            yield from self._import.steps(here.store, context.actor, grids, mend_file)

    def lines(self, catalog: Catalog) -> list[str | ReportLine]:
        """How many rows ended how, every problem, and who is new or changes where they have names."""
        summary, text = self.summary, catalog.text
        figures = text(
            "import.result", file=self.file.name, noun=self._subject.noun, **summary.figures
        )
        lines: list[str | ReportLine] = [*wrap(figures, WIDTH), ""]
        for problem in summary.problems:
            tone = Tone.ERROR if problem.severity == "error" else Tone.NORMAL
            told = wrap(located_text(problem, catalog), WIDTH)
            lines += [ReportLine(line, tone) for line in told]
        more: list[str] = []
        if unlisted := summary.problem_count - len(summary.problems):
            more.append(text("import.more", count=unlisted))
        if summary.incomplete:
            more.append(text("import.incomplete", count=summary.incomplete))
        if passed := summary[RowOutcome.PASSED_OVER]:
            rows = [row.row for row in summary.passed_over[:_ROWS_NAMED]]
            more.append(text("import.passed_over", count=passed, rows=rows))
        more += [f"+ {row.name}" for row in summary.ended(RowOutcome.ADDED)]
        more += [f"~ {row.name}" for row in summary.ended(RowOutcome.CHANGED)]
        return [*lines, *(line for said in more for line in wrap(said, WIDTH))]
