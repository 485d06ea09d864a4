"""Printing the whole set: which form, where to, and a bar in the bottom line while it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Protocol

from branchkit.core.errors import BranchkitError, ExchangeError
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Context
from branchkit.screens.forms import pick_one
from branchkit.screens.modes import Modes, Question
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.theme import Tone

BOOK = "book"
"""One workbook for all of it."""
FORMS = (BOOK, "xlsx", "docx", "html")
BAR_CELLS = 24
DONE, OPEN = "#", "."
PAINTED = 0.02
"""Seconds in which the bar is painted and keys are looked at before the next register is written."""


class SetView(Protocol):
    """What printing needs of the list of registers."""

    context: Context
    catalog: Catalog
    modes: Modes
    picker: Picker
    prompt: Prompt

    @property
    def has_left(self) -> bool:
        """Whether another screen has taken over."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def shown_orgs(self) -> list[str]:
        """The organisations whose rows are counted."""

    def run_worker(self, work: Coroutine[Any, Any, None], *, group: str, exclusive: bool) -> Any:
        """Begin something that takes a while."""


def bar(done: int, total: int) -> str:
    """How far it is, in ASCII: ``[######..................]``."""
    cells = BAR_CELLS * done // total if total else BAR_CELLS
    return f"[{DONE * cells}{OPEN * (BAR_CELLS - cells)}]"


class SetPrinting:
    """The set of one organisation, or of it and those below."""

    def __init__(self, screen: SetView) -> None:
        self._screen = screen
        self._text = screen.catalog.text

    def ask(self) -> None:
        """One workbook, or a file for each register."""
        options = [(form, self._text(f"screen.registers.set.{form}")) for form in FORMS]
        pick_one(self._screen, self._text("screen.registers.set"), options, self._ask_target)

    def _ask_target(self, form: str) -> None:
        screen = self._screen
        now = screen.context.clock()
        name = self._text("screen.registers.set.name", day=f"{now:%Y-%m-%d}")
        if form == BOOK:
            name += ".xlsx"

        def done(text: str | None) -> None:
            screen.back_to_idle()
            if text and text.strip():
                target = Path(text.strip()).expanduser()
                work = self._write(target, "xlsx" if form == BOOK else form)
                screen.run_worker(work, group="set", exclusive=True)

        Question(
            screen.modes,
            screen.prompt,
            self._text("screen.reports.file"),
            done,
            text=str(screen.context.here.directory / "exports" / name),
        )

    async def _write(self, target: Path, suffix: str) -> None:
        """A register at a time; who leaves the screen leaves it unfinished."""
        from branchkit.services.reports.export_set import SetOrder, write_set
        from branchkit.services.reports.registers import ReportScene

        screen = self._screen
        workspace = screen.context.here
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        steps = write_set(scene, SetOrder(tuple(screen.shown_orgs())), target, suffix)
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
