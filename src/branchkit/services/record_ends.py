"""The end of a register at which it is opened, read without counting the rest.

Ids begin with the date on which a row was first entered (``2026-11-03.002``), so that the newest rows of ten thousand are
found by their month. A row whose date was changed later may stand elsewhere: this is for a first frame, until every row
is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from branchkit.core.dates import Period
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Register
from branchkit.services.record_reading import kind_of
from branchkit.services.record_rows import RowRef

MONTHS_BACK = 36
_AHEAD = 1
"""Years after this one in which rows may be dated already."""


def newest_refs(
    reader: Reader, register: Register, org: str, today: date, wanted: int
) -> list[RowRef] | None:
    """The last rows by date, at least so many; None where there are not that many in the last years."""
    found: list[tuple[str, int, str]] = []
    for prefix in _prefixes(today):
        rows = reader.project(org, kind_of(register.id), prefix, ("on", "removed"))
        found += [(on or "", len(id), id) for id, on, removed in rows if not removed]
        if len(found) >= wanted:
            return [RowRef(org, id) for _on, _length, id in sorted(found)]
    return None


def first_refs(reader: Reader, register: Register, org: str, wanted: int) -> list[RowRef] | None:
    """The first rows by date, so many; None where there are not that many."""
    rows = reader.project(org, kind_of(register.id), "", ("on", "removed"))
    kept = ((on or "", len(id), id) for id, on, removed in rows if not removed)
    found = sorted(islice(kept, wanted))
    return [RowRef(org, id) for _on, _length, id in found] if len(found) == wanted else None


def _prefixes(today: date) -> Iterator[str]:
    """Beginnings of ids, the latest first: whole years ahead, then month by month."""
    for year in range(today.year + _AHEAD, today.year, -1):
        yield f"{year:04d}"
    month = Period(today.year, 12)
    for _ in range(MONTHS_BACK):
        yield str(month)
        month = month.previous
