"""What projects came to within a period: by the day on which they were closed, not the one on which they began, which is
what their registers are dated by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import day_of
from branchkit_enterprise.vocabulary import BRANDS, TASKS

REACHED = "enterprise/reached"
RECOGNISED = "enterprise/recognised"


def measure_reached(view: MetricView) -> Mapping[str, Measurement]:
    """Key-problem projects closed in the period that reached their goal."""
    return _closed(view, REACHED, TASKS, "outcome", ("reached",))


def measure_recognised(view: MetricView) -> Mapping[str, Measurement]:
    """Brand projects closed in the period that the company, or somebody above it, has recognised."""
    return _closed(view, RECOGNISED, BRANDS, "level", ("company", "group", "above"))


def _closed(
    view: MetricView, metric: str, register: str, column: str, wanted: Collection[str]
) -> Mapping[str, Measurement]:
    """How many; nothing where no project was ever entered."""
    rows = [record for record in view.records(register) if not record.removed]
    if not rows:
        return {}
    evidence = []
    for record in rows:
        closed_on = day_of(record.values.get("closed_on"))
        if closed_on is None or closed_on not in view.scope.period:
            continue
        counted = record.values.get(column) in wanted
        summary = str(record.values.get("name") or "")
        evidence.append(Evidence(register, record.id, closed_on, summary, counted))
    count = Decimal(sum(found.counted for found in evidence))
    return {view.scope.org: Measurement(metric, count, tuple(evidence))}
