"""A board as a grid: members down and criteria across, or, for a single subject, criteria down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from branchkit.core.pictures import line_of
from branchkit.core.scoring.schemes import Band, Criterion
from branchkit.core.scoring.sheets import Cell, Row
from branchkit.i18n.catalog import Catalog
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession
from branchkit.services.scoring.suggested import is_override
from branchkit.widgets import cells
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

NUMBER_WIDTH = 4
NAME_WIDTH = 8
MOST_NAME = 30
TITLE_WIDTH = 20
EARLIER_MONTHS = 3
TREND_PERIODS = 6
"""Characters of the line of periods, this one's the last."""
EMPTY = GridCell("")
OPEN = GridCell("", Tone.OPEN)
NOT_APPLICABLE = GridCell("- ", Tone.MUTED, "")
LOW_SHARE = 5
"""Less than one of so many parts of the points is low."""


class _Cells:
    """What both orientations draw."""

    def __init__(self, session: ScoringSession, catalog: Catalog) -> None:
        self._session = session
        self._board: SheetBoard = session.board
        self._catalog = catalog
        self._criteria: tuple[Criterion, ...] = session.board.scheme.criteria
        self._index = {criterion.id: index for index, criterion in enumerate(self._criteria)}
        self._places = session.board.scheme.rounding.places
        self._fed = {c.id for c in self._criteria if c.feeds or c.rule.history is not None}
        self._least = {
            c.id: c.maximum / LOW_SHARE for c in self._criteria if not c.unlimited and not c.base
        }
        self.show_proposals = False
        """Proposals are worked out after the first frame."""
        self.earlier = False
        """Whether the values of earlier periods stand beside."""
        self.touched: set[tuple[int, str]] = set()
        """Cells that another session changed while this one looked on."""
        self._painted: dict[int, tuple[int | None, Band | None]] = {}
        """Rank and band as each row shows them."""

    def score_cell(self, place: int, criterion: str) -> GridCell:
        """The score of one cell, as it stands: with a remark of those above (``?``), given otherwise by them (``^``), taken and stale (``*``), other than proposed (``!``), proposed (``~``), changed by another session (``<``), excused by a note (``n``), not applicable or excluded (``-``), or open.

        Every figure leaves the last cell to the sign, so that figures with and without one stand in line.
        """
        cell = self._board.cell(place, criterion)
        if self._board.row(place).excluded:
            return NOT_APPLICABLE
        stands = None if cell is None else cell.stands
        if cell is not None and stands is not None:
            sign, tone = self._look(place, criterion, cell)
            return GridCell(f"{figure(stands)}{sign}", tone, figure(stands))
        if self._session.remark(place, criterion) is not None:
            return GridCell("? ", Tone.ERROR, "")
        if cell is not None:
            return GridCell("n ", Tone.NOTE, "")
        if not self._session.applies(place, criterion):
            return NOT_APPLICABLE
        if self.show_proposals and self._board.editable:
            proposal = self._session.proposal(place, criterion)
            if proposal is not None:
                points = figure(proposal.points)
                return GridCell(f"{points}~", Tone.PROPOSAL, points)
        return OPEN if self._board.editable else EMPTY

    def _look(self, place: int, criterion: str, cell: Cell) -> tuple[str, Tone]:
        """Sign and tone of points that were given; no two states share both."""
        if self._session.remark(place, criterion) is not None:
            return "?", Tone.ERROR
        if cell.stands != cell.points:
            return "^", Tone.OTHER
        if self.show_proposals and self._board.editable:
            if self._session.is_stale(place, criterion):
                return "*", Tone.STALE
            if self._is_override(place, criterion, cell):
                return "!", Tone.NOTE if cell.note else Tone.DEPARTURE
        if (place, criterion) in self.touched:
            return "<", Tone.OTHER
        if cell.note:
            return " ", Tone.NOTE
        least = self._least.get(criterion)
        low = least is not None and cell.stands is not None and cell.stands < least
        return " ", Tone.LOW if low else Tone.NORMAL

    def _is_override(self, place: int, criterion: str, cell: Cell) -> bool:
        session = self._session
        if criterion not in self._fed or session.proposals.is_unanswered(criterion):
            return False
        return is_override(cell, session.proposal(place, criterion))

    def total_cell(self, place: int) -> GridCell:
        """The total; 否 with it where a veto holds."""
        total = self._board.total(place)
        if self._board.row(place).vetoes:
            vetoed = self._catalog.text("screen.scoring.vetoed", total=figure(total))
            return GridCell(vetoed, Tone.VETO, figure(total))
        return EMPTY if total is None else GridCell(figure(total))

    def rank_cell(self, place: int) -> GridCell:
        """The rank among the complete rows."""
        rank = self._board.rank(place)
        self._painted[place] = rank, self._board.band(place)
        return EMPTY if rank is None else GridCell(str(rank))

    def band_cell(self, place: int) -> GridCell:
        """The band's short title; 免 where the subject is excluded."""
        if self._board.row(place).excluded:
            return GridCell(self._catalog.text("screen.scoring.excluded_mark"), Tone.MUTED)
        band = self._board.band(place)
        if band is None:
            return EMPTY
        bands = self._board.scheme.bands
        is_last = len(bands) > 1 and band is bands[-1]
        return GridCell(self._catalog.local(band.short), Tone.LOW if is_last else Tone.NORMAL)

    def points_in(self, row: Row, criterion: str) -> GridCell:
        """A score of another period."""
        cell = row.cells.get(criterion)
        if cell is None or cell.stands is None:
            return EMPTY
        return GridCell(f"{figure(cell.stands)} ", Tone.MUTED)

    def summary_columns(self) -> list[GridColumn]:
        """Total, rank and band, pinned at the right."""
        text = self._catalog.text
        width = max(5, len(figure(self._board.scheme.maximum)) + self._places + 1)
        shorts = [self._catalog.local(band.short) for band in self._board.scheme.bands]
        band_width = max(4, *map(cells.width, shorts)) if shorts else 4
        maximum = figure(self._board.scheme.maximum)
        return [
            GridColumn("total", (text("table.total"), maximum), width, "right", "right"),
            GridColumn("rank", (text("table.rank"), ""), 4, "right", "right"),
            GridColumn("band", (text("table.band"), ""), band_width, "left", "right"),
        ]


