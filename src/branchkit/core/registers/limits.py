"""Holds the rows of a register to the limits that are about all of them: not a row is at fault, there are too many of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.registers.conditions import all_hold, as_text
from branchkit.core.registers.register import Limit, Record, Register
from branchkit.core.values import frozen


@frozen
class Exceeded:
    """Rows that are more than a limit allows."""

    limit: Limit
    alike: tuple[str, ...]
    """What the rows have in the columns that put them together."""
    found: int
    among: int
    most: int
    newest: Record
    """The last of the rows that are too many, by date."""


def exceeded(
    register: Register, records: Iterable[Record], one_in: Callable[[Limit, date], int]
) -> Iterator[Exceeded]:
    """Every limit that is not held, in every group of rows. ``one_in`` tells among how many one may be, on a day.

    A part does not count: among 3 a third is 1, among 5 still 1, among 2 none.
    """
    rows = list(records)
    for limit in register.limits:
        groups: dict[tuple[str, ...], list[Record]] = {}
        for row in rows:
            if all_hold(limit.of, row.values):
                key = tuple(as_text(row.values.get(column, "")) for column in limit.together)
                groups.setdefault(key, []).append(row)
        for alike, group in groups.items():
            such = [row for row in group if all_hold(limit.where, row.values)]
            if such:
                newest = max(such, key=lambda row: _day(register, row))
                most = len(group) // one_in(limit, _day(register, newest))
                if len(such) > most:
                    yield Exceeded(limit, alike, len(such), len(group), most, newest)


def _day(register: Register, row: Record) -> date:
    return day_of(row.values.get(register.dated_by), last=True) or date.min
