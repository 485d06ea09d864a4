"""Importing a workbook: a trial reading with everything that was found, then the writing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.names import matches
from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.text_width import wrap
from branchkit.screens.actions import IMPORT
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.screens.importing.subjects import Subject, subject_of
from branchkit.screens.modes import Choice, Question
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.theme import Tone

WIDTH = 76
_BETWEEN_STEPS = 0.001
"""Seconds; so that the screen is painted and keys are looked at."""
ROSTER = "members"


class ImportScreen(ConsoleScreen):
    """One file at a time, into the roster or the register of the place."""

    ACTIONS = IMPORT
    HELP = "screen.import.help"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._came_from = place.register
        self._register: Register | None = None
        self._subject: Subject | None = None
        self._file: Path | None = None
        """What has been read on trial and may be written."""
        self._asked: Path | None = None
        self._reading: Generator[int, None, None] | None = None
        self.text = ReportView(id="text")

    def body(self) -> Iterable[Widget]:
        """What was found."""
        yield self.text

    def on_mount(self) -> None:
        """Stand at the register of the place."""
        self.set_focus(None)
        self._choose(self._came_from)

    def idle_line(self) -> str:
        """The keys of importing."""
        return self.catalog.text("screen.import.keys")

    def take_key(self, key: str, character: str | None) -> bool:
        """While rows are being read only stopping is possible; else what is not an action moves the text."""
        if self._reading is not None and not self.has_left:
            action = self.keymap.action(key, character)
            if action in ("place.home", "app.quit"):
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
            case "place.home":
                back = self._came_from not in ("", ROSTER)
                self.go(Place("register", register=self._came_from) if back else Place("home"))
            case _:
                super().perform(action)

    def on_unmount(self) -> None:
        """What is still being read is not kept."""
        self._stop()

    # -- what is imported into ------------------------------------------------------------------------

    def _choose(self, id: str) -> None:
        registers = self.context.here.contributions.registers
        self._register = None if id in ("", ROSTER) else registers.get(id)
        self._file = None
        text = self.catalog.text
        title = text("screen.import.roster")
        intro = text("screen.import.intro")
        if self._register is not None:
            title = self.catalog.local(self._register.title)
            intro = text("screen.import.intro_register")
        self.set_title(text("screen.import.title_of", title=title), self._node_name())
        try:
            self._subject = subject_of(self.context, self._register)
        except BranchkitError as error:
            self._subject = None
            intro = self.catalog.error(error)
        self.text.set_lines(["", *(f"  {line}" for line in wrap(intro, WIDTH))])
        self.back_to_idle()

    def _node_name(self) -> str:
        from branchkit.services.organizations.organizations import read_tree

        return read_tree(self.context.here.store).name(self.context.node)

    def _ask_register(self) -> None:
        from branchkit.services.reports.export_set import importable

        registers = importable(self.context.here.contributions.registers)
        roster = (ROSTER, self.catalog.text("screen.import.roster"))
        options = [roster, *((r.id, self.catalog.local(r.title)) for r in registers)]
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
        self._reading = self._subject.run(file, trial=trial)
        self._show_progress(0, trial=trial)
        self._go_on(file, trial=trial)

    def _go_on(self, file: Path, *, trial: bool) -> None:
        self.set_timer(_BETWEEN_STEPS, lambda: self._step(file, trial=trial))

    def _step(self, file: Path, *, trial: bool) -> None:
        if self._reading is None or self.has_left:
            return
        try:
            rows = next(self._reading)
        except StopIteration:
            self._reading = None
            self._show(file, trial=trial)
        except BranchkitError as error:
            self._reading = None
            self.text.set_lines(["", *wrap(self.catalog.error(error), WIDTH)])
            self.back_to_idle()
        else:
            self._show_progress(rows, trial=trial)
            self._go_on(file, trial=trial)

    def _show_progress(self, rows: int, *, trial: bool) -> None:
        self.say(
            self.catalog.text(
                "screen.import.reading" if trial else "screen.import.writing", rows=rows
            )
        )

    def _stop(self) -> None:
        """Closing the generator takes back what it has written."""
        if self._reading is None:
            return
        self._reading.close()
        self._reading = None
        if self.is_mounted and not self.has_left:
            self.say(self.catalog.text("screen.import.stopped"))

    def _show(self, file: Path, *, trial: bool) -> None:
        if self._subject is None:
            return
        findings, text = self._subject.findings, self.catalog.text
        if not trial:
            head = "screen.import.done"
            last = text("screen.import.done_next")
            if findings.left_out:
                last = text("screen.import.mend", file=self._subject.mend_file)
        else:
            head = "screen.import.trial"
            last = text("screen.import.press_enter" if findings.writes else "screen.import.nothing")
            self._file = file if findings.writes or findings.left_out else None
        lines: list[str | ReportLine] = [ReportLine(text(head), Tone.HEAD)]
        lines += [*wrap(findings.summary, WIDTH), ""]
        for finding in findings.found:
            tone = Tone.ERROR if finding.is_error else Tone.NORMAL
            lines += [ReportLine(line, tone) for line in wrap(finding.text, WIDTH)]
        lines += ["", *(ReportLine(line, Tone.HEAD) for line in wrap(last, WIDTH))]
        self.text.set_lines(lines)
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

        def done(text: str | None) -> None:
            self.back_to_idle()
            if text and text.strip():
                self._write_template(register, Path(text.strip()).expanduser())

        self._ask("screen.import.template_file", str(proposed), done)

    def _write_template(self, register: Register, target: Path) -> None:
        from branchkit.exchange.writers.template import write_template
        from branchkit.services.reports.template import register_template

        try:
            template = register_template(
                self.context.here.store, register, self.context.node, self.catalog
            )
            write_template(template, target)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        self._asked = target
        said = self.catalog.text("screen.import.template_written", file=target)
        self.text.set_lines(["", *(f"  {line}" for line in wrap(said, WIDTH))])
