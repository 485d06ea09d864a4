"""Who is measured and who it is measured against: the program, and its floors, on the same data."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pty_meter import ROWS, Program
from workspaces import FIRST_NAME, MAXIMUM, NOW, Bench

from branchkit.testing.pty import KEYS, Screen

FLOORS = Path(__file__).parent / "floors"
PYTHON = sys.executable
BRANCHKIT = str(Path(PYTHON).parent / "branchkit")

EMPTY = "empty"

BODY_ROWS = ROWS - 9
"""Members that the program shows: title, two lines of heads, five of detail and the bottom line stand around them."""

APPLICATION_MODE = {"down": "\x1bOB", "right": "\x1bOC"}
"""curses puts the terminal into application mode, where arrows are sent like this."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A program with its own copy of the data."""

    name: str
    program: Program
    down: str = KEYS["down"]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something a scorer does: each entry of ``turns`` is the keys of one time."""

    name: str
    turns: Sequence[Sequence[str]]
    afterwards: Sequence[str] = field(default_factory=tuple)


def empty_app() -> Subject:
    """The floor for start-up and memory."""
    program = Program(
        (PYTHON, str(FLOORS / "empty_textual.py")),
        marker="ready 0",
        probe="a",
        answered=lambda screen: "ready 1" in screen.text_lines()[0],
    )
    return Subject(EMPTY, program)


def branchkit(bench: Bench, scratch: Path) -> Subject:
    """The program itself, on a fresh copy of a workspace."""
    workspace = scratch / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(bench.directory, workspace)
    digit = other_digit(bench.scores[0][0])
    first_row = 3
    program = Program(
        (BRANCHKIT, "--at", "scoring", "--workspace", str(workspace)),
        marker=FIRST_NAME,
        probe=digit,
        answered=lambda screen: screen.reversed_text(first_row).split()[1:] == [digit],
        environment=program_environment(scratch),
    )
    return Subject("branchkit", program)


SECTORS = ("rural", "community", "enterprise", "schools", "organs", "health", "non-public")


def without_sectors(bench: Bench, scratch: Path) -> Subject:
    """The program with every sector switched off: what starting with seven of them is held against."""
    switched_off = ", ".join(f'"{sector}"' for sector in SECTORS)
    settings = f"[plugins]\ndisabled = [{switched_off}]\n"
    (scratch / "settings.toml").write_text(settings, encoding="utf-8")
    return branchkit(bench, scratch)


def curses_grid(bench: Bench, scratch: Path) -> Subject:
    """The floor for bytes."""
    file = scratch / "grid.json"
    bench.write_grid(file)
    digit = other_digit(bench.scores[0][0])
    program = Program(
        (PYTHON, str(FLOORS / "curses_grid.py"), str(file), str(BODY_ROWS)),
        marker=FIRST_NAME,
        probe=digit,
        answered=lambda screen: _cursor_shows(screen, digit),
    )
    return Subject("curses_grid", program, down=APPLICATION_MODE["down"])


def datatable_app(bench: Bench, scratch: Path) -> Subject:
    """What one would write first; the ceiling for CPU."""
    file = scratch / "tinydb.json"
    bench.write_tinydb(file)
    digit = other_digit(bench.scores[0][0])
    program = Program(
        (PYTHON, str(FLOORS / "datatable_tinydb.py"), str(file)),
        marker=FIRST_NAME,
        probe=digit,
        answered=lambda screen: digit in screen.text_lines()[2],
    )
    return Subject("datatable_app", program)


def operations(subject: Subject, bench: Bench, times: int) -> list[Operation]:
    """What is done in a session; every subject types the same values over the same values."""
    if subject.name == EMPTY:
        return [Operation("key", [("a",)] * times)]
    top = (KEYS["ctrl+home"],)
    entries = [(other_digit(row[0]), KEYS["enter"]) for row in bench.scores[:times]]
    pages = [(KEYS["pagedown"],), (KEYS["pageup"],)] * 3
    return [
        Operation("down", [(subject.down,)] * times, top),
        Operation("score", entries, top),
        Operation("page", pages, top),
        Operation("help", [("?", "?")] * 5),
    ]


def program_environment(scratch: Path) -> tuple[tuple[str, str], ...]:
    """A home without settings, and a clock that stands in the month that is measured."""
    return (
        ("HOME", str(scratch)),
        ("BRANCHKIT_CONFIG", str(scratch / "settings.toml")),
        ("BRANCHKIT_NOW", NOW),
        ("BRANCHKIT_LANG", "zh_CN"),
    )


def other_digit(points: str) -> str:
    """A digit that is valid and differs from what stands in the cell."""
    return str(int(points or 0) % MAXIMUM + 1)


def _cursor_shows(screen: Screen, digit: str) -> bool:
    return any(screen.reversed_text(row).strip() == digit for row in range(screen.lines))
