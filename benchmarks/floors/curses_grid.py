"""A score grid in bare curses: nothing is computed, nothing saved. The floor for bytes.

Takes a JSON file ``{"heads": [...], "rows": [[name, score, ...], ...]}`` and how many rows to show, so that a page is as
much as it is for whoever is compared with it. Digits type into a cell, Enter takes and goes
down, arrows and pages move, ``?`` opens and closes a help of fourteen lines. curses itself sends only what changed.
"""

from __future__ import annotations

import curses
import json
import locale
import sys
from pathlib import Path
from unicodedata import east_asian_width

GAP = 2
LEAST_WIDTH = 6
HELP = "帮助  数字录入  Enter 保存并下移  方向键移动"
CTRL_Q = 17
CTRL_HOME = b"kHOM5"


def cell_width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


class CursesGrid:
    """Names stay at the left; the rest scrolls."""

    def __init__(
        self, window: curses.window, heads: list[str], rows: list[list[str]], height: int
    ) -> None:
        self.window = window
        self.height = height
        self.heads, self.rows = ["姓名", *heads], rows
        self.widths = [max(cell_width(head), LEAST_WIDTH) + GAP for head in self.heads]
        self.row, self.column, self.top, self.first = 0, 1, 0, 1
        self.entry = ""

    def visible(self) -> dict[int, int]:
        """Column → where it stands."""
        at = self.widths[0]
        found = {0: 0}
        for column in range(self.first, len(self.heads)):
            if at + self.widths[column] > self.window.getmaxyx()[1]:
                break
            found[column] = at
            at += self.widths[column]
        return found

    def paint_cell(self, row: int, column: int, at: int) -> None:
        here = (row, column) == (self.row, self.column)
        text = self.entry if here and self.entry else self.rows[row][column]
        style = curses.A_REVERSE if here else curses.A_NORMAL
        self.window.addstr(row - self.top + 1, at, padded(text, self.widths[column]), style)

    def paint(self) -> None:
        self.window.erase()
        columns = self.visible()
        for column, at in columns.items():
            self.window.addstr(
                0, at, padded(self.heads[column], self.widths[column]), curses.A_BOLD
            )
        for row in range(self.top, min(self.top + self.height, len(self.rows))):
            for column, at in columns.items():
                self.paint_cell(row, column, at)
        self.window.addstr(self.height + 1, 0, "?帮助  Ctrl+Q退出")

    def help(self) -> None:
        box = curses.newwin(14, 60, 10, 30)
        box.box()
        box.addstr(2, 2, HELP)
        box.getch()
        self.window.touchwin()

    def enter(self) -> None:
        if self.entry:
            self.rows[self.row][self.column] = self.entry
        self.row += 1

    def move(self, key: int) -> None:
        match key:
            case curses.KEY_DOWN:
                self.row += 1
            case curses.KEY_UP:
                self.row -= 1
            case curses.KEY_RIGHT:
                self.column += 1
            case curses.KEY_LEFT:
                self.column -= 1
            case curses.KEY_NPAGE:
                self.row += self.height
                self.top += self.height
            case curses.KEY_PPAGE:
                self.row -= self.height
                self.top -= self.height
            case _ if curses.keyname(key) == CTRL_HOME:
                self.row, self.column, self.first = 0, 1, 1

    def fit(self) -> None:
        """Keep the cursor in the table and in sight."""
        self.row = max(0, min(self.row, len(self.rows) - 1))
        self.column = max(1, min(self.column, len(self.heads) - 1))
        self.top = max(0, min(self.top, len(self.rows) - self.height))
        self.top = max(self.row - self.height + 1, min(self.top, self.row))
        self.first = min(self.first, self.column)
        while self.column not in self.visible():
            self.first += 1

    def run(self) -> None:
        self.paint()
        while (key := self.window.getch()) != CTRL_Q:
            before = (self.row, self.column)
            origin = (self.top, self.first)
            if ord("0") <= key <= ord("9"):
                self.entry = (self.entry + chr(key))[-2:]
            elif key == ord("?"):
                self.help()
            else:
                self.enter() if key in (curses.KEY_ENTER, 10, 13) else self.move(key)
                self.entry = ""
            self.fit()
            if (self.top, self.first) == origin:
                columns = self.visible()
                for row, column in {before, (self.row, self.column)}:
                    self.paint_cell(row, column, columns[column])
            else:
                self.paint()
            self.window.refresh()


def main(window: curses.window) -> None:
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    curses.raw()
    curses.curs_set(0)
    CursesGrid(window, data["heads"], data["rows"], int(sys.argv[2])).run()


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    curses.wrapper(main)
