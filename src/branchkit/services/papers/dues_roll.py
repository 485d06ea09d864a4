"""党费收缴册: a year of payments, members down and months across, with their sums."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import MonthDues
from branchkit.core.dues.money import NOTHING
from branchkit.core.members.member import Member
from branchkit.core.tables import Paper, Table, TableColumn, Value
from branchkit.services.papers.dues_parts import DuesPaperBasis

NOT_OWED = "-"
"""Stands for a month for which a member was not billed; a bill on which nothing was paid is left empty."""


def dues_roll(basis: DuesPaperBasis) -> Paper:
    """What everybody paid for each month of the year. Bases are personal and not on it."""
    table = roll_table(basis)
    return basis.paper("roll", table, basis.words("roll.note"))


def roll_table(basis: DuesPaperBasis) -> Table:
    """The rows of the roll, their sums in the last."""
    months = [Period(basis.year, index) for index in range(1, 13)]
    columns = (
        TableColumn("number", basis.words("column.number"), "right"),
        TableColumn("name", basis.words("column.name")),
        *(
            basis.money(f"month-{month.index}", basis.words("column.month", index=month.index))
            for month in months
        ),
        basis.money("due"),
        basis.money("paid"),
        basis.money("open"),
    )
    people = [(m, basis.book.months(m.id)) for m in basis.book.members]
    listed = [
        (member, states)
        for member, states in people
        if any(month in states and states[month].is_billed for month in months)
    ]
    rows = [
        _row(member, states, months, place)
        for place, (member, states) in enumerate(listed, start=1)
    ]
    sums = [_sum_of(rows, column) for column in range(2, len(columns))]
    return Table(columns, (*rows, (None, basis.words("total"), *sums)), frozen_columns=2)


def _row(
    member: Member, states: Mapping[Period, MonthDues], months: list[Period], place: int
) -> tuple[Value, ...]:
    own = [states.get(month, MonthDues()) for month in months]
    return (
        member.number or place,
        member.name,
        *(_paid(state) for state in own),
        sum((state.due for state in own), NOTHING),
        sum((state.paid for state in own), NOTHING),
        sum((state.open for state in own), NOTHING),
    )


def _paid(state: MonthDues) -> Value:
    if not state.is_billed:
        return NOT_OWED
    return state.paid if state.paid or not state.due else None


def _sum_of(rows: list[tuple[Value, ...]], column: int) -> Decimal | None:
    """The sum of a column; None for a month in which nobody paid."""
    amounts = [value for row in rows if isinstance(value := row[column], Decimal)]
    return sum(amounts, NOTHING) if amounts else None
