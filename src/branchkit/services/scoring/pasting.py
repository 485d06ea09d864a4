"""A block of points pasted into a sheet, checked cell by cell before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.errors import ScoreRefused
from branchkit.core.scoring.results import Refusal
from branchkit.core.scoring.sheets import Cell
from branchkit.core.values import frozen
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.scores import CellEdit, RefusedEdit, check_points, parse_points


@frozen
class PastePlan:
    """A pasted block, checked: what would be written, what is refused and why."""

    edits: tuple[CellEdit, ...]
    refused: tuple[RefusedEdit, ...]
    overflow: int
    """How many pasted cells fall outside the sheet."""


def plan_paste(
    board: SheetBoard,
    place: int,
    criterion: str,
    block: Sequence[Sequence[str]],
    *,
    below: Sequence[int] | None = None,
) -> PastePlan:
    """Check a block whose top left corner is at ``place`` and ``criterion``; empty cells of it change nothing.

    ``below`` are the rows from this one on as they are shown; None: as they stand on the roll.
    """
    rows = range(place, len(board.roll)) if below is None else below
    ids = [judged.id for judged in board.scheme.criteria]
    first, overflow = ids.index(criterion), 0
    planned: list[CellEdit | RefusedEdit] = []
    for row, column, text in _texts(block):
        if row < len(rows) and first + column < len(ids):
            planned.append(_planned(board, rows[row], ids[first + column], text))
        else:
            overflow += 1
    return PastePlan(
        tuple(edit for edit in planned if isinstance(edit, CellEdit)),
        tuple(edit for edit in planned if isinstance(edit, RefusedEdit)),
        overflow,
    )


def _texts(block: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    for row, line in enumerate(block):
        for column, text in enumerate(line):
            if text.strip():
                yield row, column, text


def _planned(board: SheetBoard, place: int, id: str, text: str) -> CellEdit | RefusedEdit:
    subject, criterion = board.roll[place], board.scheme.criterion(id)
    refusal: Refusal | None
    if not criterion.applies.covers(board.traits(place)):
        refusal = Refusal("not_applicable")
    else:
        try:
            points = parse_points(text)
        except ScoreRefused:
            refusal = Refusal("unreadable", {"text": text})
        else:
            refusal = check_points(criterion, points)
    if refusal is not None:
        return RefusedEdit(subject, id, text, refusal)
    return CellEdit(subject, id, Cell(points, "pasted"), board.cell(place, id))
