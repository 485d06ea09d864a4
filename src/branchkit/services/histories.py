"""What earlier sheets gave: the figures behind rules that add months up or carry points over.

Only sheets that have been handed up speak, and in them only complete rows: half a month would make a year look poor.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.ports import Reader
from branchkit.core.scoring.results import Evidence
from branchkit.core.scoring.rules import History, HistoryQuery, Span
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Row, SheetKey
from branchkit.core.values import frozen
from branchkit.services.sheets import read_sheet, rows_of

SHEET_EVIDENCE = "sheet"
"""Stands for a register's id in evidence that is a sheet."""


@frozen
class _Earlier:
    """One earlier sheet's figures by subject."""

    key: SheetKey
    figures: Mapping[str, Decimal]


class Histories:
    """The figures of sheets that lie within or before the sheet of ``scheme``, ``org`` and ``period``."""

    def __init__(
        self,
        reader: Reader,
        schemes: Mapping[str, Scheme],
        scheme: Scheme,
        org: str,
        period: Period,
    ) -> None:
        self._reader = reader
        self._schemes = schemes
        self._scheme = scheme
        self._org = org
        self._period = period
        self._found: dict[HistoryQuery, tuple[list[_Earlier], int]] = {}

    def of(self, subject: str, query: HistoryQuery) -> tuple[History | None, tuple[Evidence, ...]]:
        """What the sheets say of one subject, with the sheets as evidence; None for a scheme that is not there."""
        other = self._other(query)
        if other is None:
            return None, ()
        if query not in self._found:
            periods = self._periods(query, other)
            self._found[query] = (self._earlier(other, query, periods), len(periods))
        sheets, expected = self._found[query]
        told = [(sheet.key, sheet.figures[subject]) for sheet in sheets if subject in sheet.figures]
        return (
            History(tuple(figure for _key, figure in told), expected),
            tuple(_evidence(key, figure) for key, figure in told),
        )

    def _other(self, query: HistoryQuery) -> Scheme | None:
        return self._schemes.get(query.scheme) if query.scheme else self._scheme

    def _periods(self, query: HistoryQuery, other: Scheme) -> list[Period]:
        if query.span is Span.BEFORE:
            before = self._period.previous.last_day
            return [Period.containing(before, other.period)]
        return periods_within(self._period, other.period)

    def _earlier(self, other: Scheme, query: HistoryQuery, periods: list[Period]) -> list[_Earlier]:
        sheets = []
        for period in periods:
            key = SheetKey(other.id, self._org, period)
            sheet = read_sheet(self._reader, key)
            if sheet is None or sheet.state in EDITABLE:
                continue
            figures = {
                row.subject: figure
                for row in rows_of(self._reader, key)
                if row.complete and (figure := _figure(row, query)) is not None
            }
            if figures and self._spans_members(other):
                figures = {self._org: sum(figures.values(), Decimal(0)) / len(figures)}
            sheets.append(_Earlier(key, figures))
        return sheets

    def _spans_members(self, other: Scheme) -> bool:
        """Whether the other sheet judges members and this one their organisation."""
        return (self._scheme.subject, other.subject) == (
            SubjectKind.ORGANIZATION,
            SubjectKind.MEMBER,
        )


def periods_within(period: Period, kind: PeriodKind) -> list[Period]:
    """The periods of a shorter (or the same) kind that make up a period, in order."""
    parts = [Period.containing(month.first_day, kind) for month in period.months()]
    return list(dict.fromkeys(parts))


def _figure(row: Row, query: HistoryQuery) -> Decimal | None:
    if not query.criterion:
        return row.total
    cell = row.cells.get(query.criterion)
    return None if cell is None else cell.points


def _evidence(key: SheetKey, figure: Decimal) -> Evidence:
    shown = figure.quantize(Decimal("0.01")).normalize()
    return Evidence(SHEET_EVIDENCE, str(key), key.period.last_day, f"{key.period} {shown:f}")
