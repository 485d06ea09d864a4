"""What earlier sheets gave: the figures behind rules that add months up or carry points over.

Only sheets that have been handed up speak, and in them only complete rows: half a month would make a year look poor.

What the registers suggest for the cells of a sheet, each with the rows behind it.

A :class:`MeasuredProposals` is a snapshot: make a new one when the store has changed. Figures are worked out for all
subjects at once, one pass over a register for all metrics on it, when the first cell that needs them is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Record, RecordsFrom, Register
from branchkit.core.scoring.measuring import Scope, Traits, measure, rows_from
from branchkit.core.scoring.metrics import Metric, with_figure
from branchkit.core.scoring.results import Evidence, Measurement, Proposal, Reason
from branchkit.core.scoring.rules import CalledRule, History, HistoryQuery, Span
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Row, SheetKey
from branchkit.core.scoring.tally import propose
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import ENDED, ComputedMetric, Contributions
from branchkit.plugin.questions import Reply
from branchkit.services.registers.reading import records_of
from branchkit.services.scoring.rows import rows_of
from branchkit.services.scoring.sheets import read_sheets

AskMetric = Callable[[ComputedMetric, Scope], Reply | None]
"""Has a plugin's metric asked; None where it is to be run here and now."""
SHEET_EVIDENCE = "sheet"
"""Stands for a register's id in evidence that is a sheet."""


