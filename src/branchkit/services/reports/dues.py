"""Reports on dues: 党费收缴册, a year of payments with members down and months across; 党费收缴上缴账, month by month what was due,
came in and was handed up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.dues.entries import MonthDues
from branchkit.core.dues.money import NOTHING
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader
from branchkit.core.tables import (
    Chart,
    ChartKind,
    Paragraph,
    Report,
    Series,
    Table,
    TableColumn,
    Value,
)
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.dues.account import AccountMonth, account_of, handed_up_of, totals_of
from branchkit.services.dues.records import DuesRecords
from branchkit.services.reports.parts import date_text, period_text
from branchkit.services.roster import branch_name


@frozen
class DuesReportBasis:
    """A year of an organisation's dues. ``at`` is when the paper is made, the date on it."""

    reader: Reader
    records: DuesRecords
    catalog: Catalog
    year: int
    at: datetime

    def words(self, key: str, /, **params: object) -> str:
        """A text of the ``report.dues.`` family."""
        return self.catalog.text(f"report.dues.{key}", **params)

    def money(self, key: str, title: str = "") -> TableColumn:
        """A column of yuan and fen."""
        return TableColumn(key, title or self.words(f"column.{key}"), "right", places=2)

    def count(self, key: str) -> TableColumn:
        """A column of people."""
        return TableColumn(key, self.words(f"column.{key}"), "right")

    def report(self, kind: str, table: Table, note: str) -> Report:
        """The finished form, with who fills it in and who signs."""
        year = period_text(self.catalog, Period(self.year, 1, PeriodKind.YEAR))
        return Report(
            title=self.words(f"{kind}.title", year=year),
            blocks=(table, Paragraph(note, indent=False)),
            landscape=True,
            filled_by=self.words("filled_by", name=branch_name(self.reader, self.records.org)),
            filled_on=date_text(self.catalog, self.at),
            signatures=tuple(
                self.words(f"signature.{who}") for who in ("collector", "checker", "secretary")
            ),
            properties={
                "language": self.catalog.language,
                "created": self.at.isoformat(timespec="seconds"),
            },
        )


def dues_account(basis: DuesReportBasis) -> Report:
    """The account of a year, to be signed."""
    table = account_table(basis)
    return basis.report("account", table, basis.words("account.note"))


def account_table(basis: DuesReportBasis) -> Table:
    """The twelve months with their sums in the last row."""
    handed = handed_up_of(basis.reader, basis.records.org)
    lines = account_of(basis.records, handed, basis.year)
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
    return Table(
        columns, (*_rows(lines), sums), frozen_columns=1, charts=(_account_chart(basis, lines),)
    )


def _account_chart(basis: DuesReportBasis, lines: Iterable[AccountMonth]) -> Chart:
    """What was due and what was paid, month by month."""
    used = [line for line in lines if line.is_used]
    return Chart(
        ChartKind.BARS,
        basis.words("chart.account"),
        tuple(str(line.month) for line in used),
        (
            Series(basis.words("column.due"), tuple(line.due for line in used)),
            Series(basis.words("column.paid"), tuple(line.paid for line in used)),
        ),
        2,
    )


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


NOT_OWED = "-"
"""Stands for a month for which a member was not billed; a bill on which nothing was paid is left empty."""


def dues_roll(basis: DuesReportBasis) -> Report:
    """What everybody paid for each month of the year. Bases are personal and not on it."""
    table = roll_table(basis)
    return basis.report("roll", table, basis.words("roll.note"))


def roll_table(basis: DuesReportBasis) -> Table:
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
    people = [(m, basis.records.months(m.id)) for m in basis.records.members]
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
    return Table(
        columns,
        (*rows, (None, basis.words("total"), *sums)),
        frozen_columns=2,
        charts=_roll_charts(basis, months, sums, rows),
    )


def _roll_charts(
    basis: DuesReportBasis,
    months: list[Period],
    sums: list[Decimal | None],
    rows: list[tuple[Value, ...]],
) -> tuple[Chart, ...]:
    """What was paid for each month, and who still owes how much."""
    paid = [
        (basis.words("column.month", index=month.index), total)
        for month, total in zip(months, sums, strict=False)
        if total is not None
    ]
    debts = [
        (str(row[1]), value)
        for row in rows
        if isinstance(value := row[-1], Decimal) and value > NOTHING
    ]
    return (
        _bars(basis.words("chart.months"), basis.words("column.paid"), paid),
        _bars(basis.words("chart.owed"), basis.words("column.open"), debts),
    )


def _bars(title: str, name: str, amounts: list[tuple[str, Decimal]]) -> Chart:
    series = Series(name, tuple(amount for _, amount in amounts))
    return Chart(ChartKind.BARS, title, tuple(label for label, _ in amounts), (series,), 2)


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
