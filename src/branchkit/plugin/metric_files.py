"""Reads the metrics over one register from TOML; the file's name is the register's id.

A metric's full id is ``<register>/<id>``: ``book.meeting/general-missed``. The format: ``docs/register-format.md``.
"""

from __future__ import annotations

import re

from branchkit.core.conditions import Condition
from branchkit.core.errors import Problem
from branchkit.core.metrics import ABOUT_MEMBERS, Aggregate, Metric, Span
from branchkit.core.registers import ColumnKind, Register
from branchkit.core.schemes import SubjectKind
from branchkit.plugin.manifests import check_api
from branchkit.plugin.toml_source import TomlSource, TomlTable

_ID = re.compile(r"[a-z][a-z0-9-]*")
_PEOPLE = (ColumnKind.MEMBER, ColumnKind.MEMBERS)
_NUMBERS = (ColumnKind.NUMBER, ColumnKind.MONEY)
_DATES = (ColumnKind.DATE, ColumnKind.MONTH)
_ANY = tuple(ColumnKind)


def read_metrics(
    source: TomlSource, register: Register, origin: str
) -> tuple[dict[str, Metric], list[Problem]]:
    """The metrics that a file declares over ``register``, by full id; those with errors are left out."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    metrics: dict[str, Metric] = {}
    for part in table.tables("metric"):
        before = len(problems)
        metric = _MetricReader(part, register, origin).read()
        if metric.id in metrics:
            part.report("declaration.twice", "id", found=metric.id)
        if len(problems) == before:
            metrics[metric.id] = metric
    table.finish()
    return metrics, problems


class _MetricReader:
    """Reads one ``[[metric]]`` and checks its columns against the register."""

    def __init__(self, table: TomlTable, register: Register, origin: str) -> None:
        self._table = table
        self._register = register
        self._origin = origin

    def read(self) -> Metric:
        table = self._table
        id = table.text("id")
        if id and not _ID.fullmatch(id):
            table.report("declaration.id_form", "id", found=id)
        aggregate = Aggregate(table.choice("aggregate", tuple(Aggregate)))
        metric = Metric(
            id=f"{self._register.id}/{id}",
            title=table.local("title"),
            register=self._register.id,
            about=SubjectKind(table.choice("about", tuple(SubjectKind))),
            aggregate=aggregate,
            span=Span(table.choice("span", tuple(Span), str(Span.PERIOD))),
            where=self._conditions("where"),
            of=self._conditions("of"),
            value_column=self._column("value", *_value_kinds(aggregate)),
            member_column=self._column("member", *_PEOPLE),
            expected_column=self._column("expected", ColumnKind.MEMBERS),
            excused_column=self._column("excused", ColumnKind.MEMBERS),
            traits=frozenset(table.texts("traits", ())),
            source=self._origin,
        )
        table.finish()
        self._check(metric)
        return metric

    def _column(self, key: str, *kinds: ColumnKind) -> str:
        found = self._table.text(key, "")
        if found:
            self._check_column(found, kinds, key)
        return found

    def _check_column(self, found: str, kinds: tuple[ColumnKind, ...], *path: str) -> None:
        if self._register.has(found, *kinds):
            return
        known = [column.id for column in self._register.columns if column.kind in kinds]
        self._table.report(
            "metric.column",
            *path,
            found=found,
            register=self._register.id,
            known=", ".join(known),
        )

    def _conditions(self, key: str) -> tuple[Condition, ...]:
        table = self._table.table(key)
        if table is None:
            return ()
        return tuple(self._condition(table, key, column) for column in table.data)

    def _condition(self, table: TomlTable, key: str, column: str) -> Condition:
        self._check_column(column, _ANY, key, column)
        if isinstance(table.data[column], bool):
            return Condition(column, one_of=("yes" if table.flag(column) else "no",))
        if not isinstance(table.data[column], dict):
            one_of = table.texts(column)
            self._check_choices(column, one_of, key)
            return Condition(column, one_of=one_of)
        part = table.table(column)
        assert part is not None
        condition = Condition(
            column,
            at_least=part.optional_decimal("at_least"),
            at_most=part.optional_decimal("at_most"),
            reaches=part.text("reaches", ""),
            by_end_of=part.text("by_end_of", ""),
        )
        part.finish()
        if condition.reaches:
            self._check_column(condition.reaches, _NUMBERS, key, column, "reaches")
        if condition.by_end_of:
            self._check_column(condition.by_end_of, _DATES, key, column, "by_end_of")
        return condition

    def _check_choices(self, column: str, accepted: tuple[str, ...], key: str) -> None:
        if not self._register.has(column, ColumnKind.CHOICE):
            return
        known = [choice.id for choice in self._register.column(column).choices]
        for value in accepted:
            if value not in known:
                self._table.report(
                    "metric.choice", key, column, found=value, known=", ".join(known)
                )

    def _check(self, metric: Metric) -> None:
        missing = _missing_column(metric)
        if missing:
            self._table.report("metric.column_missing", missing=missing, aggregate=metric.aggregate)
        shares = metric.aggregate in (Aggregate.SHARE, Aggregate.COVERAGE)
        if metric.of and (not shares or metric.expected_column):
            self._table.report("metric.of", "of", aggregate=metric.aggregate)
        if metric.about is SubjectKind.MEMBER and metric.aggregate not in ABOUT_MEMBERS:
            self._table.report("metric.about", "about", aggregate=metric.aggregate)


def _value_kinds(aggregate: Aggregate) -> tuple[ColumnKind, ...]:
    return _ANY if aggregate is Aggregate.DISTINCT else _NUMBERS


def _missing_column(metric: Metric) -> str:
    """The key of a column without which the aggregate cannot be worked out, empty when all are there."""
    needs_value = metric.aggregate in (Aggregate.SUM, Aggregate.DISTINCT, Aggregate.LATEST)
    needs_member = metric.about is SubjectKind.MEMBER or metric.aggregate is Aggregate.COVERAGE
    for key, needed, column in (
        ("value", needs_value, metric.value_column),
        ("member", needs_member, metric.member_column),
        ("expected", metric.aggregate is Aggregate.MISSED, metric.expected_column),
    ):
        if needed and not column:
            return key
    return ""
