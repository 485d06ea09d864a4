"""Demo records for the built-in registers: what an ordinary branch enters in a month.

Everything follows from the scene, so that one seed always makes the same branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.members import Category, Contact, Member, Mobility
from branchkit.core.periods import Period
from branchkit.core.values import frozen
from branchkit.plugin import DemoRecord, DemoScene

MEETING, ACTIVITY, DUES = "book.meeting", "book.activity", "roll.dues"
GROUP_SIZE = 10

_GENERAL_TOPICS = ("通报季度工作，讨论下季度安排", "讨论预备党员转正", "审议集体经济收支")
_COMMITTEE_TOPICS = (
    "研究主题党日安排",
    "研究走访中收集的问题",
    "研究党员设岗定责",
    "研究困难户帮扶",
)
_LESSON_TOPICS = ("入党誓词里的承诺", "党章第一章逐条讲", "本村支部的来历")
_THEME_TOPICS = ("清理河道", "政策宣讲到组", "帮困难户收晚稻", "护林防火巡查", "整治村道两旁")
_STUDY_TOPICS = ("学习支部工作条例", "学习党员教育管理工作条例", "学习惠农政策", "观看远程教育片")
_SERVICE_TOPICS = ("慰问独居老人", "义务植树", "修补灌渠", "接送学生过河")
_FARMER_DUES = ("0.20", "0.50", "1.00")


@frozen
class _Roll:
    """Who stays away and who is on leave."""

    present: list[str]
    on_leave: list[str]


def demo_records(scene: DemoScene) -> Sequence[DemoRecord]:
    """Meetings, activities and dues of all months of the scene."""
    records: list[DemoRecord] = []
    for month in scene.months:
        records += _meetings(scene, month)
        records += _activities(scene, month)
        records += _dues(scene, month)
    return records


def _meetings(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    place_in_quarter = (month.index - 1) % 3
    committee = [m for m in scene.members if "书记" in m.post or "委员" in m.post]
    yield _meeting(scene, month, 3, "committee", _COMMITTEE_TOPICS, committee)
    for start in range(0, len(scene.members), GROUP_SIZE):
        group = scene.members[start : start + GROUP_SIZE]
        yield _meeting(scene, month, 8 + start // GROUP_SIZE, "group", _COMMITTEE_TOPICS, group)
    if place_in_quarter == 0:
        yield _meeting(scene, month, 18, "general", _GENERAL_TOPICS, scene.members)
    if place_in_quarter == 1:
        yield _meeting(scene, month, 22, "lesson", _LESSON_TOPICS, scene.members)


def _meeting(
    scene: DemoScene,
    month: Period,
    day: int,
    kind: str,
    topics: Sequence[str],
    expected: Sequence[Member],
) -> DemoRecord:
    roll = _called(scene, expected, missing=0.04)
    reasons = "外出务工" if roll.on_leave else ""
    values = {
        "date": scene.day_in(month, day).isoformat(),
        "kind": kind,
        "topic": scene.random.choice(topics),
        "chair": scene.members[0].id,
        "expected": [member.id for member in expected],
        "present": roll.present,
        "on_leave": roll.on_leave,
        "reasons": reasons,
    }
    return DemoRecord(MEETING, {key: value for key, value in values.items() if value})


def _activities(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    yield _activity(scene, month, 10, "theme", _THEME_TOPICS, hours="1.5", missing=0.05)
    yield _activity(scene, month, 16, "study", _STUDY_TOPICS, hours="2", missing=0.12)
    yield _activity(scene, month, 25, "volunteer", _SERVICE_TOPICS, hours="", missing=0.6)


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
    roll = _called(scene, scene.members, missing)
    values = {
        "date": scene.day_in(month, day).isoformat(),
        "kind": kind,
        "theme": scene.random.choice(themes),
        "place": "村党群服务中心" if kind == "study" else "",
        "expected": [] if kind == "volunteer" else [member.id for member in scene.members],
        "present": roll.present,
        "on_leave": [] if kind == "volunteer" else roll.on_leave,
        "hours": hours,
    }
    return DemoRecord(ACTIVITY, {key: value for key, value in values.items() if value})


def _called(scene: DemoScene, expected: Sequence[Member], missing: float) -> _Roll:
    """Who came: members away are on leave, those out of contact simply do not come."""
    roll = _Roll([], [])
    for member in expected:
        chance = scene.random.random()
        if member.mobility is Mobility.OUT:
            roll.on_leave.append(member.id)
        elif member.contact is Contact.LOST or chance < missing:
            continue
        elif chance < missing + 0.03:
            roll.on_leave.append(member.id)
        else:
            roll.present.append(member.id)
    return roll


def _dues(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    for member in scene.members:
        due = _monthly_due(member)
        values = {"month": str(month), "member": member.id, "due": due}
        if member.contact is not Contact.LOST and scene.random.random() > 0.06:
            paid_on = scene.day_in(month, scene.random.randint(2, 24))
            values |= {"paid": due, "paid_on": paid_on.isoformat()}
        yield DemoRecord(DUES, values)


def _monthly_due(member: Member) -> str:
    """Farmers pay 0.2 to 1 yuan a month, those who hold office the most."""
    if member.category is Category.PROBATIONARY:
        return _FARMER_DUES[0]
    return _FARMER_DUES[2 if member.post else 1]
