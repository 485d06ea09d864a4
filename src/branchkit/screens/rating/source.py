"""A rating as a grid: who, rank, total, sections, votes, the band before, proposed and decided, the reason."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.rating.rating import Move, RatedRow, band_of, move_of
from branchkit.i18n.catalog import Catalog
from branchkit.services.rating.board import RatingBoard
from branchkit.services.rating.tables import ballot_of, unrated_text
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

NAME_WIDTH, SECTION_WIDTH, REASON_WIDTH = 14, 6, 12
OPEN = "_"
"""An undecided band, as an open cell of a sheet."""
DEPARTS = "!"
"""Behind a band that is not the proposed one."""
_SIGNS = {Move.ROSE: "+", Move.FELL: "-"}
_EMPTY = GridCell("")


class RatingSource:
    """What each cell shows."""

    def __init__(self, board: RatingBoard, catalog: Catalog) -> None:
        self._board = board
        self._catalog = catalog

    def columns(self) -> Sequence[GridColumn]:
        """Names stay at the left, what is proposed and decided at the right; figures scroll between them."""
        text = self._catalog.text
        scheme = self._board.scheme

        def head(key: str) -> tuple[str]:
            return (text(f"screen.rating.head.{key}"),)

        sections = scheme.sections if scheme is not None and len(scheme.sections) > 1 else ()
        return (
            GridColumn("name", head("name"), NAME_WIDTH, pinned="left", grows=24),
            GridColumn("rank", head("rank"), 4, "right"),
            GridColumn("total", head("total"), 6, "right"),
            GridColumn("ballot", head("ballot"), 6, "right"),
            GridColumn("previous", head("previous"), 5),
            GridColumn("move", head("move"), 6),
            *(
                GridColumn(
                    f"section:{section.id}",
                    (self._catalog.local(section.title)[:3],),
                    SECTION_WIDTH,
                    "right",
                )
                for section in sections
            ),
            GridColumn("proposal", head("proposal"), 6, pinned="right"),
            GridColumn("decided", head("decided"), 7, pinned="right"),
            GridColumn("reason", head("reason"), REASON_WIDTH, pinned="right"),
        )

    def row_count(self) -> int:
        """Everybody, those who are not rated included."""
        return len(self._board.rows)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        rated, key = self._board.rows[row], self.columns()[column].key
        match key:
            case "name":
                name = self._board.names.get(rated.org, rated.org)
                return GridCell(self._board.short.get(rated.org, name), plain=name)
            case "rank":
                return _EMPTY if rated.rank is None else GridCell(str(rated.rank))
            case "total":
                return _EMPTY if rated.total is None else GridCell(str(rated.total))
            case "ballot":
                return self._ballot(rated)
            case "previous":
                return GridCell(self._band(rated.previous))
            case "move":
                return self._move(rated)
            case "proposal":
                return GridCell(self._band(rated.band), Tone.PROPOSAL)
            case "decided":
                return self._decided(rated)
            case "reason":
                return GridCell(self._reason(rated))
        points = rated.sections.get(key.partition(":")[2])
        return _EMPTY if points is None else GridCell(str(points))

    def row_tone(self, row: int) -> Tone:
        """Whom the rating leaves out stands back."""
        return Tone.NORMAL if self._board.rows[row].is_rated else Tone.MUTED

    def _band(self, id: str) -> str:
        scheme = self._board.scheme
        band = band_of(scheme, id) if scheme is not None else None
        return self._catalog.local(band.short) if band else id

    def _ballot(self, rated: RatedRow) -> GridCell:
        scheme = self._board.scheme
        share = ballot_of(scheme, rated) if scheme is not None else None
        return _EMPTY if share is None else GridCell(f"{share:.1f}")

    def _decided(self, rated: RatedRow) -> GridCell:
        if not rated.is_rated:
            return GridCell(self._catalog.text("report.waiting.unrated"), Tone.MUTED)
        if not rated.decided:
            return GridCell(OPEN if rated.band else "", Tone.MUTED)
        band = self._band(rated.decided)
        if rated.departs:
            return GridCell(f"{band}{DEPARTS}", Tone.ERROR, band)
        return GridCell(band)

    def _move(self, rated: RatedRow) -> GridCell:
        """With a sign, so that colour is not the only thing that tells."""
        scheme = self._board.scheme
        band = rated.decided or rated.band
        move = move_of(scheme, rated.previous, band) if scheme is not None else Move.NEW
        if move is Move.NEW:
            return _EMPTY
        word = self._catalog.code("rated.move", move)
        tone = Tone.ERROR if move is Move.FELL else Tone.NORMAL
        return GridCell(f"{_SIGNS.get(move, ' ')}{word}", tone, word)

    def _reason(self, rated: RatedRow) -> str:
        if not rated.is_rated:
            return unrated_text(self._catalog, rated)
        return rated.reason or rated.honour
