"""Settles what was due long ago in made-up records: nobody leaves a list of troubles open for a year.

What has fallen due lately stays as it was made up, so that a demo has something to remind of.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date, timedelta

from branchkit.core.dates import day_of
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import ColumnKind, Register

_LATELY = timedelta(days=45)
"""So long something may be overdue."""


def settled(
    register: Register, values: Mapping[str, object], today: date, people: Container[str]
) -> Mapping[str, object]:
    """The row, settled on the day it was due where that is long ago and the row is sound that way."""
    if not register.settled_by or values.get(register.settled_by) not in (None, "", False):
        return values
    due = day_of(values.get(register.due_by), last=True)
    if due is None or due >= today - _LATELY:
        return values
    column = register.column(register.settled_by)
    # A row may have to be in a state first: closed, kept.
    states = {c.column: c.one_of[0] for c in column.when if c.one_of}
    day: object = due.isoformat() if column.kind is ColumnKind.DATE else True
    after = {**values, **states, column.id: day}
    return after if not check_values(register, after, people) else values
