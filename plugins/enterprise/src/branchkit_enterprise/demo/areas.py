"""Demo areas, most of them looked at every month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit.api.workspace import add_months
from branchkit_enterprise.demo.making import nth, row
from branchkit_enterprise.vocabulary import AREAS, CHECKS

_AREAS = (
    ("一号机加线", "quality", "本线质量差错每月不超过一起"),
    ("空压站", "equipment", "设备完好率 98%，跑冒滴漏不过夜"),
    ("焊接工段", "safety", "无违章动火，防护用品佩戴到位"),
    ("总装工位", "site", "工具定置、通道畅通"),
    ("热处理炉区", "safety", "炉区巡检按时，应急物资齐全"),
    ("工具库窗口", "service", "借还不超过五分钟，职工满意"),
    ("二班", "team", "班组无违章、无旷工"),
    ("检验站", "quality", "漏检率为零"),
    ("变配电室", "equipment", "倒闸操作零差错"),
    ("食堂窗口", "service", "有意见当天答复"),
)
_PROBLEMS = (
    "砂轮机防护罩松动",
    "通道堆放半成品",
    "点检表漏签两天",
    "灭火器压力不足",
    "借用登记不全",
)


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """The areas, and what was found when they were looked at; the last one was never looked at."""
    since = add_months(scene.months[0].first_day, -6).isoformat()
    for number, (name, kind, goal) in enumerate(_AREAS):
        yield row(
            AREAS,
            area=name,
            kind=kind,
            owner=nth(scene, number + 1),
            team=[nth(scene, number + 12)],
            staff=str(6 + number * 5 % 17),
            goal=goal,
            since=since,
            sign=number != len(_AREAS) - 1,
        )
    for number in range(len(_AREAS) - 1):
        yield from _checks(scene, number)


def _checks(scene: DemoScene, number: int) -> Iterator[DemoRecord]:
    """One a month. What was found earlier is mended; of this month's two problems one should be by now."""
    for place, month in enumerate(scene.months):
        on = scene.day_in(month, 4 + number * 2)
        last = place == len(scene.months) - 1
        found = number in (1, 3) if last else (number + place) % 5 == 0
        deadline = scene.today + timedelta(days=6) if number == 1 else scene.today - timedelta(3)
        if not last:
            deadline = on + timedelta(days=10)
        yield row(
            CHECKS,
            date=on.isoformat(),
            area=_AREAS[number][0],
            owner=nth(scene, number + 1),
            result="met" if not found else "failed" if number == 3 else "flawed",
            problem=_PROBLEMS[(number + place) % len(_PROBLEMS)] if found else "",
            deadline=deadline.isoformat() if found else "",
            mended_on=(on + timedelta(days=7)).isoformat() if found and not last else "",
        )
