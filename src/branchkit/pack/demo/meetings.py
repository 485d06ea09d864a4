"""Demo records of meetings and of what was voted on in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from branchkit.core.dates import Period
from branchkit.core.members.member import Category, Contact, Member, Mobility
from branchkit.core.values import frozen
from branchkit.pack.demo.making import committee, day_in, is_here, row
from branchkit.plugin import DemoRecord, DemoScene

MEETING, VOTE = "book.meeting", "book.vote"
GROUP_SIZE = 10

_GENERAL_TOPICS = ("通报季度工作，讨论下季度安排", "讨论预备党员转正", "审议集体经济收支")
_COMMITTEE_TOPICS = (
    "研究主题党日安排",
    "研究走访中收集的问题",
    "研究党员设岗定责",
    "研究困难户帮扶",
)
_LESSON_TOPICS = ("入党誓词里的承诺", "党章第一章逐条讲", "本村支部的来历")
_DECIDED = "同意，由组织委员牵头落实，下次会议通报。"
_MATTERS = ("灌渠维修用工方案", "集体林地续租", "村道路灯安装位置", "重阳节慰问名单")
_NUMERALS = "一二三四五六七八九十"


@frozen
class Turnout:
    """Who came and who is on leave; the others stayed away."""

    present: list[str]
    on_leave: list[str]


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """Committee and groups every month, the general meeting and the lesson once a quarter, with their votes."""
    place_in_quarter = (month.index - 1) % 3
    leaders = committee(scene)
    if leaders:
        yield _meeting(scene, month, 3, "committee", _COMMITTEE_TOPICS, leaders)
        yield _vote(scene, month, 3, leaders)
    for place, (name, group) in enumerate(_groups(scene.members)):
        more = {"group": name}
        yield _meeting(scene, month, 8 + place, "group", _COMMITTEE_TOPICS, group, more)
    if place_in_quarter == 0:
        yield _meeting(scene, month, 18, "general", _GENERAL_TOPICS, scene.members)
        yield _vote(scene, month, 18, [m for m in scene.members if m.category is Category.FULL])
    if place_in_quarter == 1:
        more = {"lecturer": scene.members[0].name}
        yield _meeting(scene, month, 22, "lesson", _LESSON_TOPICS, scene.members, more)


def turnout(scene: DemoScene, expected: Sequence[Member], missing: float) -> Turnout:
    """Who came: members away are on leave, those out of contact simply do not come."""
    called = Turnout([], [])
    for member in expected:
        chance = scene.random.random()
        if member.mobility is Mobility.OUT:
            called.on_leave.append(member.id)
        elif member.contact is Contact.LOST or chance < missing:
            continue
        elif chance < missing + 0.03:
            called.on_leave.append(member.id)
        else:
            called.present.append(member.id)
    return called


def _groups(members: Sequence[Member]) -> list[tuple[str, list[Member]]]:
    """The Party groups by name, or tens of the roll where members name none."""
    named = sorted((m for m in members if m.group), key=lambda m: m.group)
    if named:
        groups = {name: list(group) for name, group in groupby(named, key=lambda m: m.group)}
        in_order = dict.fromkeys(m.group for m in members if m.group)
        return [(name, groups[name]) for name in in_order]
    tens = [list(members[at : at + GROUP_SIZE]) for at in range(0, len(members), GROUP_SIZE)]
    return [(f"第{_NUMERALS[place]}党小组", group) for place, group in enumerate(tens)]


def _meeting(
    scene: DemoScene,
    month: Period,
    day: int,
    kind: str,
    topics: Sequence[str],
    expected: Sequence[Member],
    more: Mapping[str, object] | None = None,
) -> DemoRecord:
    called = turnout(scene, expected, missing=0.04)
    values = {
        "date": day_in(scene, month, day),
        "start": "14:30" if kind == "general" else "09:00",
        "kind": kind,
        "topic": scene.random.choice(topics),
        "place": expected[0].name + "家" if kind == "group" else "村党群服务中心",
        "chair": expected[0].id,
        "recorder": expected[min(2, len(expected) - 1)].id,
        "expected": [member.id for member in expected],
        "present": called.present,
        "on_leave": called.on_leave,
        "reasons": _reasons(expected, called.on_leave),
        "resolutions": "" if kind == "lesson" else _DECIDED,
    }
    return row(MEETING, {**values, **(more or {})})


def _reasons(expected: Sequence[Member], on_leave: Sequence[str]) -> str:
    """Why those on leave were not there, as a call of the roll writes it down."""
    return "、".join(
        f"{member.name}({'外出务工' if member.mobility is Mobility.OUT else '事假'})"
        for member in expected
        if member.id in on_leave
    )


def _vote(scene: DemoScene, month: Period, day: int, entitled: Sequence[Member]) -> DemoRecord:
    here = [member for member in entitled if is_here(member)]
    against = 1 if len(here) > GROUP_SIZE else 0
    values = {
        "date": day_in(scene, month, day),
        "kind": "decision",
        "matter": _MATTERS[(month.index + len(here)) % len(_MATTERS)],
        "entitled": str(len(entitled)),
        "present": str(len(here)),
        "in_favour": str(len(here) - against),
        "against": str(against),
        "abstained": "0",
        "secret": False,
    }
    return row(VOTE, values)
