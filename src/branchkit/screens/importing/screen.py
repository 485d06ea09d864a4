"""Importing a workbook into the roster, the tree or a register: a trial with everything that was found, then the writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.text_width import wrap
from branchkit.screens.actions import IMPORT
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.screens.importing.path_line import PathLine
from branchkit.screens.importing.run import ImportRun
from branchkit.screens.importing.template import TemplateWriting
from branchkit.services.importing.engine import (
    RowOutcome,
    Subject,
)
from branchkit.services.importing.formats import formats_for
from branchkit.services.importing.member_columns import roster_headings
from branchkit.services.importing.members import MemberSubject
from branchkit.services.importing.organizations import OrganizationSubject
from branchkit.services.importing.records import RecordSubject
from branchkit.services.organizations.organizations import read_tree
from branchkit.widgets.line_editor import plain_character
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone

WIDTH = 76
_BETWEEN_STEPS = 0.001
"""Seconds; so that the screen is painted and keys are looked at."""
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
        self._asked = ""
        """What was named last, as it stands in the line."""
        self._line: PathLine | None = None
        """The line in which a file is being named."""
        self._suspended: str | None = None
        """What stood in it when something else was asked."""
        self._told = ""
        """What is said above the files."""
        self._format = ""
        """The format or map that the file is to be read by; empty: as it is found."""
        self._run: ImportRun | None = None
        self.text = ReportView(id="text")

    def body(self) -> Iterable[Widget]:
        """What was found."""
        yield self.text

    def on_mount(self) -> None:
        """Stand at the register of the place, ready for the name of a file."""
        self.set_focus(None)
        self._choose(self._came_from.register)

    def idle_line(self) -> str:
        """The keys of importing."""
        return self.key_words.line("screen.import.keys")

    def take_key(self, key: str, character: str | None) -> bool:
        """While rows are being read only stopping is possible; else what is not an action moves the text."""
        if self._run is not None and not self.has_left:
            action = self.keymap.action(key, character)
            if action in ("app.back", "place.home", "app.quit"):
                self._stop()
            if action == "app.quit":
                self.perform(action)
            return True
        if super().take_key(key, character) or self.text.press_key(key, character):
            return True
        if not self.has_left and len(plain_character(character)) == 1 and key != "space":
            # Whoever types means a file.
            self._ask_file("")
            self.modes.press_key(key, character)
            return True
        return False

    def take_paste(self, text: str) -> bool:
        """A path may be dropped on the screen whatever it shows."""
        if not self.modes.active and self._run is None and not self.has_left:
            self._ask_file("")
        return super().take_paste(text)

    # The line of the file is closed while something else is asked or read, and comes back afterwards.

    def ask(self, label: str, done: Callable[[str], None], **options: Any) -> None:
        """As on every screen."""
        self._suspend_line()
        super().ask(label, done, **options)

    def choose_among(
        self,
        label: str,
        matching: Callable[[str], Sequence[PickerItem]],
        done: Callable[[str], None],
    ) -> None:
        """As on every screen."""
        self._suspend_line()
        super().choose_among(label, matching, done)

    def show_report(self, title: str, lines: Sequence[str | ReportLine], **options: Any) -> None:
        """As on every screen."""
        self._suspend_line()
        super().show_report(title, lines, **options)

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Above the files while one is being named, since the bottom line is taken."""
        if self._line is None:
            super().speak(text, tone)
        else:
            self._ask_file(self.prompt.typed, text)

    def back_to_idle(self) -> None:
        """The line that was being filled in, or the keys."""
        super().back_to_idle()
        text, self._suspended = self._suspended, None
        if text is not None:
            self._ask_file(text)

    def go(self, place: Place) -> None:
        """What is being named is left."""
        self._close_line()
        super().go(place)

    def perform(self, action: str) -> None:
        """Choose, write, leave."""
        match action:
            case "import.choose":
                self._ask_file(self._asked)
            case "import.write" | "import.confirm":
                if self._file is not None:
                    self._begin(self._file, trial=False)
            case "import.register":
                self._ask_register()
            case "import.template":
                TemplateWriting(self, self._register, self._template_written).open()
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
        self._told = said
        self.back_to_idle()
        self._ask_file(self._asked)

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
        items = [PickerItem(id, title, also=id) for id, title in options]
        self.choose(self.catalog.text("screen.import.which"), items, self._choose)

    def _ask_format(self) -> None:
        """Plugins' formats, and maps of other systems' lists."""
        if self._subject is None:
            return
        known = formats_for(self.context.here.contributions, self._subject.id)
        if not known:
            self.speak(self.catalog.text("screen.import.no_formats"))
            return
        options = [("", self.catalog.text("screen.import.format.found"))]
        options += [(id, self.catalog.local(title)) for id, title in known.items()]

        def chosen(id: str) -> None:
            self._file, self._format = None, id
            title = dict(options)[id]
            said = self.catalog.text("screen.import.format.chosen", title=title)
            self._told = said
            self._ask_file(self._asked)

        self.choose(self.catalog.text("screen.import.format"), options, chosen)

    # -- the file -------------------------------------------------------------------------------------

    def _ask_file(self, text: str, fault: str = "") -> None:
        """Have a file named; ``text`` stands in the line, and above it why that one cannot be read."""
        self._close_line()
        intro = self._head(self._told, Tone.NORMAL)
        refused = self._head(fault, Tone.ERROR) if fault else []
        if self._subject is None:
            self.text.set_lines(refused or intro)
            return

        def done(path: Path) -> None:
            self._line = None
            self._asked = str(path)
            self.back_to_idle()
            self._begin(path, trial=True)

        here = self.context.here
        self._line = PathLine(
            self.modes,
            self.prompt,
            self.text,
            self.catalog,
            intro,
            refused,
            done,
            self._other_key,
            text=text,
            beside=(here.directory / "exports", here.directory),
            endings=self._endings(),
        )

    def _head(self, said: str, tone: Tone) -> list[str | ReportLine]:
        """The keys of the line, and what is said."""
        keys = wrap(self.catalog.text("screen.import.line_keys"), self._width)
        return [
            *(ReportLine(f"  {line}", Tone.MUTED) for line in keys),
            "",
            *(ReportLine(f"  {line}", tone) for line in wrap(said, self._width)),
        ]

    def _endings(self) -> list[str]:
        """What plugins' formats are called; a format that was asked for by name may be called anything."""
        importers = self.context.here.contributions.importers.values()
        endings = [f".{e.lower().lstrip('.')}" for spec in importers for e in spec.endings]
        return ["", *endings] if self._format else endings

    def _other_key(self, key: str, character: str | None) -> None:
        """A key that does not belong to the line."""
        action = self.keymap.action(key, character)
        if action is not None and action != "import.write":
            self.do(action)

    def _suspend_line(self) -> None:
        """Close it until the screen is idle again."""
        if self._line is not None:
            self._suspended = self.prompt.typed
            self._close_line()

    def _close_line(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    @property
    def _width(self) -> int:
        return min(WIDTH, max(20, self.size.width - 4))

    def _begin(self, file: Path, *, trial: bool) -> None:
        """A trial, or the writing: that reads again, since the register may have changed since the trial."""
        if self._subject is None:
            return
        self._file = None
        self._run = ImportRun(self.context, self._subject, file, self._format, trial=trial)
        self._show_progress(self._run, 0)
        self._go_on(self._run)

    def _go_on(self, run: ImportRun) -> None:
        self.set_timer(_BETWEEN_STEPS, lambda: self._step(run))

    def _step(self, run: ImportRun) -> None:
        if run is not self._run or self.has_left:
            return
        try:
            rows = next(run.steps)
        except StopIteration:
            self._run = None
            self._show(run)
        except BranchkitError as error:
            self._run = None
            self.back_to_idle()
            self._ask_file(self._asked, self.catalog.error(error))
        else:
            self._show_progress(run, rows)
            self._go_on(run)

    def _show_progress(self, run: ImportRun, rows: int) -> None:
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

    def _show(self, run: ImportRun) -> None:
        summary, text = run.summary, self.catalog.text
        left_out = summary[RowOutcome.LEFT_OUT]
        if not run.trial:
            head = "screen.import.done"
            last = text("screen.import.done_next")
            if left_out or summary.incomplete:
                last = text("screen.import.mend", file=run.mend_file)
                self._asked = str(run.mend_file)
        else:
            head = "screen.import.trial"
            last = text("screen.import.press_enter" if summary.writes else "screen.import.nothing")
            self._file = run.file if summary.writes or left_out else None
        closing = [ReportLine(line, Tone.HEAD) for line in wrap(last, self._width)]
        self.text.set_lines(
            [ReportLine(text(head), Tone.HEAD), *run.lines(self.catalog, self._width), "", *closing]
        )
        self.back_to_idle()

    def _template_written(self, target: Path) -> None:
        self._asked = str(target)
        self._told = self.catalog.text("screen.import.template_written", file=target)
        self._ask_file(self._asked)
