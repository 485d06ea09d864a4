"""六个到位: for each of the six, whether the latest check found it in place, or it has been mended since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Measurement
from branchkit.api.workspace import Record, WorkspaceView, add_months
from branchkit_community.figures import CHECK_MONTHS, figure
from branchkit_community.measures.making import evidence, said
from branchkit_community.rows import on, text_of
from branchkit_community.vocabulary import PLUGIN, SIX, SIX_POINTS


def six_metric(point: str) -> str:
    """The metric of one of the six."""
    return f"{PLUGIN}/six-{point}"


def measure_point(view: MetricView, point: str) -> Mapping[str, Measurement]:
    """1 or 0 for the organisation; nothing where no check is recent enough to say."""
    last = view.scope.period.last_day
    check = latest_check(view.workspace, view.scope.org, last)
    if check is None:
        return {}
    holds = point not in missing_points(check, last)
    row = evidence(check, "date", SIX_POINTS[point].zh_CN, holds)
    return said(view, six_metric(point), Decimal(int(holds)), [row])


def latest_check(view: WorkspaceView, org: str, day: date) -> Record | None:
    """The check that counts on a day; None where the latest is too old to say anything."""
    since = add_months(day, -int(figure(view, CHECK_MONTHS, day)))
    checks = view.records(SIX, [org], since=since, until=day)
    return max(checks, key=lambda check: text_of(check, "date"), default=None)


def missing_points(check: Record, day: date) -> list[str]:
    """What a check found not in place, as far as it was not mended by that day."""
    mended = on(check, "mended_on")
    if mended is not None and mended <= day:
        return []
    return [point for point in SIX_POINTS if check.values.get(point) is not True]