@frozen
class _Earlier:
    """One earlier sheet's figures by subject; None before it is handed up."""

    key: SheetKey
    figures: Mapping[str, Decimal] | None


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
        self._found: dict[HistoryQuery, tuple[list[_Earlier], list[Period]]] = {}

    def of(self, subject: str, query: HistoryQuery) -> tuple[History | None, tuple[Evidence, ...]]:
        """What the sheets say of one subject, with the sheets as evidence; None for a scheme that is not there."""
        other = self._other(query)
        if other is None:
            return None, ()
        if query not in self._found:
            periods = self._periods(query, other)
            self._found[query] = (self._earlier(other, query, periods), periods)
        sheets, periods = self._found[query]
        told = {s.key: s.figures[subject] for s in sheets if s.figures and subject in s.figures}
        there = {key.period for key in told}
        missing = tuple(str(period) for period in periods if period not in there)
        without = [s for s in sheets if s.key not in told]
        drafts = tuple(str(s.key.period) for s in without if s.figures is None)
        unsettled = tuple(str(s.key.period) for s in without if s.figures is not None)
        evidence = tuple(_evidence(key, figure) for key, figure in told.items())
        return History(tuple(told.values()), missing, drafts, unsettled), evidence

    def _other(self, query: HistoryQuery) -> Scheme | None:
        return self._schemes.get(query.scheme) if query.scheme else self._scheme

    def _periods(self, query: HistoryQuery, other: Scheme) -> list[Period]:
        if query.span is Span.BEFORE:
            before = self._period.previous.last_day
            return [Period.containing(before, other.period)]
        return periods_within(self._period, other.period)

    def _earlier(self, other: Scheme, query: HistoryQuery, periods: list[Period]) -> list[_Earlier]:
        sheets: list[_Earlier] = []
        keys = (SheetKey(other.id, self._org, period) for period in periods)
        for key, sheet in read_sheets(self._reader, keys).items():
            if sheet.state in EDITABLE:
                sheets.append(_Earlier(key, None))
                continue
            figures = {
                row.subject: figure
                for row in rows_of(self._reader, key)
                if row.complete and not row.excluded and (figure := _figure(row, query)) is not None
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
    return None if cell is None else cell.stands


def _evidence(key: SheetKey, figure: Decimal) -> Evidence:
    shown = figure.quantize(Decimal("0.01")).normalize()
    return Evidence(SHEET_EVIDENCE, str(key), key.period.last_day, f"{key.period} {shown:f}")


class _Figures(Protocol):
    def of(self, subject: str) -> Measurement: ...


def proposals_for(
    reader: Reader,
    contributions: Contributions,
    scheme: Scheme,
    org: str,
    period: Period,
    members: Iterable[Member],
    ask: AskMetric | None = None,
) -> MeasuredProposals:
    """The proposals for one sheet; ``members`` is the branch's roll. Costs nothing until a cell is asked for.

    Metrics of plugins are had from ``ask`` where it is given, which may reply later.
    """
    shared: dict[Traits, Traits] = {}
    roll = {m.id: shared.setdefault(traits := m.traits, traits) for m in members}
    return MeasuredProposals(reader, contributions, scheme, Scope(org, period, roll), ask)


class MeasuredProposals:
    """The proposals of one sheet, by subject and criterion."""

    def __init__(
        self,
        reader: Reader,
        contributions: Contributions,
        scheme: Scheme,
        scope: Scope,
        ask: AskMetric | None = None,
    ) -> None:
        self._ask = ask
        self._replies: dict[str, Reply] = {}
        """Metric → what a plugin has been asked and has not, or not to the end, answered."""
        self._reader = reader
        self._contributions = contributions
        self._scheme = scheme
        self._scope = scope
        self._criteria = {c.id: c for c in scheme.criteria if c.feeds or c.rule.history is not None}
        self._figures: dict[str, tuple[_Figures, SubjectKind] | None] = {}
        self._silent: dict[str, Reason] = {}
        """Metric → why it says nothing of anybody."""
        self._failed: dict[str, Reason] = {}
        """Metric → which plugin's failure it is that nothing is said."""
        self._histories = Histories(reader, contributions.schemes, scheme, scope.org, scope.period)

    @property
    def proposing(self) -> frozenset[str]:
        """The criteria that may propose something."""
        return frozenset(self._criteria)

    @property
    def asked(self) -> tuple[str, ...]:
        """The metrics that were worked out so far, or could not be."""
        return tuple(self._figures)

    @property
    def failed(self) -> Mapping[str, Reason]:
        """Metric → which plugin's failure it is that nothing is said; of those that were asked so far."""
        ended = {id: _unanswered(a) for id, a in self._replies.items() if a.ready and a.failure}
        return {**self._failed, **ended}

    def get(self, subject: str, criterion: str) -> Proposal | None:
        """What the registers suggest for a cell; None where nothing does or a figure cannot be said."""
        found = self._criteria.get(criterion)
        if found is None:
            return None
        if self.is_unanswered(criterion):
            return None  # Part of the figures would suggest something else than all of them.
        measurements = {id: self._measurement(id, subject) for id in found.feeds.values()}
        if found.rule.history is None:
            return propose(found, measurements)
        history, evidence = self._histories.of(subject, found.rule.history)
        return propose(found, measurements, history, evidence)

    def ask_ahead(self) -> None:
        """Have every plugin's metric asked that feeds a criterion, so that all replies come while nobody waits."""
        for found in self._criteria.values():
            for id in found.feeds.values():
                if id in self._contributions.computed and id not in self._figures:
                    self._work_out(id)

    def awaited(self) -> list[Reply]:
        """What plugins are still asked."""
        return [reply for reply in self._replies.values() if not reply.ready]

    def is_unanswered(self, criterion: str) -> bool:
        """Whether it is not known what would be suggested: a plugin has not said it yet, or did not come to say it."""
        found = self._criteria.get(criterion)
        if found is None:
            return False
        for id in found.feeds.values():
            if id not in self._figures:
                self._work_out(id)
            if (reply := self._replies.get(id)) is not None and reply.ready and reply.known:
                self._take(self._contributions.computed[id], reply)
        return any(id in self._replies for id in found.feeds.values())

    def silence(self, subject: str, criterion: str) -> Reason | None:
        """Why nothing is suggested for a cell that could be fed; None where something is, or nothing ever feeds it."""
        found = self._criteria.get(criterion)
        if found is None or self.get(subject, criterion) is not None:
            return None
        for id in found.feeds.values():
            if self.is_unanswered(criterion) and (reply := self._replies.get(id)):
                return _unanswered(reply)
            if self._measurement(id, subject).value is None:
                return self._silent.get(id) or Reason(
                    "silent.no_figure", {"metric": self._title(id)}
                )
        if isinstance(found.rule, CalledRule):
            return Reason("silent.rule", {"rule": found.rule.title})
        if found.rule.history is None:
            return Reason("silent.waiting")
        history, _evidence = self._histories.of(subject, found.rule.history)
        if history is None:
            return Reason("silent.no_scheme", {"scheme": found.rule.history.scheme})
        return Reason("silent.no_sheets", {"periods": history.missing})

    def _title(self, metric: str) -> LocalText | str:
        declared = self._contributions.metrics.get(metric) or self._contributions.computed.get(
            metric
        )
        return declared.title if declared else metric

    def _measurement(self, metric: str, subject: str) -> Measurement:
        if metric not in self._figures:
            self._work_out(metric)
        found = self._figures[metric]
        if found is None:
            return Measurement(metric, None)
        figures, about = found
        return figures.of(self._scope.org if about is SubjectKind.ORGANIZATION else subject)

    def _work_out(self, id: str) -> None:
        self._figures[id] = None
        if computed := self._contributions.computed.get(id):
            reply = self._ask(computed, self._scope) if self._ask else None
            if reply is None:
                self._keep(computed, self._computed(computed))
            else:
                self._replies[id] = reply
            return
        metric = self._contributions.metrics.get(id)
        register = self._contributions.registers.get(metric.register) if metric else None
        if register is None:
            if not self._blame(id):
                self._contributions.note_unknown_metric(self._scheme, id)
                self._silent[id] = Reason("silent.unknown_metric", {"metric": id})
            return
        metrics = self._metrics_on(register)
        starts = [rows_from(m, self._scope.period) for m in metrics]
        since = None if None in starts else min(start for start in starts if start)
        records = list(self._rows(register, since, _looked_at(metrics)))
        for metric in metrics:
            figures = measure(metric, register, records, self._scope)
            self._figures[metric.id] = (figures, metric.about)
            if not figures.kept:
                params = {"register": register.title, "period": str(self._scope.period)}
                self._silent[metric.id] = Reason("silent.no_records", params)

    def _blame(self, metric: str) -> bool:
        """Whether a plugin's failure is why nothing is said, which is then the reason."""
        failure = self._contributions.failure_behind(metric)
        if failure is None:
            return False
        params = {
            "metric": self._title(metric),
            "plugin": failure.plugin,
            "failure": failure.code,
            "where": failure.in_short,
        }
        self._silent[metric] = self._failed[metric] = Reason("silent.failed", params)
        return True

    def _metrics_on(self, register: Register) -> list[Metric]:
        """The scheme's metrics on one register."""
        wanted = dict.fromkeys(id for c in self._criteria.values() for id in c.feeds.values())
        found = (self._contributions.metrics.get(id) for id in wanted)
        packs, day = self._contributions.rule_packs, self._scope.period.last_day
        return [with_figure(m, packs, day) for m in found if m and m.register == register.id]

    def _take(self, metric: ComputedMetric, reply: Reply) -> None:
        """What a plugin has answered from outside of the program, or what it says here, where it cannot be asked outside."""
        del self._replies[metric.id]
        if reply.here:
            self._keep(metric, self._computed(metric))
            return
        figures = {
            subject: found
            for subject, found in reply.figures.items()
            if isinstance(found, Measurement)
        }
        self._keep(metric, _ComputedFigures(metric.id, figures))

    def _keep(self, metric: ComputedMetric, made: _ComputedFigures) -> None:
        self._figures[metric.id] = (made, metric.about)
        if not made.measurements and not self._blame(metric.id):
            self._silent[metric.id] = Reason("silent.computed", {"metric": metric.title})

    def _computed(self, metric: ComputedMetric) -> _ComputedFigures:
        from branchkit.services.scoring.workspace_view import metric_view

        view = metric_view(self._reader, self._contributions, self._scope)
        return _ComputedFigures(metric.id, dict(metric.measure(view)))

    def _rows(
        self, register: Register, since: date | None, columns: set[str] | None
    ) -> Iterable[Record]:
        """The rows up to the end of the period; computed columns only where one of ``columns`` is computed."""
        org, until = self._scope.org, self._scope.period.last_day
        computes = register.computes and (
            columns is None or any((c := register.column(id)).formula or c.unset for id in columns)
        )
        if register.rows is RecordsFrom.RECORDS and not computes:
            return records_of(self._reader, register.id, org, since=since, until=until)
        from branchkit.services.registers.reading import RegisterRecords

        rows = RegisterRecords(self._reader, self._contributions, register, [org], until)
        return rows.between(since, until)


def _unanswered(reply: Reply) -> Reason:
    """Why a plugin has not said anything."""
    question = reply.question
    params = {"plugin": question.plugin, "metric": question.title}
    if not reply.ready:
        return Reason("silent.asked", params)
    if reply.failure is None:
        return Reason("silent.given_up", params)
    if reply.failure.code == ENDED:
        return Reason("silent.ended", params)
    return Reason("silent.deadline", {**params, "seconds": reply.failure.message})


def _looked_at(metrics: Iterable[Metric]) -> set[str]:
    """The columns of the register that metrics look at."""
    return {column for metric in metrics for column in metric.columns}


class _ComputedFigures:
    """What a plugin's Python said of each subject."""

    def __init__(self, metric: str, measurements: dict[str, Measurement]) -> None:
        self._metric = metric
        self.measurements = measurements

    def of(self, subject: str) -> Measurement:
        return self.measurements.get(subject) or Measurement(self._metric, None)
