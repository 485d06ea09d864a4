"""党费收缴上缴账: month by month what was due and paid, what came in, and what was handed up."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.tables import Paper, Table, TableColumn, Value
from branchkit.services.dues.account import AccountMonth, account_of, handed_up_of, totals_of
from branchkit.services.papers.dues_parts import DuesPaperBasis


def dues_account(basis: DuesPaperBasis) -> Paper:
    """The account of a year, to be signed."""
    table = account_table(basis)
    return basis.paper("account", table, basis.words("account.note"))


def account_table(basis: DuesPaperBasis) -> Table:
    """The twelve months with their sums in the last row."""
    handed = handed_up_of(basis.reader, basis.book.org)
    lines = account_of(basis.book, handed, basis.year)
    columns = (
        TableColumn("month", basis.words("column.account_month"), "center"),
        basis.count("people_due"),
        basis.count("people_paid"),
        basis.money("due"),
        basis.money("paid"),
        basis.money("received"),
        basis.money("handed_up"),
        TableColumn("handed_on", basis.words("column.handed_on"), "center"),
        basis.money("kept"),
        basis.money("gifts"),
    )
    sums = _cells(totals_of(lines), basis.words("total"))
    return Table(columns, (*_rows(lines), sums), frozen_columns=1)


def _rows(lines: Iterable[AccountMonth]) -> Iterable[tuple[Value, ...]]:
    """A month in which nothing happened is left empty."""
    for line in lines:
        cells = _cells(line, str(line.month))
        yield cells if line.is_used else (cells[0], *[None] * (len(cells) - 1))


def _cells(line: AccountMonth, month: str) -> tuple[Value, ...]:
    return (
        month,
        line.people_due,
        line.people_paid,
        line.due,
        line.paid,
        line.received,
        line.handed_up,
        line.handed_on,
        line.kept,
        line.gifts,
    )
