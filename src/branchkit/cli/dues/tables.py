"""What ``branchkit dues`` lists, as tables. Money is text in json, so that no double stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.dues.money import money_text
from branchkit.core.tables import Table, TableColumn, Value

if TYPE_CHECKING:
    from branchkit.core.dates import Period
    from branchkit.core.dues.owing import DuesBase
    from branchkit.core.members.member import Member
    from branchkit.i18n.catalog import Catalog
    from branchkit.services.dues.account import AccountMonth
    from branchkit.services.dues.board import DuesBoard
    from branchkit.services.dues.records import DuesRecords

HIDDEN = "***"
_LEFT = frozenset(
    {
        "organization",
        "name",
        "norm",
        "paid_on",
        "since",
        "parts",
        "until",
        "decided_by",
        "decided_on",
        "from",
        "to",
        "first_month",
        "account_month",
        "handed_on",
    }
)


class DuesLists:
    """The lists in one language and format."""

    def __init__(
        self,
        catalog: Catalog,
        format: str,
        norms: Mapping[str, str],
        *,
        names: Mapping[str, str] | None = None,
        unmasked: bool = False,
    ) -> None:
        """``norms`` are the titles of the norms by id, ``names`` those of the organisations where there are several."""
        self._catalog = catalog
        self._names = names or {}
        self._norms = norms
        self._as_words = format == "text"
        self._as_number = format == "csv"
        self._unmasked = unmasked

    def month(self, boards: Iterable[DuesBoard]) -> Table:
        """A line for each payer of a month."""
        keys = "number", "name", "norm", "base", "due", "paid", "paid_on", "open", "arrears"
        return self._table(
            keys,
            (
                (
                    board.records.org,
                    line.member.number,
                    line.member.name,
                    line.base.norm if line.base else "",
                    self._base(line.base),
                    self._money(line.due),
                    self._money(line.state.paid),
                    line.state.paid_on,
                    self._money(line.open),
                    len(line.arrears.months),
                )
                for board in boards
                for line in board.lines()
            ),
        )

    def bases(self, people: Iterable[tuple[DuesRecords, Member]]) -> Table:
        """All bases of some members, oldest first."""
        keys = (
            *("number", "name", "norm", "base", "parts", "since", "first_month"),
            *("until", "decided_by", "decided_on"),
        )
        return self._table(
            keys,
            (
                (
                    records.org,
                    member.number,
                    member.name,
                    base.norm,
                    self._base(base),
                    self._parts(base),
                    base.since,
                    str(base.first_month),
                    base.until,
                    base.decided_by,
                    base.decided_on,
                )
                for records, member in people
                for base in records.bases.of(member.id)
            ),
        )

    def arrears(self, boards: Iterable[DuesBoard]) -> Table:
        """Who owes for months that are over."""
        keys = "number", "name", "in_a_row", "months", "total", "from", "to"
        return self._table(
            keys,
            (
                (
                    board.records.org,
                    line.member.number,
                    line.member.name,
                    line.arrears.in_a_row,
                    len(line.arrears.months),
                    self._money(line.arrears.total),
                    str(line.arrears.months[0][0]),
                    str(line.arrears.months[-1][0]),
                )
                for board in boards
                for line in board.lines()
                if line.arrears.months
            ),
        )

    def account(self, lines: Iterable[AccountMonth]) -> Table:
        """The months of a year."""
        keys = (
            *("account_month", "people_due", "people_paid", "due", "paid", "received"),
            *("handed_up", "handed_on", "kept", "gifts"),
        )
        return self._table(
            keys,
            (
                (
                    "",
                    str(line.month),
                    line.people_due,
                    line.people_paid,
                    self._money(line.due),
                    self._money(line.paid),
                    self._money(line.received),
                    self._money(line.handed_up),
                    line.handed_on,
                    self._money(line.kept),
                    self._money(line.gifts),
                )
                for line in lines
            ),
        )

    def paid(self, rows: Iterable[tuple[str, Period, Decimal]]) -> Table:
        """What was paid just now: who, for which month, how much."""
        return self._table(
            ("name", "account_month", "paid"),
            (("", name, str(month), self._money(amount)) for name, month, amount in rows),
        )

    def _table(self, keys: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> Table:
        """Rows begin with an organisation's id, which is shown by name where there are several."""
        norm = keys.index("norm") if "norm" in keys else None
        worded = ((row[0], *self._worded(row[1:], norm)) for row in rows)
        if not self._names:
            columns = tuple(self._column(key) for key in keys)
            return Table(columns, tuple(row[1:] for row in worded), frozen_columns=2)
        columns = tuple(self._column(key) for key in ("organization", *keys))
        named = tuple((self._names.get(str(row[0]), row[0]), *row[1:]) for row in worded)
        return Table(columns, named, frozen_columns=3)

    def _worded(self, row: tuple[Value, ...], norm: int | None) -> tuple[Value, ...]:
        """Norms by their title where people read them."""
        if norm is None or not self._as_words or not row[norm]:
            return row
        title = self._norms.get(str(row[norm]), row[norm])
        return (*row[:norm], title, *row[norm + 1 :])

    def _column(self, key: str) -> TableColumn:
        align = "left" if key in _LEFT else "right"
        return TableColumn(key, self._catalog.text(f"report.dues.column.{key}"), align)

    def _money(self, amount: Decimal | None) -> Value:
        if amount is None or self._as_number:
            return amount
        return money_text(amount)

    def _base(self, base: DuesBase | None) -> Value:
        if base is None or base.base is None:
            return None
        return self._money(base.base) if self._unmasked else HIDDEN

    def _parts(self, base: DuesBase) -> Value:
        return base.parts if self._unmasked or not base.parts else HIDDEN
