"""Items of the rectification list as people read them, for command, screen and paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Register
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.i18n.catalog import Catalog
from branchkit.services.rating.rectification import Item
from branchkit.services.registers.texts import RecordTexts

_BARE = frozenset({"ground", "term", "result"})
"""Columns whose codes programs read, and people the titles."""
COLUMNS = (
    *("organization", "id", "date", "ground", "item", "term", "measures", "owner", "supervisor"),
    *("helper", "contact_leader", "deadline", "state", "done_on", "accepted_on"),
    *("period", "sheet", "criterion", "points", "checked_in", "points_after", "result"),
)


class ItemWords:
    """The texts of any number of items."""

    def __init__(
        self,
        reader: Reader,
        catalog: Catalog,
        register: Register,
        tree: OrganizationTree,
        items: Sequence[Item],
    ) -> None:
        self._catalog, self._register, self._tree = catalog, register, tree
        self._texts = RecordTexts(
            reader, catalog, register, list(dict.fromkeys(item.org for item in items))
        )
        self._texts.read_ahead([item.record for item in items], ["owner"])

    def shown(self, item: Item, column: str) -> str:
        """One column in words; ``owner`` is a member's name or the one that stands for it."""
        text = self._texts.shown(self._register.column(column), item.record)
        return item.text("owner_name") if column == "owner" and not text else text

    def state(self, item: Item, today: date) -> str:
        """How far it has come."""
        return self._catalog.text(f"rectify.state.{item.state(today)}")

    def then_and_now(self, item: Item) -> str:
        """The points of its criterion before and after, with what they came to; empty before it was evaluated."""
        if not item.text("result"):
            return ""
        points = [item.text(name) for name in ("points", "points_after")]
        result = self.shown(item, "result")
        return f"{points[0]} > {points[1]} {result}" if all(points) else result

    def table(
        self, items: Sequence[Item], today: date, columns: Sequence[str], *, bare: bool = False
    ) -> Table:
        """Some of :data:`COLUMNS`; ``bare``: codes instead of their titles, for programs."""
        heads = tuple(
            TableColumn(name, self._head(name), "right" if name.startswith("points") else "left")
            for name in columns
        )
        rows = tuple(
            tuple(self._cell(item, name, today, bare=bare) for name in columns) for item in items
        )
        return Table(heads, rows)

    def _head(self, name: str) -> str:
        if name in ("organization", "id", "state", "then_now"):
            return self._catalog.text(f"rectify.head.{name}")
        return self._catalog.local(self._register.column(name).title)

    def _cell(self, item: Item, name: str, today: date, *, bare: bool) -> Value:
        match name:
            case "organization":
                return self._tree.name(item.org)
            case "id":
                return item.record.id
            case "state":
                return item.state(today) if bare else self.state(item, today)
            case "then_now":
                return self.then_and_now(item)
            case "points" | "points_after":
                return item.points(name)
        return item.text(name) if bare and name in _BARE else self.shown(item, name)
