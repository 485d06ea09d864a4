"""Turns the rows of a register into a metric's figures, for all subjects of a sheet in one pass.

:func:`measure` goes through the rows once and keeps of each only what evidence needs; a subject's
:class:`~branchkit.core.scoring.results.Measurement` is built when it is asked for, since ten thousand members have forty
thousand pieces of evidence of which a screen shows four.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from branchkit.core.dates import Period, day_of
from branchkit.core.registers.conditions import all_hold, as_number, as_text, is_empty
from branchkit.core.registers.register import FIGURES, ColumnKind, Record, Register
from branchkit.core.scoring.metrics import Aggregate, Metric, Span
from branchkit.core.scoring.results import Evidence, Measurement
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.values import frozen

Traits = frozenset[str]
_IDS = (ColumnKind.MEMBER, ColumnKind.ORGANIZATION)
"""Kinds whose values say nothing to a reader."""
K = TypeVar("K")


@frozen
class Scope:
    """For what a metric is evaluated: an organisation's period, and its roll (member id → traits)."""

    org: str
    period: Period
    roll: Mapping[str, Traits]


class Figures:
    """A metric's figures for every subject of a scope."""

    __slots__ = ("_evidence", "_marks", "_silent", "_values", "kept", "metric")

    def __init__(
        self,
        metric: str,
        silent: Decimal | None,
        values: Mapping[str, Decimal | None],
        marks: Mapping[str, tuple[int, ...]],
        evidence: Sequence[Evidence],
        *,
        kept: bool = True,
    ) -> None:
        """``kept``: whether there is any row in which somebody has written down what the metric asks."""
        self.metric = metric
        self.kept = kept
        self._silent = silent
        self._values = values
        self._marks = marks
        self._evidence = evidence

    def of(self, subject: str) -> Measurement:
        """The figure of one subject, with the rows behind it in the order of their dates."""
        value = self._values.get(subject, self._silent)
        rows = (self._marked(mark) for mark in self._marks.get(subject, ()))
        return Measurement(self.metric, value, tuple(rows))

    def _marked(self, mark: int) -> Evidence:
        evidence = self._evidence[mark >> 1]
        return evidence if mark & 1 else replace(evidence, counted=False)


def rows_from(metric: Metric, period: Period) -> date | None:
    """The first day whose rows a metric wants; None: from the beginning."""
    match metric.span:
        case _ if metric.aggregate is Aggregate.STREAK:
            return None  # months in a row do not stop at the beginning of the period
        case Span.PERIOD:
            return period.first_day
        case Span.YEAR:
            return date(period.year, 1, 1)
        case _:
            return None


def measure(metric: Metric, register: Register, records: Iterable[Record], scope: Scope) -> Figures:
    """The figures of ``metric`` over ``records`` of ``register``, in any order.

    A register without any row in the span says nothing: every value is None, since nobody has kept it, unless the metric takes
    that for zero. Nor does one whose rows
    leave the value column empty; and months in a row are not broken by a period of which nothing is written down.
    """
    rows = sorted(_in_span(metric, register, records, scope), key=_Dated.place)
    matching = [row for row in rows if all_hold(metric.where, row.record.values)]
    if metric.together:
        matching = _put_together(metric, register, matching)
    matching = [row for row in matching if all_hold(metric.having, row.record.values)]
    if not _is_kept(metric, rows, matching, scope):
        return Figures(metric.id, None, {}, {}, (), kept=False)
    tallies = _tallies(metric, matching, scope)
    if metric.aggregate is Aggregate.STREAK:
        _keep_last_streak(tallies.values(), matching, scope.period)
    figure = _FIGURES[metric.aggregate]
    values = {subject: figure(tally, metric, scope) for subject, tally in tallies.items()}
    marks = {subject: tuple(tally.marks) for subject, tally in tallies.items()}
    return Figures(
        metric.id,
        silent=figure(_Tally(), metric, scope),
        values=_with_shared(values),
        marks=_with_shared(marks),
        evidence=[_evidence(register, row, scope.period) for row in matching],
    )


def _is_kept(
    metric: Metric, rows: Sequence[_Dated], matching: Sequence[_Dated], scope: Scope
) -> bool:
    if metric.aggregate is Aggregate.STREAK:
        return any(row.day in scope.period for row in rows)
    if metric.value_column and matching:
        return any(not is_empty(row.record.values.get(metric.value_column)) for row in matching)
    return bool(rows) or metric.empty_is_zero


def _put_together(metric: Metric, register: Register, rows: Iterable[_Dated]) -> list[_Dated]:
    """One row for all that are alike, in the place of the first of them."""
    alike: dict[tuple[str, ...], list[_Dated]] = {}
    for row in rows:
        key = tuple(as_text(row.record.values.get(column)) for column in metric.together)
        alike.setdefault(key, []).append(row)
    return [_as_one(register, same) for same in alike.values()]


