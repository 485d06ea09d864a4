"""Demo records of what a branch does together: activities, films watched, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.core.dates import Period
from branchkit.pack.demo.making import day_in, row
from branchkit.pack.demo.meetings import turnout
from branchkit.plugin import DemoRecord, DemoScene

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


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
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
