"""Demo records of the branch itself: its rules, premises, term, reserve cadres, and who it is linked with."""

from __future__ import annotations

from collections.abc import Iterator

from branchkit.pack.demo.people import (
    committee,
    day_before,
    day_in,
    is_here,
    january,
    row,
    strangers,
)
from branchkit.plugin.demos import DemoRecord, DemoScene

RULES, FACILITIES, RESERVE = "roll.rules", "list.facilities", "roll.reserve"
TERM, CONTACT = "org.term", "org.contact"
PAIRING, CONTACT_POINT = "roll.pairing", "roll.contactpoint"
TERM_YEARS = 5

_RULES = (
    ("三会一课制度", "life"),
    ("主题党日制度", "life"),
    ("民主评议党员制度", "members"),
    ("党员学习制度", "members"),
    ("党费收缴使用管理制度", "members"),
    ("发展党员公示制度", "members"),
    ("四议两公开议事规则", "decision"),
    ("党务村务公开制度", "openness"),
    ("党员联系群众制度", "service"),
    ("困难党员关怀制度", "service"),
    ("村干部廉洁履职规定", "discipline"),
)
_FACILITIES = (
    ("board-members", "村委会门口", "", "good"),
    ("board-village", "村委会门口", "", "good"),
    ("board-publicity", "村道入口", "", "worn"),
    ("board-papers", "文化活动室外墙", "", "good"),
    ("room-activity", "服务中心二楼", "60", "good"),
    ("room-reading", "服务中心二楼", "35", "good"),
    ("room-lessons", "服务中心一楼", "40", "worn"),
    ("sign-village", "村口", "", "good"),
    ("sign-model", "", "", ""),
    ("base-model", "", "", ""),
)
"""Item, place, square metres, condition; without a place it is not there."""
_RESERVE = (
    ("m", "28", "大专", "activist", "回乡青年", "村委会委员"),
    ("f", "31", "大学本科", "league", "幼儿教师", "妇联主席"),
    ("m", "34", "高中", "masses", "养殖户", "村委会副主任"),
    ("m", "26", "大专", "league", "电商店主", "支部委员"),
    ("f", "29", "中专", "masses", "村医", "村委会委员"),
)
_ITEMS = ("看文件", "跟着村干部办事", "到乡里跟班学习")


PAPERS = "book.paper"
_PAPERS = (
    ("关于收缴党费有关事项的通知", "各党小组"),
    ("关于申请修缮党员活动室的请示", "镇党委"),
)


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """What stood before the first month of the scene, and is looked over in its last."""
    yield from _rules(scene)
    yield from _facilities(scene)
    yield from _reserve(scene)
    yield _term(scene)
    yield from _links(scene)
    yield from _papers(scene)


def _rules(scene: DemoScene) -> Iterator[DemoRecord]:
    for place, (title, kind) in enumerate(_RULES):
        values = {
            "title": title,
            "kind": kind,
            "adopted": day_before(scene, 3, 3, 12),
            "adopted_by": "党员大会",
            "revised": day_before(scene, 1, 6, 20) if place % 4 == 0 else "",
            "on_wall": place < 8,
        }
        yield row(RULES, values)


def _papers(scene: DemoScene) -> Iterator[DemoRecord]:
    month = scene.months[0]
    for number, (title, recipient) in enumerate(_PAPERS, start=1):
        values = {
            "date": day_in(scene, month, 2 + 9 * number),
            "number": f"支发〔{month.year}〕{number}号",
            "title": title,
            "recipient": recipient,
        }
        yield row(PAPERS, values)


def _facilities(scene: DemoScene) -> Iterator[DemoRecord]:
    keepers = committee(scene) or list(scene.members)
    for turn, (item, place, area, condition) in enumerate(_FACILITIES):
        values = {
            "item": item,
            "there": bool(place),
            "place": place,
            "since": day_before(scene, 4, 9, 28) if place else "",
            "area": area,
            "condition": condition,
            "keeper": keepers[turn % len(keepers)].id if place else "",
            "checked": day_in(scene, scene.months[-1], 2),
        }
        yield row(FACILITIES, values)


def _reserve(scene: DemoScene) -> Iterator[DemoRecord]:
    men, women = list(strangers(scene, 3)), list(strangers(scene, 2, "f"))
    trainers = committee(scene) or list(scene.members)
    for place, (sex, age, education, politics, job, aim) in enumerate(_RESERVE):
        values = {
            "person": (men if sex == "m" else women).pop(),
            "sex": sex,
            "born": day_before(scene, int(age), 1 + place * 2)[: len("1998-03")],
            "education": education,
            "politics": politics,
            "job": job,
            "aim": aim,
            "trainer": trainers[place % len(trainers)].id,
            "measures": _ITEMS[place % len(_ITEMS)],
            "since": january(scene),
        }
        yield row(RESERVE, values)


def _term(scene: DemoScene) -> DemoRecord:
    """Elected when four in five of those entitled were there, as an election wants."""
    entitled = len(scene.members)
    present = sum(1 for member in scene.members if is_here(member))
    values = {
        "session": "9",
        "elected_on": day_before(scene, 2, 3, 12),
        "term_years": str(TERM_YEARS),
        "method": "general",
        "entitled": str(entitled),
        "present": str(present),
        "ballots": str(present),
        "valid": str(present),
        "approval_no": "乡党发〔示例〕9号",
    }
    return row(TERM, values)


def _links(scene: DemoScene) -> Iterator[DemoRecord]:
    leader, person, clerk = strangers(scene, 3)
    since = january(scene)
    contact = {"leader": leader, "leader_post": "乡党委副书记", "from": since}
    yield row(CONTACT, {**contact, "person": person, "phone": "12000000100"})
    done = [day_in(scene, month, 14) for month in scene.months]
    tasks = {
        "life_on": done[0],
        "talk_on": done[0],
        "session_on": done[len(done) // 2],
        "report_on": done[-1],
    }
    point = {"leader": leader, "leader_post": "乡党委副书记", "since": since}
    yield row(CONTACT_POINT, {**point, **tasks})
    partner = {
        "partner": "县农业技术站党支部",
        "kind": "office",
        "contact": clerk,
        "phone": "12000000200",
        "since": since,
        "projects": "技术培训、捐建图书室",
        "activities": str(len(scene.months)),
        "funds": "20000.00",
        "result": "办班三期，捐书四百册",
    }
    yield row(PAIRING, partner)
