"""What the demo records are made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit.api.registers import is_empty
from branchkit.api.workspace import Contact, Member, Mobility, add_months

UNITS = (
    ("梧桐路小学", "school", "梧桐路小学党支部", "23", "方静宜", "副校长", True, "梧桐花园"),
    ("街道卫生中心", "health", "卫生中心党支部", "17", "俞怀仁", "副主任", True, "铁路宿舍"),
    ("供电营业所", "enterprise", "供电营业所党支部", "9", "丁立诚", "所长", False, ""),
    ("城北信用社", "enterprise", "城北信用社党支部", "14", "柳若清", "副经理", True, ""),
    ("安居物业公司", "property", "安居物业党支部", "5", "贺永安", "项目经理", True, "滨河新村"),
    ("梧桐派出所", "office", "梧桐派出所党支部", "12", "秦守义", "教导员", True, ""),
    ("区税务分局", "office", "区税务分局党总支", "31", "姚明理", "办公室主任", False, ""),
    ("惠民农贸市场", "enterprise", "", "", "汪有粮", "市场主任", False, "市场巷"),
    ("邻里家政社", "social", "", "", "沈巧云", "负责人", False, "市场巷"),
)
"""Name, kind, Party organisation, members, representative, post, on the committee, quarter."""


def row(register: str, values: Mapping[str, object]) -> DemoRecord:
    """A record; columns without a value are left out."""
    return DemoRecord(register, {id: v for id, v in values.items() if not is_empty(v)})


def day(scene: DemoScene, month: int, number: int) -> str:
    """A day in one of the scene's months, counted from its last one: 0, -1, -2."""
    return scene.day_in(scene.months[month - 1], number).isoformat()


def from_today(scene: DemoScene, months: int) -> str:
    """A day so many months from today, as deadlines are set."""
    return add_months(scene.today, months).isoformat()


def before(scene: DemoScene, months: int) -> str:
    """A first of a month before the scene begins, since when something stands."""
    return add_months(scene.months[0].first_day, -months).isoformat()


def day_of_year(scene: DemoScene, month: int, number: int) -> str:
    """A day of the scene's last year, not after today."""
    return min(date(scene.today.year, month, number), scene.today).isoformat()


def people_here(scene: DemoScene) -> list[Member]:
    """Who is neither away nor lost."""
    return [
        member
        for member in scene.members
        if member.mobility is not Mobility.OUT and member.contact is not Contact.LOST
    ]


def some(scene: DemoScene, count: int) -> Sequence[Member]:
    """So many of them, or all when there are fewer."""
    here = people_here(scene)
    return scene.random.sample(here, min(count, len(here)))
