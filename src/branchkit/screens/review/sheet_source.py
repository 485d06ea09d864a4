"""A sheet in review as a grid: a cell a line, with all that was said of it side by side."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.scoring.sheets import Cell
from branchkit.i18n.catalog import Catalog
from branchkit.screens.scoring.source import figure
from branchkit.services.review.adjusting import Column
from branchkit.services.review.session import ReviewSession
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

EMPTY = GridCell("")
NOT_JUDGED = GridCell("-", Tone.MUTED, "")
LOOKED = "v"


class ReviewSource:
    """Line ``n`` is criterion ``n`` of the first subject, and so on subject by subject."""

    def __init__(self, session: ReviewSession, catalog: Catalog) -> None:
        self._session = session
        self._catalog = catalog
        self._criteria = session.board.scheme.criteria
        self.show_proposals = False
        """Proposals are worked out after the first frame."""
        self.drawn: frozenset[tuple[str, str]] = frozenset()
        """The cells that were drawn by lot."""
        given = session.column or Column.REVIEWED
        self._columns = (
            self._column("subject", 8, grows=24, pinned=True),
            self._column("criterion", 8, grows=24, pinned=True),
            self._column("maximum", 5, right=True, pinned=True),
            self._column("own", 6, right=True, pinned=True),
            self._column("proposal", 6, right=True, pinned=True),
            self._column("evidence", 5, right=True, pinned=True),
            self._column(str(given), 7, right=True, editable=True),
            *self._other(given),
            GridColumn("remark", (catalog.text("screen.review.head.remark"),), 14, "left", "right"),
        )

    def _other(self, given: Column) -> tuple[GridColumn, ...]:
        """The column that is not being given stands beside, to be read."""
        other = Column.REVIEWED if given is Column.FINAL else Column.FINAL
        head = (self._catalog.text(f"screen.review.head.{other}"),)
        return (GridColumn(str(other), head, 6, "right", "right"),)

    def _column(
        self,
        key: str,
        width: int,
        *,
        right: bool = False,
        grows: int = 0,
        pinned: bool = False,
        editable: bool = False,
    ) -> GridColumn:
        return GridColumn(
            key,
            (self._catalog.text(f"screen.review.head.{key}"),),
            width,
            "right" if right else "left",
            "left" if pinned else "",
            editable,
            grows,
        )

    def columns(self) -> Sequence[GridColumn]:
        """Whose, which criterion, its maximum, own points, proposal, evidence, what the review gives, what is remarked."""
        return self._columns

    def row_count(self) -> int:
        """Every cell of the sheet."""
        return len(self._session.board.roll) * len(self._criteria)

    def locate(self, row: int) -> tuple[int, str]:
        """Place and criterion of a line."""
        place, index = divmod(row, len(self._criteria))
        return place, self._criteria[index].id

    def line_of(self, place: int, criterion: str) -> int:
        """Where a cell stands."""
        ids = [c.id for c in self._criteria]
        return place * len(ids) + ids.index(criterion)

    def is_judged(self, row: int) -> bool:
        """Whether somebody is judged by it."""
        place, criterion = self.locate(row)
        excluded = self._session.board.row(place).excluded
        return not excluded and self._session.applies(place, criterion)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        place, id = self.locate(row)
        session, board = self._session, self._session.board
        criterion, cell = session.criterion(id), board.cell(place, id)
        match self._columns[column].key:
            case "subject":
                return GridCell(board.name(place))
            case "criterion":
                return GridCell(self._catalog.local(criterion.short))
            case "maximum":
                return GridCell(figure(-criterion.base or criterion.maximum), Tone.MUTED)
            case "own":
                return self._own(row, cell)
            case "proposal" | "evidence" as key:
                return self._proposed(place, id, cell, key)
            case "remark":
                return self._remark(place, id)
            case key:
                return _given(cell, key)

    def _own(self, row: int, cell: Cell | None) -> GridCell:
        if not self.is_judged(row):
            return NOT_JUDGED
        if cell is None or cell.points is None:
            return EMPTY
        return GridCell(figure(cell.points), Tone.NOTE if cell.note else Tone.NORMAL)

    def _proposed(self, place: int, criterion: str, cell: Cell | None, key: str) -> GridCell:
        looked = self._session.looked(place, criterion)
        if not self.show_proposals:
            return EMPTY
        proposal = self._session.proposal(place, criterion)
        if key == "evidence":
            count = str(len(proposal.evidence)) if proposal and proposal.evidence else ""
            return GridCell(f"{count}{LOOKED}" if looked else count, Tone.MUTED)
        if proposal is None:
            return EMPTY
        points = figure(proposal.points)
        departs = cell is not None and cell.points != proposal.points
        return GridCell(f"{points}!" if departs else points, _departing(departs), points)

    def _remark(self, place: int, criterion: str) -> GridCell:
        remark = self._session.remark(place, criterion)
        if remark is not None:
            return GridCell(remark.text, Tone.ERROR)
        drawn = (self._session.board.roll[place], criterion) in self.drawn
        return GridCell(self._catalog.text("review.part.sampled"), Tone.NOTE) if drawn else EMPTY

    def row_tone(self, row: int) -> Tone:
        """Lines look alike."""
        return Tone.NORMAL


def _departing(departs: bool) -> Tone:
    return Tone.DEPARTURE if departs else Tone.NORMAL


def _given(cell: Cell | None, column: str) -> GridCell:
    points = None if cell is None else getattr(cell, column)
    if cell is None or points is None:
        return EMPTY
    differs = points != cell.points
    return GridCell(figure(points), Tone.OTHER if differs else Tone.NORMAL)
