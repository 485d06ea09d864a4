"""The hooks of the rural sector. What stands behind them is imported when it is asked for: this module is at every start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

_METRICS = (
    (
        "satisfaction",
        "satisfaction:measure_satisfaction",
        "群众满意率",
        "The people's satisfaction",
    ),
    (
        "five-goods-share",
        "goods_share:measure_goods_share",
        "下一级实现“五好”的比例",
        "Organisations below with five goods",
    ),
    (
        "five-leads-share",
        "goods_share:measure_leads_share",
        "达到“五带头”的党员比例",
        "Members who lead",
    ),
    (
        "sites-this-year",
        "model_sites:measure_sites_this_year",
        "本年创建示范点",
        "Model sites set up",
    ),
    (
        "site-coverage",
        "model_sites:measure_site_coverage",
        "示范点覆盖率",
        "Villages that are model sites",
    ),
    (
        "site-plan-share",
        "model_sites:measure_site_plan_share",
        "完成示范点计划的乡镇比例",
        "Townships that keep the plan of sites",
    ),
    (
        "mended-share",
        "rectification:measure_mended_share",
        "整改按期完成率（含下级）",
        "Rectification in time, with all below",
    ),
    (
        "six-links",
        "links:measure_six_links",
        "联系满 6 户党员的村干部比例",
        "Cadres with six members' households",
    ),
    (
        "ten-links",
        "links:measure_ten_links",
        "帮带满 10 户农户的党员比例",
        "Members with ten households",
    ),
)
"""Id, where it is worked out, title."""


@hookimpl
def branchkit_metrics() -> Sequence[ComputedMetric]:
    """What looks at other organisations, other sheets, or sums of sums: TOML has no word for it."""
    return [
        ComputedMetric(f"rural/{id}", LocalText(zh, en), SubjectKind.ORGANIZATION, _late(target))
        for id, target, zh, en in _METRICS
    ]


@hookimpl
def branchkit_screens() -> Sequence[ScreenSpec]:
    """The ladder of three levels."""
    title = LocalText("三级联创台阶", "The ladder of three levels")
    return [ScreenSpec("rural.ladder", title, "branchkit_rural.ladder_screen.screen:LadderScreen")]


@hookimpl
def branchkit_reports() -> Sequence[ReportSpec]:
    """The appraisal of the five goods, and who has to mend what."""
    return [
        ReportSpec(
            "rural.appraisal",
            LocalText("“五个好”评定表", "Appraisal of the five goods"),
            "branchkit_rural.appraisal:appraisal",
            PeriodKind.YEAR,
        ),
        ReportSpec(
            "rural.rectification",
            LocalText("整顿提高名单", "To be put right"),
            "branchkit_rural.rectification_report:rectification",
            PeriodKind.YEAR,
        ),
    ]


@hookimpl
def branchkit_demo(scene: DemoScene) -> Sequence[DemoRecord]:
    """What a village keeps besides the registers of the built-in pack."""
    from branchkit_rural.demo import records

    return list(records(scene))


def _late(target: str) -> Callable[[MetricView], Mapping[str, Measurement]]:
    """A function of one of this package's modules, imported with its first figure."""
    module, _, name = target.partition(":")

    def measure(view: MetricView) -> Mapping[str, Measurement]:
        found: Callable[[MetricView], Mapping[str, Measurement]] = getattr(
            import_module(f"branchkit_rural.{module}"), name
        )
        return found(view)

    return measure
