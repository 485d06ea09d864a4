"""A board of organisations as a grid: names indented by how deep they stand."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.board import OrganizationBoard, TreeRow
from branchkit.widgets import cells
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

INDENT = 2
LEAST_NAME = 20
MOST = 60
"""Cells that a name grows to where there is room."""
_MARKS = {"open": "- ", "closed": "+ ", "": "  "}
_EMPTY = GridCell("")


class TreeSource:
    """What each cell shows; asked for the rows in sight only."""

    def __init__(self, board: OrganizationBoard, catalog: Catalog) -> None:
        self._board = board
        self._catalog = catalog
        self._columns = (
            self._column("name", LEAST_NAME, grows=MOST),
            self._column("kind", 8),
            self._column("members", 5, right=True),
            self._column("full", 5, right=True),
            self._column("committee", 5, right=True),
            self._column("secretary", 8, grows=MOST),
            self._column("term_ends", 10),
            self._column("warnings", 4, right=True),
        )

    def _column(self, key: str, width: int, *, right: bool = False, grows: int = 0) -> GridColumn:
        head = (self._catalog.text(f"screen.organizations.head.{key}"),)
        return GridColumn(key, head, width, "right" if right else "left", grows=grows)

    def columns(self) -> Sequence[GridColumn]:
        """Name, kind, people, secretary, end of the term, warnings."""
        return self._columns

    def row_count(self) -> int:
        """How many are in sight."""
        return len(self._board.rows)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        shown = self._board.rows[row]
        id, key = shown.organization.id, self._columns[column].key
        match key:
            case "name":
                return GridCell(self._name(shown), plain=shown.organization.name)
            case "kind":
                return GridCell(
                    self._catalog.code("screen.organizations.kind", shown.organization.kind)
                )
            case "members" | "full":
                count = self._board.count(id)
                return GridCell(str(getattr(count, key)) if count else "")
            case "committee":
                size = len(self._board.overview(id).leaders.committee)
                return GridCell(str(size)) if size else _EMPTY
            case "secretary":
                return GridCell(self._board.overview(id).leaders.secretary)
            case "term_ends":
                return self._term(id)
            case _:
                count_of_warnings = len(self._board.overview(id).problems)
                return GridCell(str(count_of_warnings), Tone.ERROR) if count_of_warnings else _EMPTY

    def row_tone(self, row: int) -> Tone:
        """Those dissolved stand back."""
        return Tone.MUTED if self._board.rows[row].organization.dissolved else Tone.NORMAL

    def _name(self, shown: TreeRow) -> str:
        """The short name where the whole one does not fit."""
        head = " " * (INDENT * shown.depth) + _MARKS[shown.mark]
        room = self._columns[0].width - len(head)
        organization = shown.organization
        fits = cells.width(organization.name) <= room
        return head + (organization.name if fits else organization.short)

    def _term(self, id: str) -> GridCell:
        """With a sign behind a day that has passed; a dissolved one has no term."""
        term = self._board.term(id)
        if term is None or self._board.tree.get(id).dissolved:
            return _EMPTY
        over = self._board.is_over(id)
        return GridCell(term.ends.isoformat(), Tone.ERROR if over else Tone.NORMAL)