def _as_one(register: Register, rows: Sequence[_Dated]) -> _Dated:
    """Figures added up, of dates the last; everything else is the first row's."""
    first, *others = rows
    if not others:
        return first
    values = dict(first.record.values)
    for column in register.columns:
        found = [v for row in rows if not is_empty(v := row.record.values.get(column.id))]
        if column.kind in FIGURES:
            figures = [figure for v in found if (figure := as_number(v)) is not None]
            if figures:
                values[column.id] = format(sum(figures, Decimal(0)), "f")
        elif column.kind is ColumnKind.DATE and found:
            values[column.id] = max(map(str, found))
    return _Dated(first.day, replace(first.record, values=values))


class _Dated(NamedTuple):
    """A row with the day that it counts from; of a register without dates the last day of the period."""

    day: date
    record: Record

    def place(self) -> tuple[date, str]:
        """Where it stands among the others."""
        return self.day, self.record.id

    def month(self) -> int:
        """Months counted through the years."""
        return self.day.year * 12 + self.day.month


def _with_shared(values: dict[str, K]) -> dict[str, K]:
    """The same dictionary holding equal values once: most members of a branch have the same figure."""
    shared: dict[K, K] = {}
    return {subject: shared.setdefault(value, value) for subject, value in values.items()}


def _in_span(
    metric: Metric, register: Register, records: Iterable[Record], scope: Scope
) -> Iterator[_Dated]:
    first, last = rows_from(metric, scope.period), scope.period.last_day
    for record in records:
        day = day_of(record.values.get(register.dated_by)) if register.dated_by else last
        if record.removed or day is None or day > last or (first is not None and day < first):
            continue
        if metric.span is Span.STANDING and register.ended_by:
            end = day_of(record.values.get(register.ended_by), last=True)
            if end is not None and end < last:
                continue
        yield _Dated(day, record)


def _tallies(metric: Metric, rows: Iterable[_Dated], scope: Scope) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    if metric.about is SubjectKind.MEMBER:
        for index, row in enumerate(rows):
            _count_for_members(metric, index, row, tallies)
        return tallies
    tally = _Tally()
    for index, row in enumerate(rows):
        _count_for_organization(metric, index, row, tally)
    return {scope.org: tally}


def _keep_last_streak(tallies: Iterable[_Tally], rows: Sequence[_Dated], period: Period) -> None:
    """Leave in each tally the rows of the months in a row up to the period's last one, and as hits the months."""
    last = period.last_day.year * 12 + period.last_day.month
    for tally in tallies:
        kept: dict[int, list[int]] = {}
        for mark in tally.marks:
            if mark & 1:
                kept.setdefault(rows[mark >> 1].month(), []).append(mark)
        first = last
        while first in kept:
            first -= 1
        tally.hits = last - first
        tally.marks = [mark for month in range(first + 1, last + 1) for mark in kept[month]]


def _people(values: Mapping[str, object], column: str) -> list[str]:
    value = values.get(column) if column else None
    if isinstance(value, list):
        return value
    return [str(value)] if value else []


@dataclass(slots=True)
class _Tally:
    """What has been counted for one subject so far; a mark is the row's index × 2, plus 1 when it counted."""

    hits: int = 0
    due: int = 0
    total: Decimal = Decimal(0)
    numbers: int = 0
    """In how many of the rows the value column has a number."""
    seen: set[str] = field(default_factory=set)
    shares: dict[str, Decimal] = field(default_factory=dict)
    """Member → rows, or what they come to: for coverage."""
    newest: date | None = None
    newest_value: Decimal | None = None
    marks: list[int] = field(default_factory=list)

    def add(self, metric: Metric, index: int, day: date, values: Mapping[str, object]) -> None:
        """A row that counts."""
        self.hits += 1
        self.due += 1
        self.newest = day
        self.marks.append(index * 2 + 1)
        if not metric.value_column:
            return
        if metric.aggregate is Aggregate.DISTINCT:
            value = values.get(metric.value_column)
            self.seen.update(_people(values, metric.value_column) if value else ())
        elif (number := as_number(values.get(metric.value_column))) is not None:
            self.total += number
            self.numbers += 1
            self.newest_value = number

    def pass_over(self, index: int) -> None:
        """A row that was due but does not count."""
        self.due += 1
        self.marks.append(index * 2)


