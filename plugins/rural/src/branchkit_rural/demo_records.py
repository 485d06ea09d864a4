"""Demo records of a village branch: visits, helped households, posts and ballots, made up from the scene alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from branchkit.core.members import Contact, Member, Mobility
from branchkit.core.periods import Period
from branchkit.plugin import DemoRecord, DemoScene
from branchkit_rural.satisfaction import BALLOT

VISIT, HELPING, POSTS = "book.visit", "roll.helping", "roll.posts"

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
_LINKED = ("10", "10", "10", "8", "12", "6")


def demo_records(scene: DemoScene) -> Sequence[DemoRecord]:
    """Everything a village enters: the standing rolls once, visits and ballots month by month."""
    records = [*_helping(scene), *_posts(scene)]
    for month in scene.months:
        records += _visits(scene, month)
        records += _ballots(scene, month)
    return records


def _helping(scene: DemoScene) -> Iterator[DemoRecord]:
    since = _before(scene)
    for member in scene.members:
        yield DemoRecord(
            HELPING,
            {
                "member": member.id,
                "since": since,
                "households": scene.random.choice(_LINKED),
                "area": scene.random.choice(_GROUPS),
            },
        )


def _posts(scene: DemoScene) -> Iterator[DemoRecord]:
    """Office holders, and eight or nine in ten of the others."""
    since = _before(scene)
    for member in scene.members:
        post = "office" if member.post else scene.random.choice(_POSTS)
        if member.post or scene.random.random() < 0.88:
            yield DemoRecord(POSTS, {"member": member.id, "since": since, "post": post})


def _visits(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for member in scene.members:
        for _visit in range(_visit_count(scene, member)):
            values: dict[str, object] = {
                "date": scene.day_in(month, scene.random.randint(1, 28)).isoformat(),
                "member": member.id,
                "household": f"{scene.random.choice(_GROUPS)}{scene.random.choice(_HOUSEHOLDS)}家",
            }
            if scene.random.random() < 0.6:
                values["matter"] = scene.random.choice(_MATTERS)
                values["solved"] = scene.random.random() < 0.7
            yield DemoRecord(VISIT, values)


def _visit_count(scene: DemoScene, member: Member) -> int:
    if member.mobility is Mobility.OUT or member.contact is Contact.LOST:
        return 0
    return scene.random.choice((1, 2, 2, 3, 3, 4))


def _ballots(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """In the last month of a quarter the people are asked."""
    if month.index % 3:
        return
    for question in ("spirit", "contact", "vanguard", "committee"):
        cast = scene.random.randint(90, 110)
        against = scene.random.randint(1, 6)
        mostly = scene.random.randint(8, 20)
        votes = {"satisfied": cast - mostly - against, "mostly": mostly, "not": against}
        yield DemoRecord(
            BALLOT,
            {
                "date": scene.day_in(month, 27).isoformat(),
                "question": question,
                **{option: str(count) for option, count in votes.items()},
            },
        )


def _before(scene: DemoScene) -> str:
    """The day on which posts and links began: the January before the first month of the scene."""
    return date(scene.months[0].year, 1, 1).isoformat()
