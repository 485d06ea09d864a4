"""Demo records of who does well and who is helped: examples, leaders, pairs, households in need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.pack.demo.making import january, row, some, strangers
from branchkit.plugin import DemoRecord, DemoScene

WEALTH, LEADERS, PAIRS, POOR = "form.wealth", "roll.leaders", "roll.pairs", "roll.poor"

_AREAS = ("上寨组", "下寨组", "河边组", "坪子组", "大田组")
_TRADES = (
    ("planting", "核桃四十亩", "核桃种植", "186000.00", 12),
    ("breeding", "肉牛三十头", "肉牛养殖", "240000.00", 9),
    ("processing", "年榨油二十吨", "菜籽油加工", "158000.00", 15),
)
_NEEDS = (
    ("illness", "5", "联系合作医疗报销，代销核桃", "9600.00", "14200.00"),
    ("labour", "2", "农忙时帮工，争取公益岗位", "7200.00", "8800.00"),
    ("schooling", "4", "申请助学金，介绍务工", "11000.00", "17500.00"),
    ("skill", "3", "送去参加养牛培训，赊给牛犊", "8400.00", "12600.00"),
    ("disability", "3", "办理残疾补贴，改造厨房", "6800.00", "9100.00"),
    ("funds", "4", "联系小额贷款，提供猪苗", "10200.00", ""),
)


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """Three people who do well, who learns from them, and six households that are helped."""
    able = strangers(scene, len(_TRADES))
    yield from _examples(scene, able)
    yield from _pairs(scene, able)
    yield from _in_need(scene, able)


def _examples(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    since = january(scene)
    for place, (name, trade) in enumerate(zip(able, _TRADES, strict=True)):
        kind, scale, project, income, households = trade
        person = {
            "person": name,
            "is_member": False,
            "group": _AREAS[place],
            "phone": f"1200000{place:04d}",
            "since": since,
        }
        led = str(households)
        yield row(LEADERS, {**person, "project": project, "scale": scale, "households": led})
        if place < len(_TRADES) - 1:
            story = f"从几亩地做起，带着{households}户一起干。"
            more = {"trade": kind, "scale": scale, "income": income, "led": led, "story": story}
            yield row(WEALTH, {**person, **more})


def _pairs(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    for place, member in enumerate(some(scene, 5)):
        at = place % len(_TRADES)
        values = {
            "member": member.id,
            "person": able[at],
            "project": _TRADES[at][2],
            "since": january(scene),
            "goal": "一年内学会一门技术，增收两千元",
            "measures": "每月到场学一天",
            "progress": "已参加技术培训",
            "reached": place == 0,
        }
        yield row(PAIRS, values)


def _in_need(scene: DemoScene, able: Sequence[str]) -> Iterator[DemoRecord]:
    helpers = some(scene, len(_NEEDS))
    households = strangers(scene, len(_NEEDS))
    for place, (helper, need) in enumerate(zip(helpers, _NEEDS, strict=False)):
        cause, people, measures, before, after = need
        by_able = place == len(_NEEDS) - 1
        values = {
            "household": households[place],
            "group": _AREAS[place % len(_AREAS)],
            "people": people,
            "cause": cause,
            "helped_by": "able" if by_able else "member",
            "helper": "" if by_able else helper.id,
            "able_person": able[0] if by_able else "",
            "measures": measures,
            "since": january(scene),
            "visits": str(3 + place),
            "income_before": before,
            "income_after": after,
            "lifted": place in (0, 2),
        }
        yield row(POOR, values)