class MembersAcross(_Cells):
    """Subjects down, criteria across: the monthly sheet of the members."""

    def __init__(self, session: ScoringSession, catalog: Catalog, *, blocks: bool = False) -> None:
        """``blocks``: lines of periods are drawn in block elements."""
        super().__init__(session, catalog)
        self._current, self._blocks = 0, blocks
        self._columns = self._make_columns()

    def show_earlier(self, on: bool) -> None:
        """Put the earlier periods' values of the current criterion beside, or take them away."""
        self.earlier = on
        self._columns = self._make_columns()

    def headline(self) -> str:
        """Each row has its own result."""
        return ""

    def follow(self, column: int) -> bool:
        """Tell which criterion the cursor stands in; whether the earlier values have to be painted anew."""
        _, criterion = self.locate(0, column)
        changed = self._index[criterion] != self._current
        self._current = self._index[criterion]
        return changed and self.earlier

    def columns(self) -> Sequence[GridColumn]:
        """Number, name, criteria, earlier values, total, rank, band."""
        return self._columns

    def row_count(self) -> int:
        """The subjects."""
        return len(self._board.roll)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        key = self._columns[column].key
        if key in self._index:
            return self.score_cell(row, key)
        match key:
            case "number":
                member = self._board.member(row)
                return GridCell(str(member.number if member and member.number else row + 1))
            case "name":
                return GridCell(self._board.name(row))
            case "total":
                return self.total_cell(row)
            case "rank":
                return self.rank_cell(row)
            case "band":
                return self.band_cell(row)
        criterion = self._criteria[self._current]
        if key == "trend":
            return GridCell(self._trend(row, criterion))
        steps = int(key.removeprefix("earlier-"))
        return self.points_in(self._board.earlier_row(row, steps), criterion.id)

    def _trend(self, row: int, criterion: Criterion) -> str:
        """The last periods' points of a criterion and this one's, as a line between nothing and full marks."""
        board = self._board
        before = [board.earlier_row(row, steps) for steps in range(TREND_PERIODS - 1, 0, -1)]
        cells_then = [line.cells.get(criterion.id) for line in (*before, board.row(row))]
        points = [cell.stands if cell else None for cell in cells_then]
        full = criterion.maximum or None
        return line_of(points, blocks=self._blocks, low=Decimal(0), high=full)

    def row_tone(self, row: int) -> Tone:
        """Rows look alike; a veto shows in the total."""
        return Tone.NORMAL

    def locate(self, row: int, column: int) -> tuple[int, str]:
        """Place and criterion of a cell; of the first criterion where the column has none."""
        key = self._columns[column].key
        return row, key if key in self._index else self._criteria[0].id

    def position(self, place: int, criterion: str) -> tuple[int, int]:
        """Row and column."""
        return place, self._index[criterion] + 2

    def cells_of(self, place: int) -> list[tuple[int, int]]:
        """The whole row."""
        return [(place, column) for column in range(2, len(self._columns))]

    def moved_cells(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Ranks and bands that changed; painting those of all rows in sight at every score would double what it costs."""
        last = len(self._columns)
        board = self._board
        moved = [
            row for row in rows if self._painted.get(row) != (board.rank(row), board.band(row))
        ]
        return [(row, column) for row in moved for column in (last - 2, last - 1)]

    def _make_columns(self) -> tuple[GridColumn, ...]:
        text = self._catalog.text
        number = GridColumn("number", (text("table.number"), ""), NUMBER_WIDTH, "left", "left")
        name = GridColumn(
            "name", (text("table.name"), ""), NAME_WIDTH, "left", "left", grows=MOST_NAME
        )
        beside = []
        if self.earlier:
            period = self._board.key.period
            beside = [
                GridColumn(
                    f"earlier-{steps}",
                    (str(period.shifted(-steps))[-2:] + " ", ""),
                    4,
                    "right",
                    "right",
                )
                for steps in range(EARLIER_MONTHS, 0, -1)
            ]
            trend = (text("table.trend"), "")
            beside.append(GridColumn("trend", trend, TREND_PERIODS, "left", "right"))
        criteria = [self._criterion_column(criterion) for criterion in self._criteria]
        return (number, name, *criteria, *beside, *self.summary_columns())

    def _criterion_column(self, criterion: Criterion) -> GridColumn:
        short = self._catalog.local(criterion.short)
        maximum = figure(-criterion.base or criterion.maximum)
        # The figure below the maximum may be the longer one: 15.5 of 16.
        step = getattr(criterion.rule, "step", Decimal(1))
        figures = max(len(maximum), len(figure(criterion.maximum - step)))
        width = max(cells.width(short), figures + 1, 4)
        sign = "+" if criterion.unlimited else " "
        return GridColumn(criterion.id, (short, f"{maximum}{sign}"), width, "right", editable=True)


class CriteriaDown(_Cells):
    """Criteria down, for a sheet of one subject: a branch judging itself for a quarter or a year."""

    COLUMNS = ("number", "title", "maximum", "earlier", "proposal", "points")

    def __init__(self, session: ScoringSession, catalog: Catalog) -> None:
        super().__init__(session, catalog)
        text = catalog.text
        self._columns = (
            GridColumn("number", (text("table.number"),), NUMBER_WIDTH, "left", "left"),
            GridColumn("title", (text("table.criterion"),), 36, "left", "left", grows=80),
            GridColumn("maximum", (text("table.maximum"),), 6, "right", "left"),
            GridColumn("earlier", (text("table.previous"),), 6, "right", "left"),
            GridColumn("points", (text("table.points"),), 8, "right", editable=True),
        )

    def show_earlier(self, on: bool) -> None:
        """The earlier value always stands beside here."""

    def headline(self) -> str:
        """Total and band of the one subject."""
        total = self._board.total(0)
        if total is None:
            return ""
        band = self._board.band(0)
        told = self._catalog.local(band.title) if band else ""
        if waiting := self._board.waiting:
            told = self._catalog.text(f"report.waiting.{waiting}")
        return self._catalog.text("screen.scoring.headline", total=figure(total), band=told)

    def follow(self, column: int) -> bool:
        """Nothing depends on the cursor's column."""
        return False

    def columns(self) -> Sequence[GridColumn]:
        """Number, criterion, maximum, earlier value, points."""
        return self._columns

    def row_count(self) -> int:
        """The criteria, and a line for the result."""
        return len(self._criteria)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        criterion = self._criteria[row]
        match self._columns[column].key:
            case "number":
                return GridCell(str(row + 1))
            case "title":
                return GridCell(self._catalog.local(criterion.title))
            case "maximum":
                sign = "+" if criterion.unlimited else ""
                most = figure(-criterion.base or criterion.maximum)
                return GridCell(f"{most}{sign}", Tone.MUTED)
            case "earlier":
                return self.points_in(self._board.earlier_row(0, 1), criterion.id)
        return self.score_cell(0, criterion.id)

    def row_tone(self, row: int) -> Tone:
        """Rows look alike."""
        return Tone.NORMAL

    def locate(self, row: int, column: int) -> tuple[int, str]:
        """The one subject and the row's criterion."""
        return 0, self._criteria[row].id

    def position(self, place: int, criterion: str) -> tuple[int, int]:
        """Row and column."""
        return self._index[criterion], len(self._columns) - 1

    def cells_of(self, place: int) -> list[tuple[int, int]]:
        """All points."""
        return [(row, len(self._columns) - 1) for row in range(len(self._criteria))]

    def moved_cells(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """The result stands in the title here."""
        return []


def figure(value: Decimal | None) -> str:
    """Points as they are written: no exponent, no needless zeros."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def source_for(
    session: ScoringSession, catalog: Catalog, *, blocks: bool = False
) -> MembersAcross | CriteriaDown:
    """The orientation that suits the sheet."""
    if len(session.board.roll) == 1 and session.board.member(0) is None:
        return CriteriaDown(session, catalog)
    return MembersAcross(session, catalog, blocks=blocks)
