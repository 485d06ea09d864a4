"""The scoring screen as somebody in front of the terminal sees it: cells by name and head, the cursor's place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from branchkit.bootstrap import Workspace, open_workspace
from branchkit.cli.main import clock_of
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.scoring.sheets import Sheet
from branchkit.i18n.catalog import Catalog
from branchkit.services.scoring.sheets import ScoredSheet, default_scheme_id, load_sheet, sheet_key
from branchkit.settings import UserSettings
from branchkit.testing.pty import Terminal

BRANCHKIT = Path(sys.executable).parent / "branchkit"
MONTH = Period(2026, 11)
SAVED = "已存盘"
HEAD_ROW = 1
NAME_COLUMN = 5
VALUE_WIDTH = 4


class ScoringDesk:
    """A terminal on which the scoring screen stands."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def wait_ready(self) -> None:
        """Ranks and proposals are there, and the last action is done."""
        self.terminal.wait_for(SAVED)

    def row_of(self, name: str) -> int:
        """The screen's row with this member."""
        for number, line in enumerate(self.terminal.lines()):
            if line[NAME_COLUMN:].startswith(f"{name} "):
                return number
        raise LookupError(f"{name} is not on the screen\n{self.terminal.text()}")

    def value(self, name: str, head: str) -> str:
        """What stands in a cell, whether or not it is what was proposed; nothing where it is open."""
        right = self._heads()[head]
        cells = self.terminal.screen.buffer[self.row_of(name)]
        shown = "".join(cells[x].data for x in range(right - VALUE_WIDTH + 1, right + 1))
        return shown.strip(" !<_")

    def where(self) -> tuple[str, str]:
        """Name and head at the cursor; empty where it stands on neither."""
        x, y = self.terminal.cursor
        line = self.terminal.line(y)[NAME_COLUMN:]
        heads = {right: head for head, right in self._heads().items()}
        return line.split(" ")[0], heads.get(x, "")

    def wait_at(self, name: str, head: str) -> None:
        """Wait until the cursor stands on a cell."""
        self.terminal.wait_until(
            lambda: self.where() == (name, head), f"the cursor at {name} {head}"
        )

    def wait_value(self, name: str, head: str, value: str) -> None:
        """Wait until a cell shows a value."""

        def shows() -> bool:
            try:
                return self.value(name, head) == value
            except LookupError:
                return False

        self.terminal.wait_until(shows, f"{value!r} at {name} {head}")

    def wait_entry(self, text: str) -> None:
        """Wait until the cell under the cursor shows what has been typed."""
        self.terminal.wait_until(
            lambda: (
                self.terminal.reversed_text(self.terminal.cursor[1]).split()[1:] == text.split()
            ),
            f"the entry {text!r}",
        )

    def score(self, points: str, then: tuple[str, str], reason: str = "") -> None:
        """Type points, take them with Enter, give the reason that is asked for, wait until the cursor has come to a cell."""
        for character in points:
            self.terminal.press(character)
        self.wait_entry(points)
        self.terminal.press("enter")
        if reason:
            self.explain(reason)
        self.wait_at(*then)

    def explain(self, reason: str) -> None:
        """Say why points are not those proposed."""
        self.terminal.wait_for("原因:")
        self.terminal.type(reason)
        self.terminal.press("enter")
        self.terminal.wait_until(
            lambda: "原因:" not in self.terminal.text(), "the question is answered"
        )

    def _heads(self) -> dict[str, int]:
        """Head → the right edge of its column."""
        cells = self.terminal.screen.buffer[HEAD_ROW]
        heads: dict[str, int] = {}
        word = ""
        for x in range(self.terminal.columns + 1):
            if x < self.terminal.columns and cells[x].data.strip():
                word += cells[x].data
            elif word and (x == self.terminal.columns or cells[x].data == " "):
                heads[word] = x - 1
                word = ""
        return heads


@contextmanager
def scoring(workspace: Path, **options: Any) -> Iterator[ScoringDesk]:
    """The installed program on a workspace, ready for the first key."""
    with Terminal([BRANCHKIT, "--at", "scoring", "--workspace", workspace], **options) as terminal:
        desk = ScoringDesk(terminal)
        desk.wait_ready()
        yield desk


@contextmanager
def opened(directory: Path) -> Iterator[Workspace]:
    """The workspace itself, to look at what was kept."""
    workspace = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=Actor("looking on"),
        clock=clock_of(os.environ),
    )
    try:
        yield workspace
    finally:
        workspace.close()


def kept_sheet(directory: Path) -> ScoredSheet:
    """November's sheet as the store has it."""
    with opened(directory) as workspace:
        schemes = workspace.contributions.schemes
        scheme = default_scheme_id(workspace.contributions, workspace.sector)
        key = sheet_key(schemes, scheme, workspace.organization, MONTH)
        return load_sheet(workspace.store, schemes, key)


def kept_scores(directory: Path) -> dict[tuple[str, str], str]:
    """(name, head) → points, as the store has them."""
    sheet = kept_sheet(directory)
    heads = {criterion.id: criterion.short.zh_CN for criterion in sheet.scheme.criteria}
    return {
        (row.name, heads[id]): str(cell.points)
        for row in sheet.rows
        for id, cell in row.row.cells.items()
        if cell.points is not None
    }


def kept_state(directory: Path) -> Sheet:
    """The sheet without its rows."""
    return kept_sheet(directory).sheet


def is_sound(directory: Path) -> bool:
    """Whether the chain of the ledger and the documents agree."""
    with opened(directory) as workspace:
        return not workspace.store.verify()


def variables(home: Path, **more: str) -> Mapping[str, str]:
    """An environment of its own for a program that is started outside of a test's fixtures."""
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR", "LANG") if key in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "BRANCHKIT_CONFIG": str(home / "settings.toml"),
        "BRANCHKIT_NOW": "2026-11-20T09:00:00",
        "TZ": "Asia/Shanghai",
        **more,
    }
