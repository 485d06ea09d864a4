"""What all demo records are made with: rows without empty columns, days, and people who are on no roll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.core.dates import Period
from branchkit.core.members.member import Contact, Member, Mobility
from branchkit.plugin import DemoRecord, DemoScene

_SURNAMES = "汪戴范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
_GIVEN = {
    "m": ("本昌", "开富", "光友", "大勇", "兴旺", "学林", "正良", "小军", "宗明", "顺利"),
    "f": ("菊香", "小琼", "凤英", "桂花", "美玲", "春秀", "艳红", "月娥", "莲芝", "小慧"),
}


def row(register: str, values: Mapping[str, object]) -> DemoRecord:
    """A record; columns without a value are left out."""
    filled = {key: value for key, value in values.items() if value not in (None, "", [])}
    return DemoRecord(register, filled)


def day_in(scene: DemoScene, month: Period, day: int) -> str:
    """A day of a month that has come, as a document keeps it."""
    return scene.day_in(month, day).isoformat()


def day_before(scene: DemoScene, years: int, month: int = 1, day: int = 1) -> str:
    """A day so many years before the year in which the scene begins."""
    return date(scene.months[0].year - years, month, day).isoformat()


def january(scene: DemoScene) -> str:
    """The first day of the year in which the scene begins: since then standing posts and links hold."""
    return day_before(scene, 0)


def last_july(scene: DemoScene) -> str:
    """The last first of July, when the Party's birthday is kept and the best are commended."""
    year = scene.today.year if scene.today.month >= 7 else scene.today.year - 1
    return date(year, 7, 1).isoformat()


def is_here(member: Member) -> bool:
    """Whether somebody is neither away nor lost, and can be met."""
    return member.mobility is not Mobility.OUT and member.contact is not Contact.LOST


def committee(scene: DemoScene) -> list[Member]:
    """Who sits in the branch committee."""
    return [m for m in scene.members if "书记" in m.post or "委员" in m.post]


def some(scene: DemoScene, count: int) -> list[Member]:
    """So many members who can be met, or all when there are fewer."""
    here = [member for member in scene.members if is_here(member)]
    return scene.random.sample(here, min(count, len(here)))


def strangers(scene: DemoScene, count: int, sex: str = "m") -> Sequence[str]:
    """Names of people who are not on the roll, none of them twice."""
    on_the_roll = {member.name for member in scene.members}
    names = [surname + given for surname in _SURNAMES for given in _GIVEN[sex]]
    return scene.random.sample([name for name in names if name not in on_the_roll], count)
