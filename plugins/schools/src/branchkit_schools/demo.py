"""Demo records of the schools' registers: who teaches what, open lessons, care for pupils, teams, mentoring, models of ethics.

Everything follows from the scene. Pupils and young teachers are made up and belong to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from branchkit.api.hooks import DemoRecord, DemoScene, Period
from branchkit.api.workspace import Contact, Member, MemberClass, Mobility, add_months

POSTS, ETHICS, TEAMS = "roll.schools-posts", "roll.schools-ethics", "roll.schools-teams"
MENTORING, LESSONS, CARE = "roll.schools-mentoring", "book.schools-lessons", "book.schools-care"

_GRADES = ("senior-1",) * 13 + ("senior-2",) * 11 + ("senior-3",) * 9 + ("office",) * 5
"""Enough in two grades, one short in the third: something to be seen on the board."""
_NAMED_GRADES = {"高一": "senior-1", "高二": "senior-2", "高三": "senior-3", "行政": "office"}
"""What stands in the name of a branch on a grade; everybody in it belongs to that grade."""
_SUBJECTS = {
    "语文": "chinese",
    "数学": "maths",
    "英语": "english",
    "物理": "physics",
    "化学": "chemistry",
    "政治": "politics",
    "体育": "pe",
}
"""By the name of the subject, which a Party group bears."""
_TOPICS = ("函数的单调性", "荷塘月色", "牛顿第二定律", "阅读课的提问", "物质的量", "短跑起跑")
_PUPILS = ("小林", "小谢", "小贺", "小钟", "小龚", "小苗", "小田", "小兰", "小邱")
_MATTERS = (
    "近来上课走神",
    "父母外出务工，情绪低落",
    "数学跟不上",
    "住校不习惯",
    "家里困难，交伙食费吃力",
)
_RESULTS = ("约好每周谈一次", "联系上家长", "安排课后辅导", "调整宿舍", "申请到助学金")
_RESEARCH = (
    ("启明先锋队", "学困生一对一辅导的办法"),
    ("磐石先锋队", "理科实验课堂怎样少讲多做"),
    ("春雨先锋队", "留守学生的心理陪伴"),
)
_YOUNG = ("小欧阳老师", "小柏老师", "小阮老师", "小石老师")
_DEEDS = ("二十年没有请过事假，所带班级连年稳定", "资助三名困难学生读完高中", "带病坚持到高考结束")
_IN_A_MONTH = 0.6
"""How many members care for a pupil in a month."""


def demo_records(scene: DemoScene) -> Sequence[DemoRecord]:
    """The records of all months of the scene, and what stood before them."""
    teaching = [member for member in scene.members if _teaches(member)]
    if not teaching:
        return []
    records = [*_posts(scene, teaching), *_teams(scene, teaching), *_mentoring(scene, teaching)]
    for month in scene.months:
        records += _lessons(scene, month, teaching)
        records += _care(scene, month, teaching)
    return [*records, *_models(scene, teaching)]


def _teaches(member: Member) -> bool:
    here = member.mobility is not Mobility.OUT and member.contact is not Contact.LOST
    return here and member.member_class is not MemberClass.RETIRED


def _posts(scene: DemoScene, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    since = _school_year(scene.months[0]).isoformat()
    own = next((id for name, id in _NAMED_GRADES.items() if name in scene.name), "")
    grades = (own,) if own else _GRADES
    subjects = tuple(_SUBJECTS.values())
    for place, member in enumerate(teaching):
        grade = grades[place % len(grades)]
        values: dict[str, object] = {
            "member": member.id,
            "grade": grade,
            "role": _role(place, grade, grades),
            "main": True,
            "since": since,
        }
        if grade != "office":
            subject = member.group.removesuffix("党小组")
            values["subject"] = _SUBJECTS.get(subject) or subjects[place % len(subjects)]
            values["periods"] = str(10 + place % 5)
        yield DemoRecord(POSTS, values)


def _role(place: int, grade: str, grades: Sequence[str]) -> str:
    if grade == "office":
        return "office"
    if place == grades.index(grade):
        return "grade-head"
    return "class-teacher" if place % 3 == 1 else "teacher"


def _school_year(month: Period) -> date:
    """The first of September before a month: posts change with the school year."""
    return date(month.year if month.index >= 9 else month.year - 1, 9, 1)


def _teams(scene: DemoScene, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    since = add_months(scene.months[0].first_day, -2)
    for place, (team, topic) in enumerate(_RESEARCH):
        members = [member.id for member in teaching[place :: len(_RESEARCH) + 1]]
        if members:
            values = {
                "team": team,
                "topic": topic,
                "leader": members[0],
                "members": members,
                "since": since.isoformat(),
                "stage": ("midterm", "trial", "opened")[place],
                "deadline": add_months(since, 10).isoformat(),
            }
            yield DemoRecord(TEAMS, values)


def _mentoring(scene: DemoScene, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    since = _school_year(scene.months[0]).isoformat()
    for mentor, young in zip(teaching[::9], _YOUNG, strict=False):
        values = {"member": mentor.id, "young": young, "since": since, "goal": "一年站稳讲台"}
        yield DemoRecord(MENTORING, values)


def _lessons(scene: DemoScene, month: Period, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    for turn, day in enumerate((6, 14, 22)):
        teacher = teaching[(month.index * 3 + turn) % len(teaching)]
        count = min(len(teaching), 12)
        values = {
            "date": scene.day_in(month, day).isoformat(),
            "kind": ("model", "open", "research")[turn],
            "teacher": teacher.id,
            "topic": _TOPICS[(month.index + turn) % len(_TOPICS)],
            "attended": [m.id for m in scene.random.sample(teaching, count) if m is not teacher],
            "rating": "excellent" if turn == 0 else "good",
        }
        yield DemoRecord(LESSONS, values)


def _care(scene: DemoScene, month: Period, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    for member in teaching:
        if scene.random.random() > _IN_A_MONTH:
            continue
        for pupil in scene.random.sample(_PUPILS, scene.random.choice((1, 2, 3))):
            case = scene.random.randrange(len(_MATTERS))
            values = {
                "date": scene.day_in(month, scene.random.randint(2, 27)).isoformat(),
                "member": member.id,
                "kind": scene.random.choice(("home", "talk", "tutoring", "aid")),
                "pupil": pupil,
                "matter": _MATTERS[case],
                "result": _RESULTS[case],
                "settled": scene.random.random() < _IN_A_MONTH,
            }
            yield DemoRecord(CARE, values)


def _models(scene: DemoScene, teaching: Sequence[Member]) -> Iterator[DemoRecord]:
    """Chosen in the first month of the scene; two of the school and one of the county."""
    for place, member in enumerate(teaching[2::11][: len(_DEEDS)]):
        values = {
            "date": scene.day_in(scene.months[0], 10).isoformat(),
            "member": member.id,
            "title": "model",
            "level": "county" if place == 0 else "school",
            "votes": str(34 - place),
            "cast": "36",
            "deeds": _DEEDS[place],
        }
        yield DemoRecord(ETHICS, values)
