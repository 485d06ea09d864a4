"""An organisation's dues without what is as it should be: for whoever looks for what is not, in a thousand branches.

Of four hundred rows of a branch and year some thirty are left: those of this month, and of the months before the ones that are
not paid, paid in parts, given or corrected, or billed by another base than counts now.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.dues.entries import EntryKind
from branchkit.core.dues.money import money_text
from branchkit.core.errors import DuesError
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import RulePack
from branchkit.services.dues.records import ROLL, DuesRecords
from branchkit.services.registers.reading import kind_of

_Row = tuple[str, Mapping[str, Any]]
_BILL = str(EntryKind.NORMAL)


def unsettled_records(
    reader: Reader, packs: Mapping[str, RulePack], org: str, today: date
) -> DuesRecords:
    """The dues as they stand, of months that are over only those in which something is open or unusual.

    Arrears, outdated bills and this month's bill come to the same with them as with all rows.
    """
    records = DuesRecords(reader, packs, org, rows=())
    of_month: dict[tuple[object, object], list[_Row]] = {}
    for document in reader.scan(org, kind_of(ROLL)):
        values = document.body.get("values")
        if not document.body.get("removed") and isinstance(values, Mapping):
            key = values.get("member"), values.get("month")
            of_month.setdefault(key, []).append((document.id, document.body))
    this = str(Period.containing(today))
    bills = _Bills(records)
    for (member, month), rows in of_month.items():
        is_over = isinstance(month, str) and month < this
        if not (
            is_over and len(rows) == 1 and bills.is_as_asked(str(member), str(month), rows[0][1])
        ):
            records.take(rows)
    return records


class _Bills:
    """What the bases ask for, as the roll keeps it."""

    def __init__(self, records: DuesRecords) -> None:
        self._records = records
        self._periods: dict[str, Period] = {}
        self._asked: dict[tuple[str, str], str] = {}

    def is_as_asked(self, member: str, month: str, body: Mapping[str, Any]) -> bool:
        """Whether the only row of a month is its bill, paid whole, over the sum that the base comes to."""
        values = body["values"]
        due = values.get("due")
        if not due or values.get("paid") != due or (values.get("kind") or _BILL) != _BILL:
            return False
        return bool(due == self._asked_for(member, month))

    def _asked_for(self, member: str, month: str) -> str:
        if month not in self._periods:
            self._periods[month] = Period.parse(month)
        records, period = self._records, self._periods[month]
        base = records.bases.in_month(member, period)
        if base is None:
            return ""
        rules = records.rules(period)
        key = rules.edition.id, base.id
        if key not in self._asked:
            try:
                self._asked[key] = money_text(rules.amount(base).due)
            except DuesError:
                self._asked[key] = ""
        return self._asked[key]
