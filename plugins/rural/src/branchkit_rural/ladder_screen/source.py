"""The ladder as a grid: names indented by how deep they stand, and what lacks for the next band."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from branchkit.api.screens import GridCell, GridColumn, Tone, cells
from branchkit_rural.ladder import Ladder, Line
from branchkit_rural.levels import Rung
from branchkit_rural.ratings import Move
from branchkit_rural.words import Words

INDENT = 2
LEAST_NAME = 22
LEAST_LACKS = 14
MOST = 60
"""Cells that name and what lacks grow to, where there is room."""
_MARKS = {False: "- ", True: "+ ", None: "  "}
_EMPTY = GridCell("")
_MOVE_SIGNS = {Move.ROSE: "+", Move.FELL: "-"}
_MOVE_TONES = {Move.FELL: Tone.ERROR, Move.ROSE: Tone.PROPOSAL}


class LadderSource:
    """What each cell shows; asked for the rows in sight only."""

    def __init__(self, ladder: Ladder, words: Words) -> None:
        self._ladder = ladder
        self._words = words
        self._columns = (
            self._column("name", LEAST_NAME, grows=MOST),
            self._column("total", 6, right=True),
            self._column("rank", 4, right=True),
            self._column("band", 6),
            self._column("before", 6),
            self._column("move", 6),
            self._column("lacks", LEAST_LACKS, grows=MOST),
        )

    def _column(self, key: str, width: int, *, right: bool = False, grows: int = 0) -> GridColumn:
        head = self._words.text(f"ladder.head.{key}")
        width = max(width, cells.width(head))
        return GridColumn(key, (head,), width, "right" if right else "left", grows=grows)

    def columns(self) -> Sequence[GridColumn]:
        """Name, points, rank, band, band before, move, what lacks."""
        return self._columns

    def row_count(self) -> int:
        """How many are in sight."""
        return len(self._ladder.shown)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        rung = self._ladder.shown[row]
        line = self._ladder.line(rung)
        match self._columns[column].key:
            case "name":
                return GridCell(self._name(rung), plain=rung.organization.name)
            case "total":
                return self._total(line)
            case "rank":
                rank = self._ladder.rank(rung)
                return _EMPTY if rank is None else GridCell(str(rank))
            case "band":
                return self._band(line)
            case "before":
                rated = line.before.band is not None
                return (
                    GridCell(self._words.band(line.before)) if rated else GridCell("-", Tone.MUTED)
                )
            case "move":
                return self._move(line)
            case _:
                return GridCell(self._words.lacks(line.lacks, line.now))

    def row_tone(self, row: int) -> Tone:
        """Nothing stands out as a whole."""
        return Tone.NORMAL

    def _name(self, rung: Rung) -> str:
        """The short name where the whole one does not fit."""
        head = " " * (INDENT * rung.depth) + _MARKS[self._ladder.is_closed(rung)]
        room = self._columns[0].width - len(head)
        organization = rung.organization
        fits = cells.width(organization.name) <= room
        return head + (organization.name if fits else organization.short)

    def _total(self, line: Line) -> GridCell:
        total: Decimal | None = line.now.total
        if total is None:
            return _EMPTY
        return GridCell(str(total), Tone.MUTED if line.now.is_draft else Tone.NORMAL)

    def _band(self, line: Line) -> GridCell:
        if line.now.band is None:
            return GridCell(self._words.band(line.now), Tone.MUTED)
        is_backward = line.now.is_backward(self._ladder.figures)
        return GridCell(self._words.band(line.now), Tone.ERROR if is_backward else Tone.NORMAL)

    def _move(self, line: Line) -> GridCell:
        """With a sign, so that colour is not the only thing that tells."""
        if line.now.band is None:
            return _EMPTY
        sign = _MOVE_SIGNS.get(line.move, " ")
        tone = _MOVE_TONES.get(line.move, Tone.NORMAL)
        move = self._words.move(line.move)
        return GridCell(f"{sign}{move}", tone, move)
