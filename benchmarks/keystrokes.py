"""The reference month: how many keys the real program needs for forty members and twelve criteria.

Two thirds of the cells have a proposal; of the 160 others 16 are not full marks. The keys are really typed and the store
is looked at afterwards. A spreadsheet takes 960: a digit and Enter for each of 480 cells.

The way through, as somebody would go who knows the keys: across the sheet with ``*`` on a column with proposals and ``f``
on one without (each goes right by itself), then back from column to column, where ``/``, a letter or two of the name, the
digit and Enter put in what is not full marks. The letters end where the cursor, which goes along, has arrived; Down goes
on to the next one whom they fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pty_meter import Meter, running
from subjects import branchkit
from workspaces import MAXIMUM, MONTH, ORG, PROPOSING, SCHEME, Bench, open_bench

from branchkit.core.names import initials, matches
from branchkit.services.scoring.sheets import load_sheet, sheet_key

EXCEPTIONS = 16
TARGET = 110
LEFT = "left"

Cells = Mapping[tuple[int, int], str]
"""(member, criterion), both from 0 → points."""


@dataclass(frozen=True, slots=True)
class ReferenceMonth:
    """How many keys were typed, and whether the store holds what was meant."""

    keys: int
    right: bool


def count_keystrokes(bench: Bench, scratch: Path) -> ReferenceMonth:
    """Type the month into the program and look at what it kept."""
    subject = branchkit(bench, scratch)
    exceptions = _exceptions(bench)
    keys = list(_keys(bench, exceptions))
    with running(subject.program) as meter:
        for key in keys:
            _type(meter, key)
    kept = _kept(scratch / "workspace")
    return ReferenceMonth(len(keys), kept == _wanted(bench, exceptions))


def _type(meter: Meter, key: str) -> None:
    meter.terminal.press(key)
    meter.settle(first=0.3)


def _exceptions(bench: Bench) -> Cells:
    """Which cells are not full marks, the same ones every time."""
    dice = Random(16)
    free = [index for index in range(len(bench.heads)) if index not in PROPOSING]
    cells = [(place, index) for place in range(len(bench.names)) for index in free]
    return {cell: str(dice.randrange(MAXIMUM)) for cell in dice.sample(cells, EXCEPTIONS)}


def _keys(bench: Bench, exceptions: Cells) -> Iterator[str]:
    last = len(bench.heads) - 1
    for index in range(len(bench.heads)):
        yield "*" if index in PROPOSING else "f"
    row, column = 0, last
    for index in sorted({index for _, index in exceptions}, reverse=True):
        for _ in range(column - index):
            yield LEFT
        column = index
        for place in sorted(place for place, at in exceptions if at == index):
            yield "/"
            yield from _letters(bench.names, row, place)
            yield exceptions[place, index]
            yield "enter"
            row = min(place + 1, len(bench.names) - 1)


def _letters(names: tuple[str, ...], row: int, wanted: int) -> list[str]:
    """The fewest keys that find somebody from ``row``: initials, then Down past those who match and stand nearer."""
    text = initials(names[wanted])
    ways = []
    for length in range(1, len(text) + 1):
        query = text[:length]
        found = [place for place in _from(row, len(names)) if matches(names[place], query)]
        ways.append([*query, *(["down"] * found.index(wanted))])
    return min(ways, key=len)


def _from(row: int, count: int) -> list[int]:
    return [*range(row, count), *range(row)]


def _wanted(bench: Bench, exceptions: Cells) -> dict[tuple[int, int], str]:
    return {
        (place, index): exceptions.get((place, index), str(MAXIMUM))
        for place in range(len(bench.names))
        for index in range(len(bench.heads))
    }


def _kept(directory: Path) -> dict[tuple[int, int], str]:
    workspace = open_bench(directory)
    try:
        schemes = workspace.contributions.schemes
        sheet = load_sheet(workspace.store, schemes, sheet_key(schemes, SCHEME, ORG, MONTH))
    finally:
        workspace.close()
    return {
        (place, index): str(row.row.cells[criterion.id].points)
        for place, row in enumerate(sheet.rows)
        for index, criterion in enumerate(sheet.scheme.criteria)
        if criterion.id in row.row.cells
    }
