"""What the measures have in common: evidence, and an organisation's figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Record
from branchkit_community.rows import on, share


def evidence(record: Record, day: str, summary: str, counted: bool) -> Evidence:
    """One row; ``day`` is the column that says when."""
    when = on(record, day)
    shown = f"{when:%m-%d} {summary}" if when else summary
    return Evidence(record.register, record.id, when, shown, counted)


def share_of(view: MetricView, metric: str, rows: Iterable[Evidence]) -> Mapping[str, Measurement]:
    """The share of the rows that counted; nothing where there are no rows."""
    found = tuple(rows)
    if not found:
        return {}
    return said(view, metric, share(sum(row.counted for row in found), len(found)), found)


def said(
    view: MetricView, metric: str, value: Decimal, rows: Sequence[Evidence]
) -> Mapping[str, Measurement]:
    """The organisation's figure."""
    return {view.scope.org: Measurement(metric, value, tuple(rows))}
