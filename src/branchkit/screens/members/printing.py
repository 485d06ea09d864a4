"""The present view on paper, or one member's form, in the format that a file's name asks for."""

from __future__ import annotations

from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.exchange.writers import FORMATS, format_of, write
from branchkit.screens.members.view import MembersView
from branchkit.screens.modes import Question
from branchkit.services.registers.reading import RowRef
from branchkit.services.reports.registers import Extract, PaperScene, register_paper
from branchkit.widgets.tones import Tone

ROLL, FORM = "roll.members", "form.member"
SUFFIXES = ("docx", "xlsx", "html", "csv", "txt")


class Printing:
    """The questions before a file is written."""

    def __init__(self, screen: MembersView) -> None:
        self._screen = screen
        self._text = screen.catalog.text
        self._register = screen.desk.here.contributions.registers[ROLL]
        self._refs: list[RowRef] = []

    def choose(self) -> None:
        """The view as a roll, or the form of the member under the cursor."""
        line = self._screen.here()
        options = [(ROLL, self._text("screen.members.print.roll"))]
        if line is not None:
            options.append((FORM, self._text("screen.members.print.form", name=line.name)))
        self._screen.choose(self._text("screen.members.print.what"), options, self._chosen)

    def _chosen(self, register: str) -> None:
        screen = self._screen
        line = screen.here()
        if register == FORM and line is not None:
            self._refs = [RowRef(line.org, line.id)]
        else:
            self._refs = [RowRef(shown.org, shown.id) for shown in screen.board.shown]
        self._register = screen.desk.here.contributions.registers[register]
        options = [(suffix, self._text(f"screen.reports.as.{suffix}")) for suffix in SUFFIXES]
        screen.choose(self._text("screen.reports.format"), options, self._ask_file)

    def _ask_file(self, suffix: str) -> None:
        screen = self._screen
        title = screen.catalog.local(self._register.title)
        if self._register.id == FORM and (line := screen.here()) is not None:
            title = f"{title}-{line.name}"
        name = f"{title}-{screen.today:%Y%m%d}.{suffix}"

        def done(text: str | None) -> None:
            screen.back_to_idle()
            if text and text.strip():
                self._save(Path(text.strip()).expanduser())

        proposed = str(screen.desk.here.directory / "exports" / name)
        Question(
            screen.modes, screen.prompt, self._text("screen.reports.file"), done, text=proposed
        )

    def _save(self, target: Path) -> None:
        screen = self._screen
        workspace = screen.desk.here
        format = format_of(target)
        if format is None:
            known = screen.catalog.listed(FORMATS)
            screen.speak(self._text("screen.reports.no_format", known=known), Tone.ERROR)
            return
        scene = PaperScene(
            workspace.store, workspace.contributions, screen.catalog, screen.desk.clock()
        )
        unmasked = frozenset(c.id for c in self._register.columns if c.field in screen.unmasked)
        extract = Extract(
            self._register, screen.board.orgs, unmasked=unmasked, refs=tuple(self._refs)
        )
        try:
            write(register_paper(scene, extract, format), format, target)
        except BranchkitError as error:
            screen.speak(screen.catalog.error(error), Tone.ERROR)
            return
        screen.speak(self._text("screen.reports.saved", file=target))
