"""How much stands in a register: for the list of all of them, without reading a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from branchkit.core.ports import Reader
from branchkit.core.registers.register import Register, RowsFrom, Shelf
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.record_reading import kind_of
from branchkit.services.record_rows import RegisterRows

_SHELVES = {shelf: place for place, shelf in enumerate(Shelf)}
_LAST = 1000


@frozen
class RegisterCount:
    """``this_year`` and ``latest`` (a date or month) say nothing of members and cases, which are not dated."""

    total: int
    this_year: int | None = None
    latest: str = ""


def count_rows(
    reader: Reader,
    contributions: Contributions,
    register: Register,
    orgs: Sequence[str],
    today: date,
) -> RegisterCount:
    """What an organisation, or several, have in a register; rows that were taken away do not count."""
    if register.rows is not RowsFrom.RECORDS:
        rows = RegisterRows(reader, contributions, register, orgs, today)
        return RegisterCount(len(rows.refs()))
    days = [
        str(on)
        for org in orgs
        for _id, on, removed in reader.project(org, kind_of(register.id), "", ("on", "removed"))
        if not removed
    ]
    year = f"{today.year:04d}"
    return RegisterCount(
        len(days), sum(1 for day in days if day.startswith(year)), max(days, default="")
    )


def by_shelf(registers: Iterable[Register]) -> list[Register]:
    """In the order of the set: card, forms, books, rolls, then what is kept beside it."""
    return sorted(
        registers,
        key=lambda register: (_SHELVES[register.shelf], register.position or _LAST, register.id),
    )
