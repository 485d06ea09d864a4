"""The hooks of the enterprise sector. This module is imported at every start; what it names is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

_PACKAGE = "branchkit_enterprise"
_MEMBER, _ORGANIZATION = SubjectKind.MEMBER, SubjectKind.ORGANIZATION
_METRICS = (
    (
        "enterprise/milestones",
        LocalText("项目节点按期率", "Milestones in time, by project"),
        _ORGANIZATION,
        "milestones:measure_milestones",
    ),
    (
        "enterprise/own-milestones",
        LocalText("本人项目节点按期率", "Own milestones in time, by project"),
        _MEMBER,
        "milestones:measure_own_milestones",
    ),
    (
        "enterprise/reached",
        LocalText("达到目标的攻关项目", "Key-problem projects that reached their goal"),
        _ORGANIZATION,
        "outcomes:measure_reached",
    ),
    (
        "enterprise/recognised",
        LocalText("公司以上认定的品牌", "Brands recognised by the company or above"),
        _ORGANIZATION,
        "outcomes:measure_recognised",
    ),
    (
        "enterprise/judged-by-colleagues",
        LocalText("班组同事评议得分率", "Judged by colleagues, %"),
        _MEMBER,
        "judgement:measure_colleagues",
    ),
    (
        "enterprise/judged-by-served",
        LocalText("服务对象评议得分率", "Judged by those served, %"),
        _MEMBER,
        "judgement:measure_served",
    ),
    (
        "enterprise/judged-by-leaders",
        LocalText("主管领导评议得分率", "Judged by leaders, %"),
        _MEMBER,
        "judgement:measure_leaders",
    ),
)
"""Id, title, about whom, and ``module:function`` in this package."""


@hookimpl
def branchkit_metrics() -> Sequence[ComputedMetric]:
    """Figures that TOML has no word for: weights of projects, days on which they were closed, votes of several ballots."""
    return [
        ComputedMetric(id, title, about, partial(_measure, target))
        for id, title, about, target in _METRICS
    ]


def _measure(target: str, view: MetricView) -> Mapping[str, Measurement]:
    module, _, function = target.partition(":")
    measured: Mapping[str, Measurement] = getattr(import_module(f"{_PACKAGE}.{module}"), function)(
        view
    )
    return measured


@hookimpl
def branchkit_screens() -> Sequence[ScreenSpec]:
    """The board of projects and areas."""
    title = LocalText("项目与责任区", "Projects and areas")
    return [ScreenSpec("enterprise.board", title, f"{_PACKAGE}.board.screen:BoardScreen")]


@hookimpl
def branchkit_reports() -> Sequence[ReportSpec]:
    """The appraisal of organisations and the ranking of members."""
    return [
        ReportSpec(
            "enterprise.four-strong",
            LocalText("四强党组织评定表", "Appraisal of four-strong organisations"),
            f"{_PACKAGE}.reports.four_strong:four_strong",
            PeriodKind.YEAR,
        ),
        ReportSpec(
            "enterprise.four-excellent",
            LocalText("四优共产党员排名", "Ranking of four-excellent members"),
            f"{_PACKAGE}.reports.four_excellent:four_excellent",
            PeriodKind.QUARTER,
        ),
    ]


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """What a branch of a factory keeps."""
    from branchkit_enterprise.demo import demo_records

    return demo_records(scene)
