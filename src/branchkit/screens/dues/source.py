"""A month of dues as a grid: payers down, what they owe and have paid across."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.dues.entries import EntryKind
from branchkit.core.dues.money import money_text
from branchkit.i18n.catalog import Catalog
from branchkit.services.dues.board import DuesBoard, DuesLine
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

EMPTY = GridCell("")
OPEN = GridCell("", Tone.OPEN)
HIDDEN = "****"
PAID = "paid"
LEAST_NOTE, MOST_NOTE = 8, 60
MOST_NAME = 30
NOTED = (EntryKind.CATCH_UP, EntryKind.CORRECTION)
"""Kinds of rows that the note names; that more was paid, and gifts, show by themselves."""
WILL_BE, SHORT, OVER = "~", "<", ">"
"""Behind a figure: it is not billed yet; less was paid than is due; more was paid."""


class DuesSource:
    """The grid's contents. A figure leaves its last cell to the sign behind it, so that figures stand in line."""

    def __init__(self, board: DuesBoard, catalog: Catalog) -> None:
        self.board = board
        self.unmasked = False
        """Whether bases are shown; that they were is on record."""
        self.touched: set[str] = set()
        """Members whose dues another session changed while this one looked on."""
        self._catalog = catalog
        self._columns = self._make_columns()

    def columns(self) -> Sequence[GridColumn]:
        """The columns."""
        return self._columns

    def row_count(self) -> int:
        """The payers."""
        return len(self.board.roll)

    def row_tone(self, row: int) -> Tone:
        """Rows look alike."""
        return Tone.NORMAL

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        line = self.board.line(row)
        match self._columns[column].key:
            case "number":
                return GridCell(str(line.member.number or row + 1))
            case "name":
                return GridCell(line.member.name)
            case "norm":
                return self._norm_cell(line)
            case "base":
                return self._base_cell(line)
            case "due":
                return self._due_cell(line)
            case "paid":
                return self._paid_cell(line)
            case "paid_on":
                day = line.state.paid_on
                return GridCell(f"{day:%m-%d}" if day else "", Tone.MUTED)
            case "arrears":
                months = len(line.arrears.months)
                return GridCell(str(months), Tone.ERROR) if months else EMPTY
        return GridCell(self._note(line), Tone.MUTED)

    def cells_of(self, row: int) -> list[tuple[int, int]]:
        """The whole row."""
        return [(row, column) for column in range(len(self._columns))]

    @property
    def paid_column(self) -> int:
        """Where the cursor stands."""
        return next(i for i, column in enumerate(self._columns) if column.key == PAID)

    def _norm_cell(self, line: DuesLine) -> GridCell:
        if line.base is None:
            return GridCell(self._catalog.text("screen.dues.no_norm"), Tone.ERROR)
        norms = self.board.records.rules(self.board.month).norms
        titles = {norm.id: self._catalog.local(norm.title) for norm in norms}
        return GridCell(titles.get(line.base.norm, line.base.norm))

    def _base_cell(self, line: DuesLine) -> GridCell:
        """A sum that was agreed on is what is due, and hides nothing."""
        if line.base is None or line.base.base is None:
            return GridCell("-", Tone.MUTED)
        if not self._has_rates(line.base.norm):
            return GridCell(money_text(line.base.base), Tone.MUTED)
        return GridCell(money_text(line.base.base) if self.unmasked else HIDDEN)

    def _has_rates(self, norm: str) -> bool:
        norms = self.board.records.rules(self.board.month).norms
        return any(known.id == norm and known.brackets for known in norms)

    def _due_cell(self, line: DuesLine) -> GridCell:
        if line.due is None:
            return EMPTY
        due = money_text(line.due)
        if line.state.is_billed:
            return GridCell(f"{due} ")
        return GridCell(f"{due}{WILL_BE}", Tone.PROPOSAL, due)

    def _paid_cell(self, line: DuesLine) -> GridCell:
        state = line.state
        if state.paid_on is None and not state.paid:
            return OPEN if line.due else EMPTY
        sign = SHORT if state.open else OVER if state.paid > state.due else " "
        tone = Tone.OTHER if line.member.id in self.touched else Tone.NORMAL
        paid = money_text(state.paid)
        return GridCell(f"{paid}{sign}", Tone.ERROR if state.open else tone, paid)

    def _note(self, line: DuesLine) -> str:
        text = self._catalog.text
        parts = []
        if line.state.gifts:
            parts.append(text("screen.dues.gift_note", amount=money_text(line.state.gifts)))
        kinds = {entry.kind for entry in line.state.entries}
        parts += (text("screen.dues.kind_note", kind=kind) for kind in NOTED if kind in kinds)
        parts += (entry.note for entry in line.state.entries if entry.note)
        return " ".join(parts)

    def _make_columns(self) -> tuple[GridColumn, ...]:
        def head(key: str) -> tuple[str]:
            return (self._catalog.text(f"screen.dues.head.{key}"),)

        def money_head(key: str) -> tuple[str]:
            return (f"{head(key)[0]} ",)

        return (
            GridColumn("number", head("number"), 4, "left", "left"),
            GridColumn("name", head("name"), 8, "left", "left", grows=MOST_NAME),
            GridColumn("norm", head("norm"), 8, "left", "left", grows=16),
            GridColumn("base", head("base"), 9, "right", "left"),
            GridColumn("due", money_head("due"), 9, "right", "left"),
            GridColumn(PAID, money_head("paid"), 10, "right", editable=True),
            GridColumn("paid_on", head("paid_on"), 5, "left", "right"),
            GridColumn("arrears", head("arrears"), 4, "right", "right"),
            GridColumn("note", head("note"), LEAST_NOTE, "left", "right", grows=MOST_NOTE),
        )
