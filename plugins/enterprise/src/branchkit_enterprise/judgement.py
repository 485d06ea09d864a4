"""Peers' judgement (群众评议): what each group of raters thinks of a member, in per cent.

Votes of several ballots of the period are added up before anything is worked out, so that one rater counts once for every
ballot and a ballot of forty weighs more than one of four.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.registers import as_number
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Record, day_of
from branchkit_enterprise.vocabulary import BALLOTS

GROUPS = ("colleagues", "served", "leaders")
WORTH: Mapping[str, Decimal] = {
    "excellent": Decimal(100),
    "good": Decimal(80),
    "fair": Decimal(60),
    "poor": Decimal(0),
}
"""Per cent, as the ballot of the scheme ``enterprise/member-quarter`` has them."""


def metric_of(group: str) -> str:
    """The id of a group's metric."""
    return f"enterprise/judged-by-{group}"


def measure_colleagues(view: MetricView) -> Mapping[str, Measurement]:
    """What the work team thinks."""
    return _measure(view, "colleagues")


def measure_served(view: MetricView) -> Mapping[str, Measurement]:
    """What those think whom the member serves."""
    return _measure(view, "served")


def measure_leaders(view: MetricView) -> Mapping[str, Measurement]:
    """What those over the member think."""
    return _measure(view, "leaders")


def _measure(view: MetricView, group: str) -> Mapping[str, Measurement]:
    """Member → what one group thinks; nobody without votes."""
    from branchkit.api.queries import where

    org, period = view.scope.org, view.scope.period
    held = view.workspace.table(BALLOTS, [org], since=period.first_day, until=period.last_day)
    ballots: dict[str, list[Record]] = {}
    for record in held.search(where("group") == group):
        ballots.setdefault(str(record.values.get("member")), []).append(record)
    found = {member: _measurement(group, rows) for member, rows in ballots.items()}
    return {member: one for member, one in found.items() if one.value is not None}


def _measurement(group: str, rows: list[Record]) -> Measurement:
    votes = {option: sum(_votes(row, option) for row in rows) for option in WORTH}
    cast = sum(votes.values())
    worth = sum((WORTH[option] * count for option, count in votes.items()), Decimal(0))
    evidence = tuple(
        Evidence(BALLOTS, row.id, day_of(row.values.get("date")), _in_short(row)) for row in rows
    )
    return Measurement(metric_of(group), worth / cast if cast else None, evidence)


def _in_short(row: Record) -> str:
    """Votes as they stand in the register: excellent, good, fair, poor."""
    return "/".join(str(_votes(row, option)) for option in WORTH)


def _votes(row: Record, option: str) -> int:
    return int(as_number(row.values.get(option)) or 0)
