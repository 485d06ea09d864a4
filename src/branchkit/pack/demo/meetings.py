"""Demo records of meetings, votes, and what else a branch does together: activities, films watched, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from branchkit.core.dates import Period
from branchkit.core.members.member import Category, Contact, Member, Mobility
from branchkit.core.values import frozen
from branchkit.pack.demo.people import committee, day_in, is_here, row
from branchkit.plugin.demos import DemoRecord, DemoScene

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


ACTIVITY, DISTANCE, EVENTS = "book.activity", "book.distance", "roll.events"

_THEME_TOPICS = ("清理河道", "政策宣讲到组", "帮困难户收晚稻", "护林防火巡查", "整治村道两旁")
_STUDY_TOPICS = ("学习支部工作条例", "学习党员教育管理工作条例", "学习惠农政策", "观看远程教育片")
_SERVICE_TOPICS = ("慰问独居老人", "义务植树", "修补灌渠", "接送学生过河")
_FILMS = ("山里的养蜂人", "一渠清水", "老支书的账本", "果园十二月", "护林员", "合作社的第一年")
_COURSES = ("核桃修剪技术", "肉牛冬季管理", "农村电商入门")
_EVENTS = (
    ("training", "核桃嫁接技术培训", "四十多人学会了嫁接"),
    ("visit", "慰问老党员和困难党员", "送去米油和棉被"),
    ("culture", "村民篮球赛", "三个组参加"),
    ("training", "肉牛养殖技术培训", "养殖户现场问答"),
    ("service", "修通坪子组便道", "便道可通三轮车"),
    ("training", "农药安全使用培训", "发放资料八十份"),
)


def activities(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """A theme day, studies, voluntary service, a film and a course, and two events."""
    yield _activity(scene, month, 10, "theme", _THEME_TOPICS, hours="1.5", missing=0.05)
    yield _activity(scene, month, 16, "study", _STUDY_TOPICS, hours="2", missing=0.12)
    yield _activity(scene, month, 25, "volunteer", _SERVICE_TOPICS, hours="", missing=0.6)
    yield _session(scene, month, 6, "film", _FILMS)
    yield _session(scene, month, 20, "course", _COURSES)
    for turn in range(2):
        yield _event(scene, month, 12 + 9 * turn, _EVENTS[(month.index * 2 + turn) % len(_EVENTS)])


def _activity(
    scene: DemoScene,
    month: Period,
    day: int,
    kind: str,
    themes: Sequence[str],
    *,
    hours: str,
    missing: float,
) -> DemoRecord:
    called = turnout(scene, scene.members, missing)
    is_voluntary = kind == "volunteer"
    values = {
        "date": day_in(scene, month, day),
        "kind": kind,
        "theme": scene.random.choice(themes),
        "place": "村党群服务中心" if kind == "study" else "",
        "organizer": scene.members[0].id,
        "expected": [] if is_voluntary else [member.id for member in scene.members],
        "present": called.present or [scene.members[0].id],
        "on_leave": [] if is_voluntary else called.on_leave,
        "hours": hours,
    }
    return row(ACTIVITY, values)


def _session(
    scene: DemoScene, month: Period, day: int, kind: str, titles: Sequence[str]
) -> DemoRecord:
    here = [member for place, member in enumerate(scene.members) if (place + month.index) % 3]
    values = {
        "date": day_in(scene, month, day),
        "kind": kind,
        "title": titles[month.index % len(titles)],
        "hours": "1",
        "place": "电化教育室",
        "operator": scene.members[0].id,
        "present": turnout(scene, here, missing=0.1).present or [scene.members[0].id],
        "public": str(4 + day),
    }
    return row(DISTANCE, values)


def _event(scene: DemoScene, month: Period, day: int, event: tuple[str, str, str]) -> DemoRecord:
    kind, activity, result = event
    values = {
        "date": day_in(scene, month, day),
        "kind": kind,
        "activity": activity,
        "place": "村党群服务中心",
        "lead": scene.members[0].id,
        "people": str(scene.random.randint(12, 60)),
        "result": result,
    }
    return row(EVENTS, values)
