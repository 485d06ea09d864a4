"""The people: registered members and their services, volunteers, community workers."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit_community.demo.making import before, day, people_here, row, some
from branchkit_community.vocabulary import REGISTRATIONS, SERVICES, VOLUNTEERS, WORKERS

_REGISTERED = (
    ("骆文昭", "梧桐路小学", "梧桐花园", ("书法",), ("周末课业辅导",)),
    ("霍春晖", "梧桐路小学", "梧桐花园", ("音乐",), ("合唱队指导",)),
    ("阮济民", "街道卫生中心", "铁路宿舍", ("全科医疗",), ("义诊",)),
    ("卞学勤", "区税务分局", "滨河新村", ("财税",), ("政策咨询", "楼栋巡查")),
    ("甘守成", "区税务分局", "梧桐花园", (), ("楼栋巡查",)),
    ("房立言", "梧桐派出所", "市场巷", ("法律",), ("矛盾调解",)),
    ("应伯行", "市城建设计院", "滨河新村", ("工程",), ("加装电梯咨询",)),
    ("宁若水", "市图书馆", "滨河新村", ("阅读推广",), ()),
)
"""Name, where they work, where they live, skills, services claimed; two work outside the region."""

_SERVICES = (
    (-2, 13, 0, "tutoring", "辅导作业", "2", "satisfied"),
    (-2, 20, 2, "health", "测血压血糖", "3", "satisfied"),
    (-1, 10, 0, "tutoring", "辅导作业", "2", "satisfied"),
    (-1, 17, 3, "advice", "个税汇算咨询", "2.5", "mostly"),
    (-1, 24, 5, "other", "调解楼上漏水", "1.5", "satisfied"),
    (0, 7, 2, "health", "上门巡诊", "3", "satisfied"),
    (0, 11, 4, "patrol", "夜间巡楼", "2", ""),
    (0, 16, 6, "advice", "电梯选型说明会", "2", "satisfied"),
)
"""Month, day, who, kind, what, hours, what residents say."""

_TEAMS = ("care", "safety", "clean", "mediation", "policy", "culture", "skills")
_VOLUNTEERING = 0.7
"""How many of the members have joined a team."""

_WORKERS = (
    ("organizer", "钮清源", True, True, "大学", True, ""),
    ("grid", "路长兴", True, False, "大专", True, "梧桐花园、铁路宿舍"),
    ("grid", "席月明", True, True, "大专", False, "滨河新村、市场巷"),
    ("service", "戚小兰", True, False, "大学", True, ""),
)


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """All of them."""
    contacts = some(scene, 3)
    for place, (name, unit, quarter, skills, claimed) in enumerate(_REGISTERED):
        yield row(
            REGISTRATIONS,
            {
                "name": name,
                "unit": unit,
                "quarter": quarter,
                "skills": list(skills),
                "claimed": list(claimed),
                "contact": contacts[place % len(contacts)].id if contacts else "",
                "since": before(scene, 3),
            },
        )
    for month, number, who, service, detail, hours, rating in _SERVICES:
        name, unit, quarter, *_ = _REGISTERED[who]
        yield row(
            SERVICES,
            {
                "date": day(scene, month, number),
                "name": name,
                "unit": unit,
                "service": service,
                "detail": detail,
                "quarter": quarter,
                "hours": hours,
                "rating": rating,
            },
        )
    for member in some(scene, round(len(people_here(scene)) * _VOLUNTEERING)):
        yield row(
            VOLUNTEERS,
            {
                "member": member.id,
                "team": scene.random.choice(_TEAMS),
                "since": before(scene, 6),
            },
        )
    yield from _workers(scene)


def _workers(scene: DemoScene) -> Iterator[DemoRecord]:
    secretary = scene.members[0].name if scene.members else "时守正"
    first = ("secretary", secretary, True, True, "大学", False, "")
    for post, name, full_time, member, education, certified, grid in (first, *_WORKERS):
        yield row(
            WORKERS,
            {
                "name": name,
                "post": post,
                "full_time": full_time,
                "member": member,
                "education": education,
                "certified": certified,
                "grid": grid,
                "since": before(scene, 20),
            },
        )
