"""Importing a roster: a trial reading with everything that was found, then the writing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.widget import Widget

from branchkit.core.cells import wrap
from branchkit.core.errors import BranchkitError
from branchkit.exchange.readers.opening import open_grids
from branchkit.screens.actions.roster_import import IMPORT
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.desk import Desk, Place
from branchkit.screens.modes import Question
from branchkit.services.member_import import ImportPlan, ImportRules, plan_import
from branchkit.services.roster_files import free_mend_name, import_roster
from branchkit.widgets.paper_view import PaperLine, PaperView
from branchkit.widgets.tones import Tone

WIDTH = 76


class RosterImportScreen(ConsoleScreen):
    """One file at a time."""

    ACTIONS = IMPORT
    HELP = "screen.import.help"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk)
        self._file: Path | None = None
        self.text = PaperView(id="text")

    def body(self) -> Iterable[Widget]:
        """What was found."""
        yield self.text

    def on_mount(self) -> None:
        """Ask for the file at once."""
        self.set_focus(None)
        self.set_title(
            self.catalog.text("screen.import.title"), self.desk.here.settings.workspace.name
        )
        self.text.set_lines(["", f"  {self.catalog.text('screen.import.intro')}"])
        self.back_to_idle()

    def idle_line(self) -> str:
        """The keys of importing."""
        return self.catalog.text("screen.import.keys")

    def take_key(self, key: str, character: str | None) -> bool:
        """What is not an action moves the text."""
        return super().take_key(key, character) or self.text.feed(key, character)

    def perform(self, action: str) -> None:
        """Choose, write, leave."""
        match action:
            case "import.choose":
                self._ask_file()
            case "import.write":
                if self._file is not None:
                    self._write(self._file)
            case "place.scoring":
                self.go(Place("scoring"))
            case _:
                super().perform(action)

    def _ask_file(self) -> None:
        def done(text: str | None) -> None:
            self.back_to_idle()
            if text and text.strip():
                self._try(Path(text.strip().strip("'\"")).expanduser())

        Question(
            self.modes,
            self.prompt,
            self.catalog.text("screen.import.file"),
            done,
            text=str(self._file or ""),
        )

    def _rules(self, file: Path) -> ImportRules:
        workspace = self.desk.here
        return ImportRules(
            org=workspace.organization,
            today=self.desk.clock().date(),
            branch=workspace.settings.workspace.name,
            file=file.name,
        )

    def _try(self, file: Path) -> None:
        self._file = None
        try:
            with open_grids(file) as grids:
                plan = plan_import(self.desk.here.store, grids, self._rules(file))
        except BranchkitError as error:
            self.text.set_lines(["", *wrap(self.catalog.error(error), WIDTH)])
            return
        if plan.added or plan.changed:
            self._file = file
            last = "screen.import.press_enter"
        else:
            last = "screen.import.nothing"
        self._show("screen.import.trial", file, plan, self.catalog.text(last))

    def _write(self, file: Path) -> None:
        """Read again inside the transaction: the roster may have changed since the trial."""
        self._file = None
        mend_file = free_mend_name(file, self.catalog)
        try:
            with open_grids(file) as grids:
                plan = import_roster(
                    self.desk.here.store,
                    self.desk.actor,
                    grids,
                    self._rules(file),
                    self.catalog,
                    mend_file,
                )
        except BranchkitError as error:
            self.text.set_lines(["", *wrap(self.catalog.error(error), WIDTH)])
            return
        last = self.catalog.text("screen.import.score_next")
        if plan.left_out:
            last = self.catalog.text("screen.import.mend", file=mend_file)
        self._show("screen.import.done", file, plan, last)

    def _show(self, head: str, file: Path, plan: ImportPlan, last: str) -> None:
        counts = self.catalog.text(
            "cli.import.result",
            file=file.name,
            sheet=plan.sheet,
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            left_out=len(plan.left_out),
        )
        lines: list[str | PaperLine] = [PaperLine(self.catalog.text(head), Tone.HEAD), counts, ""]
        for problem in plan.problems:
            tone = Tone.ERROR if problem.severity == "error" else Tone.NORMAL
            lines += [PaperLine(line, tone) for line in wrap(self.catalog.problem(problem), WIDTH)]
        self.text.set_lines([*lines, "", PaperLine(last, Tone.HEAD)])
