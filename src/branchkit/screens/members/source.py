"""The lines of a roster as a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.core.members.member import MemberClass, age_on, party_age_on
from branchkit.i18n.catalog import Catalog
from branchkit.services.members.board import RosterBoard
from branchkit.services.members.texts import MemberTexts
from branchkit.services.members.views import MemberLine, class_of
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone
from branchkit.widgets.viewport import GAP

DAYS = ("joined", "birth", "full_since")
"""What a wider screen shows besides, in this order."""
DAY_WIDTH = 10
KEPT = 8
"""Cells that are left to long names and posts."""
_EMPTY = GridCell("")


class RosterSource:
    """One row a member of the present view."""

    def __init__(
        self, catalog: Catalog, board: RosterBoard, names: Mapping[str, str], today: date
    ) -> None:
        """``names`` are those of the organisations, where there are several."""
        self._catalog = catalog
        self._texts = MemberTexts(catalog)
        self._board = board
        self._names = names
        self._today = today
        self._several = len(board.orgs) > 1
        self._columns: tuple[GridColumn, ...] = ()
        self.fit(0)

    def fit(self, width: int) -> None:
        """Days beside what always stands there, as far as a wide screen has room for them."""
        columns = self._made_columns()
        room = width - KEPT - sum(column.width + GAP for column in columns)
        more = max(0, min(len(DAYS), room // (DAY_WIDTH + GAP)))
        text = self._catalog.text
        days = [GridColumn(day, (text(f"member.field.{day}"),), DAY_WIDTH) for day in DAYS[:more]]
        self._columns = (*columns, *days)

    def _made_columns(self) -> tuple[GridColumn, ...]:
        head = self._catalog.text
        columns = [
            GridColumn("number", (head("member.head.number"),), 5, "right", "left"),
            GridColumn("name", (head("member.head.name"),), 8, "left", "left", grows=30),
            GridColumn("sex", (head("member.head.sex"),), 4),
            GridColumn("age", (head("member.head.age"),), 4, "right"),
            GridColumn("party_age", (head("member.head.party_age"),), 4, "right"),
            GridColumn("category", (head("member.head.category"),), 4),
            GridColumn("member_class", (head("member.head.member_class"),), 6),
            GridColumn("post", (head("member.head.post"),), 11, grows=40),
            GridColumn("group", (head("member.head.group"),), 10, grows=30),
            GridColumn("states", (head("member.head.states"),), 13, grows=40),
        ]
        if self._several:
            columns.insert(
                2, GridColumn("organization", (head("member.head.organization"),), 16, grows=40)
            )
        return tuple(columns)

    def columns(self) -> Sequence[GridColumn]:
        """Number, name and what tells one member from another at a glance."""
        return self._columns

    def row_count(self) -> int:
        """The members of the view."""
        return len(self._board.shown)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; nothing is read for it."""
        line = self._board.shown[row]
        key = self._columns[column].key
        match key:
            case "number":
                return GridCell(str(line.number or ""))
            case "name":
                return GridCell(line.name)
            case "organization":
                return GridCell(self._names.get(line.org, line.org))
            case "age":
                return _figure(age_on(line.birth or "", self._today))
            case "party_age":
                return _figure(party_age_on(line.full_since or "", self._today))
            case "category":
                word = self._texts.word("category_short", line.category or "full")
                return GridCell(word, Tone.PROPOSAL if line.probationary else Tone.NORMAL)
            case "sex":
                return GridCell(self._texts.word("sex_short", line.sex)) if line.sex else _EMPTY
            case "member_class":
                return GridCell(self._class(line))
            case "states":
                return GridCell(self._states(line), Tone.PROPOSAL)
        return GridCell(str(getattr(line, key) or ""))

    def row_tone(self, row: int) -> Tone:
        """Who has left is muted."""
        return Tone.MUTED if self._board.shown[row].removed else Tone.NORMAL

    def _class(self, line: MemberLine) -> str:
        kind = class_of(line)
        if kind == MemberClass.ORDINARY:
            return ""
        return self._catalog.code("member.class_short", kind)

    def _states(self, line: MemberLine) -> str:
        if line.removed:
            return self._catalog.text("screen.members.removed")
        states = self._texts.states(line._asdict())
        if self._board.letter(line.org, line.id) is not None:
            return f"{self._catalog.text('screen.members.leaving')} {states}".strip()
        return states


def _figure(value: int | None) -> GridCell:
    return _EMPTY if value is None else GridCell(str(value))
