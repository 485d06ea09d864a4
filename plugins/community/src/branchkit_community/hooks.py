"""The hooks of the community sector; what they name is imported when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module

from branchkit.api.hooks import (
    ComputedMetric,
    DemoRecord,
    DemoScene,
    LocalText,
    MetricView,
    PeriodKind,
    ReportSpec,
    ScreenSpec,
    SubjectKind,
    hookimpl,
)
from branchkit.api.scoring import Measurement
from branchkit_community.vocabulary import PLUGIN, SIX_POINTS

_PACKAGE = "branchkit_community"
Measure = Callable[[MetricView], Mapping[str, Measurement]]

_MEASURES = (
    (
        "commitments-kept",
        "commitments:measure_kept",
        LocalText("成员单位承诺兑现率", "Commitments of units kept"),
    ),
    (
        "resources-used",
        "resources:measure_used",
        LocalText("区域资源利用率", "Resources used, share"),
    ),
    (
        "quarters-covered",
        "coverage:measure_covered",
        LocalText("小区党组织覆盖率", "Quarters with a branch, share"),
    ),
    (
        "service-share",
        "service_type:measure_service_share",
        LocalText("服务型党组织比例", "Service-type organisations, share"),
    ),
    (
        "registered-served",
        "served:measure_served",
        LocalText("报到党员服务率", "Registered members who served"),
    ),
    (
        "funds-used",
        "funds:measure_funds_used",
        LocalText("经费使用率", "Funds used, share"),
    ),
    (
        "funds-for-people",
        "funds:measure_funds_for_people",
        LocalText("惠民支出占比", "Spent on people, share"),
    ),
)
"""Id, function, title. The titles stand here and not in ``texts.toml``: that file would be read at every start."""


@hookimpl
def branchkit_metrics() -> Sequence[ComputedMetric]:
    """Shares over several registers or the tree, and the six that a check found in place."""
    shares = [_metric(id, title, partial(_measured, target)) for id, target, title in _MEASURES]
    six = [
        _metric(f"six-{point}", title, partial(_six, point)) for point, title in SIX_POINTS.items()
    ]
    return [*shares, *six]


@hookimpl
def branchkit_screens() -> Sequence[ScreenSpec]:
    """The region's map."""
    title = LocalText("区域共建一览", "The region's map")
    return [ScreenSpec(f"{PLUGIN}.region", title, f"{_PACKAGE}.screen.region_screen:RegionScreen")]


@hookimpl
def branchkit_reports() -> Sequence[ReportSpec]:
    """A quarter of the joint meeting, and the share of service-type organisations."""
    return [
        ReportSpec(
            f"{PLUGIN}.joint-meetings",
            LocalText("联席会议季度通报", "A quarter of the joint meeting"),
            f"{_PACKAGE}.reports.joint_meetings:joint_meetings",
            PeriodKind.QUARTER,
        ),
        ReportSpec(
            f"{PLUGIN}.service-type",
            LocalText("服务型党组织创建情况", "Service-type organisations"),
            f"{_PACKAGE}.reports.service_type:service_type",
            PeriodKind.QUARTER,
        ),
    ]


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """A community of nine member units over the months of the scene."""
    from branchkit_community.demo import demo_records

    return demo_records(scene)


def _metric(id: str, title: LocalText, measure: Measure) -> ComputedMetric:
    return ComputedMetric(f"{PLUGIN}/{id}", title, SubjectKind.ORGANIZATION, measure)


def _measured(target: str, view: MetricView) -> Mapping[str, Measurement]:
    module, _, name = target.partition(":")
    measure: Measure = getattr(import_module(f"{_PACKAGE}.measures.{module}"), name)
    return measure(view)


def _six(point: str, view: MetricView) -> Mapping[str, Measurement]:
    from branchkit_community.measures.six import measure_point

    return measure_point(view, point)
