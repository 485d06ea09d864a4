"""经费使用率 and 惠民支出占比: shares of sums of money, exact to the fen until they become per cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Measurement
from branchkit.api.workspace import Record
from branchkit_community.measures.making import evidence, said
from branchkit_community.rows import number_of, share, text_of
from branchkit_community.vocabulary import FUNDS

FUNDS_USED = "community/funds-used"
FUNDS_FOR_PEOPLE = "community/funds-for-people"
FOR_PEOPLE = ("service", "care")


def measure_funds_used(view: MetricView) -> Mapping[str, Measurement]:
    """Of what came in since January, the share that has been spent; nothing where nothing came in."""
    rows = _rows(view, date(view.scope.period.year, 1, 1))
    received = [row for row in rows if text_of(row, "direction") == "in"]
    spent = [row for row in rows if text_of(row, "direction") == "out"]
    return _share(view, FUNDS_USED, spent, received)


def measure_funds_for_people(view: MetricView) -> Mapping[str, Measurement]:
    """Of what was spent in the period, the share for service projects and care; nothing where nothing was spent."""
    rows = _rows(view, view.scope.period.first_day)
    spent = [row for row in rows if text_of(row, "direction") == "out"]
    for_people = [row for row in spent if text_of(row, "purpose") in FOR_PEOPLE]
    return _share(view, FUNDS_FOR_PEOPLE, for_people, spent)


def _rows(view: MetricView, since: date) -> list[Record]:
    last = view.scope.period.last_day
    return list(view.workspace.records(FUNDS, [view.scope.org], since=since, until=last))


def _share(
    view: MetricView, metric: str, part: Sequence[Record], whole: Sequence[Record]
) -> Mapping[str, Measurement]:
    total = _sum(whole)
    if not total:
        return {}
    counted = {row.id for row in part}
    rows = {row.id: row for row in (*whole, *part)}.values()
    seen = [
        evidence(row, "date", f"{text_of(row, 'item')} {text_of(row, 'amount')}", row.id in counted)
        for row in sorted(rows, key=lambda row: (text_of(row, "date"), row.id))
    ]
    return said(view, metric, share(_sum(part), total), seen)


def _sum(rows: Sequence[Record]) -> Decimal:
    return sum((number_of(row, "amount") for row in rows), Decimal(0))
