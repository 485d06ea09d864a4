"""Demo records of a month's work: targets, decisions, innovations, requests."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.hooks import DemoRecord, DemoScene, Period
from branchkit_enterprise.demo.making import day_in, nth, row
from branchkit_enterprise.vocabulary import DECISIONS, IDEAS, REQUESTS, TARGETS

_TARGETS = (
    ("工业总产值", "万元", 1280),
    ("商品产量", "台", 46),
    ("合同回款", "万元", 960),
    ("节约电量", "万度", 12),
)
_DECISIONS = (
    ("project", "数控镗床更新方案"),
    ("funds", "大修专项资金使用计划"),
    ("personnel", "车间主任人选"),
    ("decision", "三班制调整方案"),
    ("decision", "年度绩效分配办法"),
    ("project", "食堂改造工程"),
)
_IDEAS = (
    ("suggestion", "料架加装防护条", ""),
    ("technology", "深孔刀杆加支撑套", "42000.00"),
    ("quality", "法兰钻孔定位样板", "18500.00"),
    ("management", "工具借用扫码登记", ""),
    ("suggestion", "班前会改在机台前开", ""),
    ("technology", "冷却液集中过滤", "36000.00"),
    ("quality", "焊前清根点检表", ""),
    ("technology", "行车遥控器防摔套", "3200.00"),
    ("management", "夜班派单看板", ""),
)
_REQUESTS = (
    ("一车间", "living", "淋浴间热水不够"),
    ("装配班", "safety", "冬季劳保手套偏薄"),
    ("二车间", "skill", "希望开数控编程班"),
    ("机修班", "hardship", "职工家属住院，申请互助金"),
    ("库房", "pay", "夜班津贴核算不清"),
    ("一车间", "living", "停车棚漏雨"),
    ("检验站", "other", "更衣柜不够用"),
    ("焊接班", "safety", "除尘风机噪声大"),
    ("装配班", "skill", "新工希望固定师傅"),
)


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Everything of one month."""
    yield from _targets(scene, month)
    yield from _decisions(scene, month)
    yield from _ideas(scene, month)
    yield from _requests(scene, month)


def _targets(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for indicator, unit, plan in _TARGETS:
        actual = plan * scene.random.randint(99, 114) // 100
        yield row(
            TARGETS,
            month=str(month),
            indicator=indicator,
            unit=unit,
            plan=str(plan),
            actual=str(actual),
        )


def _decisions(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for turn in range(2):
        kind, matter = _DECISIONS[(month.index * 2 + turn) % len(_DECISIONS)]
        yield row(
            DECISIONS,
            date=day_in(scene, month, 8 + 12 * turn),
            kind=kind,
            matter=matter,
            studied=True,
            consulted=True,
            attended=True,
            published=turn == 0 or month != scene.months[-1],
            proposals=str(2 + turn),
            adopted=str(1 + turn),
            proposers=[nth(scene, month.index + turn)],
        )


def _ideas(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for turn in range(3):
        kind, title, benefit = _IDEAS[(month.index * 3 + turn) % len(_IDEAS)]
        adopted = turn != 2
        by = dict.fromkeys(nth(scene, month.index * 3 + turn * 5 + more) for more in (0, 2))
        yield row(
            IDEAS,
            date=day_in(scene, month, 5 + 8 * turn),
            kind=kind,
            title=title,
            members=list(by),
            adopted=adopted,
            benefit=benefit if adopted else "",
        )


def _requests(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for turn in range(3):
        unit, topic, matter = _REQUESTS[(month.index * 3 + turn) % len(_REQUESTS)]
        done = month != scene.months[-1] or turn == 0
        yield row(
            REQUESTS,
            date=day_in(scene, month, 3 + 8 * turn),
            unit=unit,
            topic=topic,
            matter=matter,
            owner=nth(scene, month.index + turn * 4),
            deadline=month.last_day.isoformat(),
            done_on=day_in(scene, month, 10 + 8 * turn) if done else "",
            satisfied=True if done else "",
        )
