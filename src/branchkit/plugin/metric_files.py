"""Reads the metrics over one register from TOML; the file's name is the register's id.

A metric's full id is ``<register>/<id>``: ``book.meeting/general-missed``. The format: ``docs/register-format.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from branchkit.core.errors import Problem
from branchkit.core.registers.register import FIGURES, ColumnKind, Register
from branchkit.core.scoring.metrics import ABOUT_MEMBERS, COUNTS, Aggregate, Metric, Span
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.plugin.condition_files import (
    ANY,
    check_reference,
    read_conditions,
    read_reference,
    report_column,
)
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable, nearest

if TYPE_CHECKING:
    from branchkit.core.rulepacks import RulePack

_ID = re.compile(r"[a-z][a-z0-9-]*")
_PEOPLE = (ColumnKind.MEMBER, ColumnKind.MEMBERS)
_ABSENT = ("silent", "zero")
"""What a register without any row says: nothing, or that nothing has happened."""
_OF_DAYS = (Aggregate.LATEST, Aggregate.DAYS_SINCE, Aggregate.STREAK)
"""Aggregates that ask when something was."""


def read_metrics(
    source: TomlSource,
    register: Register,
    origin: str,
    packs: Mapping[str, RulePack] | None = None,
) -> tuple[dict[str, Metric], list[Problem]]:
    """The metrics that a file declares over ``register``, by full id; those with errors are left out.

    With ``packs`` the figures that they refer to are looked for.
    """
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    metrics: dict[str, Metric] = {}
    for part in table.tables("metric"):
        before = len(problems)
        metric = _MetricReader(part, register, origin, packs).read_metric()
        if metric.id in metrics:
            part.report("declaration.twice", "id", found=metric.id)
        if len(problems) == before:
            metrics[metric.id] = metric
    table.finish()
    return metrics, problems


def unknown_register(
    source: TomlSource, found: str, known: Iterable[str], *, refused: bool
) -> Problem:
    """The problem of a file that is named after no register; ``refused``: after one whose own file has errors."""
    if refused:
        return source.problem("metric.register_refused", found=found)
    close = nearest(found, known)
    code = "metric.misspelt_register" if close else "metric.register"
    return source.problem(code, found=found, nearest=close)


class _MetricReader:
    """Reads one ``[[metric]]`` and checks its columns against the register."""

    def __init__(
        self,
        table: TomlTable,
        register: Register,
        origin: str,
        packs: Mapping[str, RulePack] | None,
    ) -> None:
        self._table = table
        self._register = register
        self._origin = origin
        self._packs = packs

    def read_metric(self) -> Metric:
        table = self._table
        id = table.text("id")
        if id and not _ID.fullmatch(id):
            table.report("declaration.id_form", "id", found=id)
        aggregate = Aggregate(table.choice("aggregate", tuple(Aggregate)))
        by_rule = isinstance(table.data.get("at_least"), dict)
        metric = Metric(
            id=f"{self._register.id}/{id}",
            title=table.local("title"),
            register=self._register.id,
            about=SubjectKind(table.choice("about", tuple(SubjectKind))),
            aggregate=aggregate,
            span=Span(table.choice("span", tuple(Span), str(Span.PERIOD))),
            where=read_conditions(table, "where", self._register),
            of=read_conditions(table, "of", self._register),
            together=self._columns("together"),
            having=read_conditions(table, "having", self._register),
            value_column=self._column("value", *_value_kinds(aggregate)),
            member_column=self._column("member", *_PEOPLE),
            expected_column=self._column("expected", ColumnKind.MEMBERS),
            excused_column=self._column("excused", ColumnKind.MEMBERS),
            traits=frozenset(table.texts("traits", ())),
            at_least=None if by_rule else table.optional_decimal("at_least"),
            at_least_rule=read_reference(table, "at_least") if by_rule else "",
            empty_is_zero=table.choice("absent", _ABSENT, _ABSENT[0]) == _ABSENT[1],
            source=self._origin,
        )
        table.finish()
        self._check(metric)
        return metric

    def _column(self, key: str, *kinds: ColumnKind) -> str:
        found = self._table.text(key, "")
        if found:
            report_column(self._table, self._register, found, kinds, key)
        return found

    def _columns(self, key: str) -> tuple[str, ...]:
        found = self._table.texts(key, ())
        for id in found:
            report_column(self._table, self._register, id, ANY, key)
        return found

    def _check(self, metric: Metric) -> None:
        missing = _missing_column(metric)
        if missing:
            self._table.report("metric.column_missing", missing=missing, aggregate=metric.aggregate)
        shares = metric.aggregate in (Aggregate.SHARE, Aggregate.COVERAGE)
        if metric.of and (not shares or metric.expected_column):
            self._table.report("metric.of", "of", aggregate=metric.aggregate)
        named = metric.at_least is not None or metric.at_least_rule
        if named and metric.aggregate is not Aggregate.COVERAGE:
            self._table.report("metric.at_least", "at_least", aggregate=metric.aggregate)
        elif metric.at_least is not None and metric.at_least <= 0:
            self._table.report("metric.above_zero", "at_least", found=metric.at_least)
        if metric.at_least_rule and self._packs is not None:
            check_reference(self._table, "at_least", metric.at_least_rule, self._packs)
        if metric.empty_is_zero and metric.aggregate not in COUNTS:
            self._table.report("metric.absent", "absent", aggregate=metric.aggregate)
        if metric.about is SubjectKind.MEMBER and metric.aggregate not in ABOUT_MEMBERS:
            self._table.report("metric.about", "about", aggregate=metric.aggregate)
        if not self._register.dated_by and metric.aggregate in _OF_DAYS:
            self._table.report("metric.undated", "aggregate", aggregate=metric.aggregate)


def _value_kinds(aggregate: Aggregate) -> tuple[ColumnKind, ...]:
    return ANY if aggregate is Aggregate.DISTINCT else FIGURES


_OF_A_VALUE = (Aggregate.SUM, Aggregate.MEAN, Aggregate.DISTINCT, Aggregate.LATEST)
"""Aggregates that are worked out of the value column."""


def _missing_column(metric: Metric) -> str:
    """The key of a column without which the aggregate cannot be worked out, empty when all are there."""
    needs_value = metric.aggregate in _OF_A_VALUE
    needs_member = metric.about is SubjectKind.MEMBER or metric.aggregate is Aggregate.COVERAGE
    for key, needed, column in (
        ("value", needs_value, metric.value_column),
        ("member", needs_member, metric.member_column),
        ("expected", metric.aggregate is Aggregate.MISSED, metric.expected_column),
    ):
        if needed and not column:
            return key
    return ""
