"""A small program for the tests on a pty: a grid, and a line that says what was noticed."""

from __future__ import annotations

import os
import signal
import sys

from branchkit.terminal.tty import prepare_environment

prepare_environment(os.environ)

from textual.app import App, ComposeResult  # noqa: E402

from branchkit.terminal.driver import BranchkitDriver, redraw  # noqa: E402
from branchkit.terminal.keyboard import BadInput  # noqa: E402
from branchkit.widgets.grid import Grid  # noqa: E402
from branchkit.widgets.grid_model import GridCell, GridColumn, Taken  # noqa: E402
from branchkit.widgets.prompt import Prompt  # noqa: E402
from branchkit.widgets.theme import Tone  # noqa: E402


class Numbers:
    """A hundred rows to be filled."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, int], str] = {}

    def columns(self) -> list[GridColumn]:
        return [
            GridColumn("name", ("姓名",), 12, pinned="left"),
            *[GridColumn(f"c{n}", (f"项{n}",), 4, "right", editable=True) for n in range(8)],
        ]

    def row_count(self) -> int:
        return 100

    def cell(self, row: int, column: int) -> GridCell:
        return GridCell(self.values.get((row, column), f"第{row}人" if column == 0 else ""))

    def row_tone(self, row: int) -> Tone:
        return Tone.NORMAL

    def accept(self, row: int, column: int, text: str) -> Taken:
        self.values[row, column] = text
        return Taken()


class Program(App[None]):
    """The grid and the line."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        numbers = Numbers()
        yield Grid(numbers, numbers, self.look)
        yield Prompt("ready")

    def look(self, key: str, character: str | None) -> bool:
        if key == "f5":
            self.set_interval(0.001, self.query_one(Grid).refresh_all)
        if key == "ctrl+l":
            redraw(self)
        self.query_one(Prompt).say(f"key {key}")
        return key == "f5"

    def on_bad_input(self, message: BadInput) -> None:
        self.query_one(Prompt).say(f"bad {message.dropped.hex()}")

    def on_unmount(self) -> None:
        if len(sys.argv) > 1:
            with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123
                file.write("left in order")


if __name__ == "__main__":
    if "--ignore-hangup" in sys.argv:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Program(driver_class=BranchkitDriver, ansi_color=True).run(mouse=False)
