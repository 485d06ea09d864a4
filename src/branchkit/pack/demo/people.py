"""Demo records of the members among the people, what was praised, and what all demo records are made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from branchkit.core.dates import Period
from branchkit.core.members.member import Contact, Member, Mobility
from branchkit.plugin.demos import DemoRecord, DemoScene

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


VISIT, TALK, BALLOT = "book.visit", "book.talk", "book.ballot"
HELPING, POSTS = "roll.helping", "roll.posts"

_HOUSEHOLDS = "张王李赵刘杨黄周吴徐孙胡朱高林何郭马罗梁"
_GROUPS = ("上寨", "下寨", "河边", "坪子", "大田")
_MATTERS = (
    "路灯不亮",
    "灌渠漏水",
    "申请低保",
    "孩子上学路远",
    "化肥赊销",
    "房屋漏雨",
    "邻里地界",
    "医保缴费",
)
_POSTS = ("forest", "farming", "law", "voice", "clean", "peace")
_PLEDGE = "每周到岗一次，每月向党小组报告一次。"
_LINKED = ("10", "10", "10", "8", "12", "6")
_TALKS = ("了解近期思想和家庭情况", "交换对支部工作的看法", "提醒按时参加组织生活")
_VIEWS = ("希望多办技术培训", "建议活动放在农闲时", "")
_RATERS = {"members": ("18", "3", "1"), "committee": ("7", "2", "0")}
"""Votes of the members and of the committee above on the committee's work."""
_QUESTIONS = ("spirit", "contact", "vanguard", "committee")
_IN_TEN_MET = 6
"""So many visits in ten bring a matter to light."""


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Visits and talks, and a ballot in the last month of a quarter."""
    yield from _visits(scene, month)
    yield from _talks(scene, month)
    if month.index % 3 == 0:
        yield from _ballots(scene, month)


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """Helped households of everybody; posts of office holders, and of eight or nine in ten of the others."""
    since = january(scene)
    for member in scene.members:
        households, area = scene.random.choice(_LINKED), scene.random.choice(_GROUPS)
        linked = {"member": member.id, "since": since, "households": households, "area": area}
        yield row(HELPING, linked)
        post = "office" if member.post else scene.random.choice(_POSTS)
        if member.post or scene.random.random() < 0.88:
            pledge = "" if member.post else _PLEDGE
            values = {"member": member.id, "since": since, "post": post, "pledge": pledge}
            yield row(POSTS, values)


def _visits(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for member in scene.members:
        for _visit in range(_visit_count(scene, member)):
            values: dict[str, object] = {
                "date": day_in(scene, month, scene.random.randint(1, 28)),
                "member": member.id,
                "household": f"{scene.random.choice(_GROUPS)}{scene.random.choice(_HOUSEHOLDS)}家",
            }
            if scene.random.randrange(10) < _IN_TEN_MET:
                values["matter"] = scene.random.choice(_MATTERS)
                values["solved"] = scene.random.random() < 0.7
            yield row(VISIT, values)


def _visit_count(scene: DemoScene, member: Member) -> int:
    return scene.random.choice((1, 2, 2, 3, 3, 4)) if is_here(member) else 0


def _talks(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Every committee member talks with somebody, and one of them with an activist."""
    leaders = committee(scene) or list(scene.members[:1])
    for place, (talker, member) in enumerate(zip(leaders, some(scene, 5), strict=False)):
        with_activist = place == 1
        views = _VIEWS[(month.index + place) % len(_VIEWS)]
        values = {
            "date": day_in(scene, month, 5 + 4 * place),
            "kind": "applicant" if with_activist else "member",
            "talker": talker.id,
            "member": "" if with_activist else member.id,
            "person": strangers(scene, 1)[0] if with_activist else "",
            "place": "村党群服务中心",
            "content": _TALKS[(month.index + place) % len(_TALKS)],
            "views": views,
            "settled": bool(place % 2) if views else None,
        }
        yield row(TALK, values)


def _ballots(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for question in _QUESTIONS:
        cast = scene.random.randint(90, 110)
        against = scene.random.randint(1, 6)
        mostly = scene.random.randint(8, 20)
        votes = {"satisfied": cast - mostly - against, "mostly": mostly, "not": against}
        counted = {option: str(count) for option, count in votes.items()}
        values = {"date": day_in(scene, month, 27), "question": question, **counted}
        yield row(BALLOT, {**values, "group": "masses"})
    for group, counts in _RATERS.items():
        counted = dict(zip(("satisfied", "mostly", "not"), counts, strict=True))
        values = {"date": day_in(scene, month, 28), "question": "committee", "group": group}
        yield row(BALLOT, {**values, **counted})


COMMENDATION, DEEDS = "book.commendation", "roll.deeds"

_DEEDS = ("连夜抢修水渠，保住三十亩稻田", "十年照料邻居孤老", "带着八户办起养牛合作社")


def honours(scene: DemoScene) -> Iterator[DemoRecord]:
    """Two members and the branch were commended on the first of July; a deed a month."""
    day = last_july(scene)
    for member in some(scene, 2):
        values = {
            "date": day,
            "kind": "member",
            "member": member.id,
            "title": "优秀共产党员",
            "level": "township",
            "awarded_by": "乡党委",
            "elected": True,
        }
        yield row(COMMENDATION, values)
    branch = {"kind": "branch", "title": "先进基层党组织", "level": "county"}
    yield row(COMMENDATION, {"date": day, **branch, "awarded_by": "县委组织部", "elected": False})
    yield from _deeds(scene)


def _deeds(scene: DemoScene) -> Iterator[DemoRecord]:
    heroes = some(scene, len(_DEEDS))
    for place, (month, member) in enumerate(zip(scene.months, heroes, strict=False)):
        by_member = place != len(_DEEDS) - 1
        values = {
            "date": day_in(scene, month, 19),
            "about": "member" if by_member else "other",
            "member": member.id if by_member else "",
            "person": "" if by_member else strangers(scene, 1)[0],
            "deed": _DEEDS[place % len(_DEEDS)],
            "honour": "身边好人" if place == 0 else "",
            "level": "county" if place == 0 else "",
            "awarded_by": "县文明办" if place == 0 else "",
        }
        yield row(DEEDS, values)
