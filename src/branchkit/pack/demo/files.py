"""Demo records of the members' own files: posts, education, awards, transfers, the cards of those away, and dues.

Farmers pay a fixed sum a month, two members draw a salary and two a pension.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.members.member import Category, Contact, Member, Mobility
from branchkit.core.values import frozen
from branchkit.pack.demo.people import (
    committee,
    day_before,
    day_in,
    is_here,
    january,
    last_july,
    row,
    strangers,
)
from branchkit.plugin.demos import DemoRecord, DemoScene

POST, EDUCATION, AWARD = "member.post", "member.education", "member.award"
PENALTY, TRANSFER, MOBILE = "member.penalty", "member.transfer", "card.mobile"
REVIEW = "member.review"
SMALL = 5
"""In a branch of so many nobody is found wanting."""

_POSTS = {
    "党支部书记": "secretary",
    "副书记": "deputy",
    "组织委员": "organization",
    "宣传委员": "publicity",
    "纪检委员": "discipline",
    "党小组长": "group-leader",
}
_LEVELS = {
    "小学": ("primary", 13),
    "初中": ("junior", 16),
    "高中": ("senior", 19),
    "中专": ("technical", 19),
    "大专": ("college", 22),
    "大学本科": ("bachelor", 23),
}
"""Level, and the age at which it is usually reached."""
_AWARDS = (("优秀共产党员", "township"), ("护林先进个人", "county"), ("致富带头标兵", "township"))
_WORKING_SINCE = "1966"
"""Whoever is older went to live with their children."""
_DESTINATIONS = ("江苏省昆山市", "广东省东莞市", "浙江省义乌市")


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """What members' files hold from before the scene, and a transfer that is on its way."""
    for member in scene.members:
        yield from _post(scene, member)
        yield from _education(scene, member)
    yield from _awards(scene)
    yield from _reviews(scene)
    yield from _transfers(scene)
    yield from _cards(scene)


def _post(scene: DemoScene, member: Member) -> Iterator[DemoRecord]:
    if post := _POSTS.get(member.post):
        by_election = post != "group-leader"
        values = {
            "member": member.id,
            "post": post,
            "from": day_before(scene, 2, 3, 12),
            "method": "elected" if by_election else "appointed",
            "approval_no": "乡党发〔示例〕9号" if by_election else "",
        }
        yield row(POST, values)


def _education(scene: DemoScene, member: Member) -> Iterator[DemoRecord]:
    if member.education in _LEVELS and len(member.birth) >= len("1980"):
        level, age = _LEVELS[member.education]
        year = min(int(member.birth[: len("1980")]) + age, scene.today.year - 1)
        values = {
            "member": member.id,
            "level": level,
            "mode": "full-time",
            "school": "县职业高中" if level == "technical" else "",
            "graduated": f"{year}-07",
        }
        yield row(EDUCATION, values)


def _awards(scene: DemoScene) -> Iterator[DemoRecord]:
    """Three awards, and a warning that was spent long ago."""
    full = [m for m in scene.members if m.category is Category.FULL and is_here(m)]
    for (title, level), member in zip(_AWARDS, full[1:], strict=False):
        values = {
            "member": member.id,
            "date": last_july(scene),
            "title": title,
            "level": level,
            "awarded_by": "县委组织部" if level == "county" else "乡党委",
        }
        yield row(AWARD, values)
    if full:
        values = {
            "member": full[-1].id,
            "date": day_before(scene, 6, 4, 9),
            "kind": "warning",
            "until": day_before(scene, 5, 4, 8),
            "reason": "违规操办酒席",
            "decided_by": "乡纪委",
        }
        yield row(PENALTY, values)


