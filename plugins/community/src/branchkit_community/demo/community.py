"""The community itself: quarters, places, councils, funds, the check of the six, its recognition."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit_community.demo.making import before, day, day_of_year, from_today, row
from branchkit_community.vocabulary import (
    COUNCILS,
    FUNDS,
    PLACES,
    QUARTERS,
    RECOGNISED,
    SIX,
    SIX_POINTS,
)

_QUARTERS = (
    ("梧桐花园", "620", "1850", "74", "single", "12"),
    ("铁路宿舍", "310", "760", "41", "joint", "7"),
    ("市场巷", "280", "900", "18", "joint", "6"),
    ("滨河新村", "540", "1400", "22", "none", "9"),
)
_PLACES = (
    ("梧桐社区党群服务中心", "centre", "", "420", "56", ("政务代办", "老年食堂", "图书借阅")),
    ("党员活动室", "room", "", "90", "42", ("组织生活", "远程教育")),
    ("居民议事厅", "council", "", "60", "40", ("议事协商",)),
    ("滨河新村驿站", "station", "滨河新村", "35", "28", ("代收代办", "调解")),
)
_COUNCILS = (
    (-2, 8, "滨河新村", "路灯不亮", "residents", "21", "agreed", "安居物业公司", (-2, 24)),
    (-2, 22, "铁路宿舍", "楼道堆物", "owners", "16", "agreed", "楼栋长", (-1, 10)),
    (-1, 12, "市场巷", "夜间停车", "residents", "30", "referred", "梧桐派出所", (0, 16)),
    (-1, 21, "铁路宿舍", "老旧线路", "residents", "24", "referred", "供电营业所", (0, 8)),
    (0, 5, "梧桐花园", "加装电梯", "owners", "38", "postponed", "", None),
    (0, 13, "滨河新村", "架空层怎么用", "property", "27", "agreed", "安居物业公司", None),
)
"""Month, day, quarter, matter, raised by, people, outcome, carried out by, settled on."""
_FUNDS = (
    (-2, 3, "in", "budget", "", "党建经费拨付", "30000.00"),
    (-2, 15, "out", "", "service", "邻里节", "6800.00"),
    (-1, 9, "in", "dues", "", "党费返还", "4200.00"),
    (-1, 16, "in", "units", "", "关爱基金到账", "10000.00"),
    (-1, 20, "out", "", "care", "慰问困难家庭", "8000.00"),
    (-1, 26, "out", "", "activity", "主题党日用书", "1260.50"),
    (0, 4, "in", "superior", "", "服务群众专项", "20000.00"),
    (0, 10, "out", "", "service", "老旧线路材料", "9600.00"),
    (0, 17, "out", "", "premises", "议事厅桌椅", "5400.00"),
)
"""Month, day, direction, source, purpose, item, amount; the last one is not published yet."""


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """All of it."""
    yield from _quarters(scene)
    for place, kind, quarter, area, hours, services in _PLACES:
        yield row(
            PLACES,
            {
                "place": place,
                "kind": kind,
                "quarter": quarter,
                "area": area,
                "open_hours": hours,
                "services": list(services),
                "since": before(scene, 14),
            },
        )
    yield from _councils(scene)
    yield from _funds(scene)
    found = dict.fromkeys(SIX_POINTS, True)
    yield row(
        SIX,
        {
            "date": day_of_year(scene, 3, 20),
            "checked_by": "街道党工委",
            **found,
            "standards": False,
            "missing": "服务台账不规范",
            "deadline": day_of_year(scene, 6, 30),
            "mended_on": day_of_year(scene, 6, 12),
        },
    )
    yield row(
        RECOGNISED,
        {
            "organization": scene.org,
            "platform": True,
            "team": True,
            "mechanism": True,
            "brand": "梧桐一家亲",
            "by": "街道党工委",
            "since": before(scene, 2),
        },
    )


def _quarters(scene: DemoScene) -> Iterator[DemoRecord]:
    for quarter, households, residents, members, form, heads in _QUARTERS:
        has_branch = form != "none"
        yield row(
            QUARTERS,
            {
                "quarter": quarter,
                "households": households,
                "residents": residents,
                "members": members,
                "form": form,
                "branch": scene.org if has_branch else "",
                "founded_on": before(scene, 11) if has_branch else "",
                "plan": "" if has_branch else "同物业党支部联合组建",
                "plan_by": "" if has_branch else from_today(scene, 1),
                "heads": heads,
                "since": before(scene, 12),
            },
        )


def _councils(scene: DemoScene) -> Iterator[DemoRecord]:
    for month, number, quarter, matter, by, people, outcome, owner, settled in _COUNCILS:
        yield row(
            COUNCILS,
            {
                "date": day(scene, month, number),
                "quarter": quarter,
                "place": "居民议事厅",
                "matter": matter,
                "raised_by": by,
                "people": people,
                "outcome": outcome,
                "owner": owner,
                "deadline": from_today(scene, 1) if owner else "",
                "settled_on": day(scene, *settled) if settled else "",
            },
        )


def _funds(scene: DemoScene) -> Iterator[DemoRecord]:
    for number, (month, on, direction, source, purpose, item, amount) in enumerate(_FUNDS, 1):
        spent = direction == "out"
        yield row(
            FUNDS,
            {
                "date": day(scene, month, on),
                "direction": direction,
                "source": source,
                "unit": "城北信用社" if source == "units" else "",
                "purpose": purpose,
                "item": item,
                "amount": amount,
                "approved_by": scene.members[0].name if spent and scene.members else "",
                "published": number < len(_FUNDS) if spent else "",
                "voucher": f"{scene.today:%Y}-{number:03d}",
            },
        )