def _count_for_members(metric: Metric, index: int, row: _Dated, tallies: dict[str, _Tally]) -> None:
    values = row.record.values
    present = dict.fromkeys(_people(values, metric.member_column))
    if not metric.expected_column:
        counts = all_hold(metric.of, values)
        for member in present:
            tally = tallies.setdefault(member, _Tally())
            if counts:
                tally.add(metric, index, row.day, values)
            else:
                tally.pass_over(index)
        return
    excused = frozenset(_people(values, metric.excused_column))
    wanted = metric.aggregate is not Aggregate.MISSED
    for member in dict.fromkeys(_people(values, metric.expected_column)):
        if member in excused and member not in present:
            continue
        tally = tallies.setdefault(member, _Tally())
        if (member in present) is wanted:
            tally.add(metric, index, row.day, values)
        else:
            tally.pass_over(index)


def _count_for_organization(metric: Metric, index: int, row: _Dated, tally: _Tally) -> None:
    values = row.record.values
    if not all_hold(metric.of, values):
        tally.pass_over(index)
        return
    present = set(_people(values, metric.member_column))
    if metric.expected_column:
        due = set(_people(values, metric.expected_column)) - (
            set(_people(values, metric.excused_column)) - present
        )
        tally.marks.append(index * 2 + 1)
        tally.due += len(due)
        tally.hits += len(due - present if metric.aggregate is Aggregate.MISSED else due & present)
    elif metric.aggregate is Aggregate.COVERAGE:
        tally.marks.append(index * 2 + 1)
        amount = _amount(metric, values) if metric.at_least is not None else Decimal(1)
        for member in present:
            tally.shares[member] = tally.shares.get(member, Decimal(0)) + amount
    elif metric.aggregate is Aggregate.PER_MEMBER:
        tally.marks.append(index * 2 + 1)
        tally.total += _amount(metric, values) * len(present)
    else:
        tally.add(metric, index, row.day, values)


def _amount(metric: Metric, values: Mapping[str, object]) -> Decimal:
    """What a row brings each of its members: its value, or one."""
    if not metric.value_column:
        return Decimal(1)
    return as_number(values.get(metric.value_column)) or Decimal(0)


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None


def _covered(tally: _Tally, metric: Metric, scope: Scope) -> Decimal | None:
    concerned = _concerned(metric, scope)
    wanted = Decimal(1) if metric.at_least is None else metric.at_least
    reached = [m for m in concerned if tally.shares.get(m, Decimal(0)) >= wanted]
    return _share(len(reached), len(concerned))


def _per_member(tally: _Tally, metric: Metric, scope: Scope) -> Decimal | None:
    count = len(_concerned(metric, scope))
    return tally.total / count if count else None


def _concerned(metric: Metric, scope: Scope) -> list[str]:
    return [m for m, traits in scope.roll.items() if not metric.traits or metric.traits & traits]


def _days_since(tally: _Tally, _metric: Metric, scope: Scope) -> Decimal | None:
    return None if tally.newest is None else Decimal((scope.period.last_day - tally.newest).days)


_FIGURES: Mapping[Aggregate, Callable[[_Tally, Metric, Scope], Decimal | None]] = {
    Aggregate.COUNT: lambda tally, _metric, _scope: Decimal(tally.hits),
    Aggregate.STREAK: lambda tally, _metric, _scope: Decimal(tally.hits),
    Aggregate.MISSED: lambda tally, _metric, _scope: Decimal(tally.hits),
    Aggregate.SUM: lambda tally, _metric, _scope: tally.total,
    Aggregate.MEAN: lambda tally, _metric, _scope: (
        tally.total / tally.numbers if tally.numbers else None
    ),
    Aggregate.SHARE: lambda tally, _metric, _scope: _share(tally.hits, tally.due),
    Aggregate.DISTINCT: lambda tally, _metric, _scope: Decimal(len(tally.seen)),
    Aggregate.COVERAGE: _covered,
    Aggregate.PER_MEMBER: _per_member,
    Aggregate.LATEST: lambda tally, _metric, _scope: tally.newest_value,
    Aggregate.DAYS_SINCE: _days_since,
}


def _evidence(register: Register, row: _Dated, period: Period) -> Evidence:
    on = row.day if register.dated_by else None
    by_month = register.has(register.dated_by, ColumnKind.MONTH)
    parts = [f"{on:%Y-%m}" if by_month else _day_text(on, period)] if on else []
    parts += (_shown(register, id, row.record.values.get(id)) for id in register.summary)
    summary = " ".join(part for part in parts if part)
    return Evidence(register.id, row.record.id, on, summary)


def _day_text(day: date, period: Period) -> str:
    if day in period:
        return f"{day:%d}" if len(period.months()) == 1 else f"{day:%m-%d}"
    return day.isoformat()


def _shown(register: Register, column: str, value: object) -> str:
    declared = register.column(column)
    if not isinstance(value, str) or declared.kind in _IDS:
        return ""
    return next((c.title.zh_CN for c in declared.choices if c.id == value), value)