def _reviews(scene: DemoScene) -> Iterator[DemoRecord]:
    """The review of last year, held in January: fewer than a third excellent, one who has to mend, and nobody on probation graded."""
    here = [member for member in scene.members if is_here(member)]
    graded = [member for member in here if member.category is Category.FULL]
    excellent = {member.id for member in graded[: len(graded) // 4]}
    for member in here:
        values = {
            "member": member.id,
            "year": day_before(scene, 1)[: len("2025")],
            "date": january(scene),
            "result": "excellent" if member.id in excellent else "qualified",
        }
        if member.category is not Category.FULL:
            values["result"] = "ungraded"
        elif member is graded[-1] and len(graded) > SMALL:
            values |= {"result": "basic", "disposal": "talk", "note": "参加组织生活不够经常"}
        yield row(REVIEW, values)


def _transfers(scene: DemoScene) -> Iterator[DemoRecord]:
    """Somebody who came the year before last, and a letter of this month that is still on its way."""
    here = [m for m in scene.members if m.category is Category.FULL]
    arrived = day_before(scene, 2, 5, 6)
    came = [m for m in here if m.joined and m.joined < arrived and not m.post][:1]
    for member in came:
        yield row(
            TRANSFER,
            {
                "member": member.id,
                "direction": "in",
                "counterpart": "邻县坪上乡石桥村党支部",
                "letter": "示例0017",
                "issued_on": arrived,
                "valid_days": "60",
                "state": "received",
                "receipt_on": day_before(scene, 2, 5, 30),
            },
        )
    for member in [m for m in here if m.mobility is Mobility.OUT][-1:]:
        yield row(
            TRANSFER,
            {
                "member": member.id,
                "direction": "out",
                "counterpart": "江苏省昆山市柳巷社区党委",
                "letter": "示例0032",
                "issued_on": day_in(scene, scene.months[-1], 4),
                "valid_days": "90",
                "state": "open",
                "reason": "在当地务工定居",
            },
        )


def _cards(scene: DemoScene) -> Iterator[DemoRecord]:
    away = [m for m in scene.members if m.mobility is Mobility.OUT]
    friends = committee(scene) or list(scene.members)
    for place, member in enumerate(away):
        at = place % len(_DESTINATIONS)
        values = {
            "member": member.id,
            "card_no": f"LD-{place + 1:03d}",
            "left_on": member.away_since or january(scene),
            "reason": "work" if member.birth > _WORKING_SINCE else "family",
            "destination": _DESTINATIONS[at],
            "host": "柳巷社区党委" if place == 0 else "",
            "host_contact": strangers(scene, 1)[0] if place == 0 else "",
            "host_phone": "12000000300" if place == 0 else "",
            "contact": friends[place % len(friends)].id,
            "last_report": day_in(scene, scene.months[-2 if len(scene.months) > 1 else -1], 9),
            "dues_until": str(scene.months[-1].previous),
        }
        yield row(MOBILE, values)


DUES, BASES, HANDED_UP = "roll.dues", "dues.base", "dues.handed"


@frozen
class _Terms:
    """What somebody pays by; without a rate the base is the sum itself."""

    norm: str
    base: str
    due: str
    rate: str = ""


_OFFICE = _Terms("farmer", "1.00", "1.00")
_ORDINARY = _Terms("farmer", "0.50", "0.50")
_PROBATION = _Terms("farmer", "0.20", "0.20")
_OTHERS = {
    7: _Terms("monthly", "4200.00", "42.00", "1"),
    12: _Terms("retired", "3600.00", "18.00", "0.5"),
    19: _Terms("monthly", "2900.00", "14.50", "0.5"),
    26: _Terms("retired", "5400.00", "54.00", "1"),
}
"""By number on the roll: a teacher, a village doctor and two pensioners."""


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """What everybody owed, what most of them paid in time, and what of a past month was handed up."""
    received = Decimal("0.00")
    for place, member in enumerate(scene.members, start=1):
        terms = _terms(member)
        values = {
            "month": str(month),
            "member": member.id,
            "kind": "normal",
            "base": terms.base,
            "rate": terms.rate,
            "due": terms.due,
        }
        if member.contact is not Contact.LOST and scene.random.random() > 0.06:
            received += Decimal(terms.due)
            values |= {
                "paid": terms.due,
                "paid_on": day_in(scene, month, scene.random.randint(2, 24)),
                "receipt": f"{month.year}{month.index:02d}{place:03d}",
            }
        yield row(DUES, values)
    if month != scene.months[-1]:
        handed_up = {"month": str(month), "amount": str(received), "on": day_in(scene, month, 28)}
        yield row(HANDED_UP, handed_up)


def dues(scene: DemoScene) -> Iterator[DemoRecord]:
    """What everybody's dues are worked out from."""
    for member in scene.members:
        terms = _terms(member)
        since = max(january(scene), member.joined)
        values = {"member": member.id, "norm": terms.norm, "base": terms.base, "from": since}
        yield row(BASES, values)


def _terms(member: Member) -> _Terms:
    if member.category is Category.PROBATIONARY:
        return _PROBATION
    return _OFFICE if member.post else _OTHERS.get(member.number, _ORDINARY)
