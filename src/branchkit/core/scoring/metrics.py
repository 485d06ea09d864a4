"""Metrics: figures drawn from registers over a period, each with the rows it counted.

Declared in TOML; :mod:`branchkit.core.scoring.measuring` evaluates one for all subjects of a sheet in one pass over
the register's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.registers.conditions import Condition
from branchkit.core.rulepacks import RulePack, figure_on
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


class Aggregate(StrEnum):
    """How rows become one figure."""

    COUNT = "count"
    """Rows."""
    SUM = "sum"
    """The value column added up."""
    MEAN = "mean"
    """The value column added up, by the rows in which it is filled in."""
    SHARE = "share"
    """In per cent: attended of expected where an expected column is named, else rows for which ``of`` holds."""
    MISSED = "missed"
    """Rows where somebody was expected, not there and not excused."""
    DISTINCT = "distinct"
    """Different values of the value column."""
    COVERAGE = "coverage"
    """In per cent: members of the roll that occur in at least one row."""
    PER_MEMBER = "per-member"
    """The value column (rows where there is none), per member of the roll; every person of a row counts."""
    LATEST = "latest"
    """The value column of the newest row."""
    DAYS_SINCE = "days-since"
    """From the newest row to the last day of the period."""
    STREAK = "streak"
    """Months in a row with at least one row, counted back from the last month of the period."""


COUNTS = frozenset({Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT})
"""Aggregates that come to zero where nothing is counted."""
ABOUT_MEMBERS = frozenset(Aggregate) - {Aggregate.COVERAGE, Aggregate.PER_MEMBER}
"""Aggregates that make sense for a single member."""


class Span(StrEnum):
    """Which rows belong to a period."""

    PERIOD = "period"
    """Dated within it."""
    YEAR = "year"
    """Dated from the first of January to its end."""
    STANDING = "standing"
    """Begun by its end and not ended before: posts held, households linked."""
    EVER = "ever"
    """Dated by its end."""


@frozen
class Metric:
    """A declared metric; column names are those of ``register``."""

    id: str
    title: LocalText
    register: str
    about: SubjectKind
    aggregate: Aggregate
    span: Span = Span.PERIOD
    where: tuple[Condition, ...] = ()
    """Which rows are looked at."""
    of: tuple[Condition, ...] = ()
    """Which of these count for a share or a coverage."""
    together: tuple[str, ...] = ()
    """Rows that are alike in these columns count as one: its figures are theirs added up, of dates it has the last."""
    having: tuple[Condition, ...] = ()
    """Which of the rows that were put together are looked at."""
    value_column: str = ""
    member_column: str = ""
    """The member or members column that ties a row to people."""
    expected_column: str = ""
    """Members who were due: for shares and for what was missed."""
    excused_column: str = ""
    """Members on leave: a row neither speaks for nor against them."""
    traits: frozenset[str] = frozenset()
    """For coverage and per-member: count only members who have one of these traits; empty: all."""
    at_least: Decimal | None = None
    """For coverage: how many rows a member has to appear in, or how much of ``value_column`` to come to; None: one row."""
    at_least_rule: str = ""
    """The figure of a rule pack that stands for ``at_least``: ``organs/essays``."""
    empty_is_zero: bool = False
    """Of a book of what should not happen: no row at all says that nothing has happened, not that nobody has kept it."""
    source: str = ""
    """Which pack, plugin or file declares it."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column of the register that has to be looked at."""
        named = (
            self.value_column,
            self.member_column,
            self.expected_column,
            self.excused_column,
            *self.together,
            *(
                id
                for condition in (*self.where, *self.having, *self.of)
                for id in condition.columns
            ),
        )
        return frozenset(id for id in named if id)


def with_figure(metric: Metric, packs: Mapping[str, RulePack], day: date) -> Metric:
    """The metric with the figure of a day where it refers to one."""
    if not metric.at_least_rule:
        return metric
    return replace(metric, at_least=figure_on(packs, metric.at_least_rule, day))
