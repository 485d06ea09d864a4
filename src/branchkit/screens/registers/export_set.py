"""Printing the whole set: which form, where to, and a bar in the bottom line while it is written."""

from __future__ import annotations

import asyncio
from pathlib import Path

from branchkit.core.errors import BranchkitError, ExchangeError
from branchkit.screens.console import ScreenPart
from branchkit.screens.grid_screen import GridScreen
from branchkit.widgets.theme import Tone

BOOK = "book"
"""One workbook for all of it."""
FORMS = (BOOK, "xlsx", "docx", "html")
BAR_CELLS = 24
DONE, OPEN = "#", "."
PAINTED = 0.02
"""Seconds in which the bar is painted and keys are looked at before the next register is written."""


def bar(done: int, total: int) -> str:
    """How far it is, in ASCII: ``[######..................]``."""
    cells = BAR_CELLS * done // total if total else BAR_CELLS
    return f"[{DONE * cells}{OPEN * (BAR_CELLS - cells)}]"


class SetPrinting(ScreenPart[GridScreen]):
    """The set of the organisations that a screen is about."""

    def ask(self) -> None:
        """One workbook, or a file for each register."""
        options = [(form, self._text(f"screen.registers.set.{form}")) for form in FORMS]
        self._screen.choose(self._text("screen.registers.set"), options, self._ask_target)

    def _ask_target(self, form: str) -> None:
        screen = self._screen
        name = self._text("screen.registers.set.name", day=f"{screen.today:%Y-%m-%d}")
        if form == BOOK:
            name += ".xlsx"

        def done(text: str) -> None:
            work = self._write(Path(text).expanduser(), "xlsx" if form == BOOK else form)
            screen.run_worker(work, group="set", exclusive=True)

        proposed = screen.context.here.directory / "exports" / name
        screen.ask(self._text("screen.reports.file"), done, text=str(proposed))

    async def _write(self, target: Path, suffix: str) -> None:
        """A register at a time; who leaves the screen leaves it unfinished."""
        from branchkit.services.reports.export_set import SetOrder, write_set
        from branchkit.services.reports.registers import ReportScene

        screen = self._screen
        workspace = screen.context.here
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        steps = write_set(scene, SetOrder(tuple(screen.orgs())), target, suffix)
        try:
            for step in steps:
                counted = f"{step.done}/{step.total}"
                screen.say(f"{bar(step.done, step.total)} {counted} {step.title}")
                await asyncio.sleep(PAINTED)
                if screen.has_left:
                    return
        except BranchkitError as error:
            screen.say(screen.catalog.error(error), Tone.ERROR)
        except OSError as error:
            refused = ExchangeError("write_failed", path=target, detail=error.strerror)
            screen.say(screen.catalog.error(refused), Tone.ERROR)
        else:
            screen.say(self._text("screen.registers.set.done", file=target))
