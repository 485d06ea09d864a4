"""Demo records of the members among the people: visits, talks, helped households, posts, ballots."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.pack.demo.making import committee, day_in, is_here, january, row, some, strangers
from branchkit.plugin import DemoRecord, DemoScene

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
        yield row(BALLOT, values)
