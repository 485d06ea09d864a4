"""Forty members of a village branch that does not exist.

Names are put together from lists and belong to nobody. ID numbers have a right check character but the region code
:data:`FICTITIOUS_REGION`, which no province has; phone numbers begin with 120, which no mobile network has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from branchkit.core.dates import add_months
from branchkit.core.members.citizen_id import check_character
from branchkit.core.members.member import Category, Contact, Member, MemberClass, Mobility

COUNT = 40
FICTITIOUS_REGION = "990101"
"""GB/T 2260 begins its codes with 11 to 82; 99 is nobody's."""
_PHONE_PREFIX = "120"

_FIRST = (
    ("陈建国", "m"),
    ("欧阳若兰", "f"),
    ("单守信", "m"),
    ("仇春梅", "f"),
    ("曾庆璠", "m"),
    ("解明远", "m"),
    ("尉迟宏", "m"),
    ("区小满", "f"),
    ("任长河", "m"),
    ("盖秀英", "f"),
)
"""The first on the roll: surnames of two characters and such as are read otherwise than they look."""
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = {
    "m": ("国强", "志明", "永康", "德顺", "文华", "小龙", "海生", "家旺", "勇", "立新"),
    "f": ("秀兰", "桂芳", "玉珍", "春燕", "晓梅", "丽", "翠萍", "雪琴", "红霞", "静怡"),
}
_POSTS = {
    1: "党支部书记",
    2: "副书记",
    3: "组织委员",
    4: "宣传委员",
    5: "纪检委员",
    11: "党小组长",
    21: "党小组长",
    31: "党小组长",
}
"""Number on the roll → post; the first group is led by a committee member."""
_GROUPS = ("第一党小组", "第二党小组", "第三党小组", "第四党小组", "第五党小组", "第六党小组")
_GROUP = 10
"""So many of the roll make a group."""
_PROBATIONARY, _AWAY, _LOST = (17, 33), (14, 28), 39
_MONTHS_AWAY, _MONTHS_LOST = 20, 4
_EDUCATION = ("小学", "初中", "初中", "高中", "中专", "大专", "大学本科")
_ETHNICITY = ("汉族", "汉族", "汉族", "汉族", "彝族", "苗族", "布依族")


def demo_members(
    org: str, today: date, random: Random, count: int = COUNT, *, familiar: bool = True
) -> list[Member]:
    """The members in the order of the roll; the same ``today`` and ``random`` make the same people.

    ``familiar``: the first ten are always the same, which a second branch does without. At most sixty.
    """
    names = _names(random, _FIRST if familiar else ())
    return [_member(org, number, *next(names), today, random) for number in range(1, count + 1)]


def _names(random: Random, first: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Names with the sex they suggest, none of them twice."""
    yield from first
    given = {name for name, _sex in first}
    while True:
        sex = "f" if random.random() < 0.3 else "m"
        name = random.choice(_SURNAMES) + random.choice(_GIVEN[sex])
        if name not in given:
            given.add(name)
            yield name, sex


def _member(org: str, number: int, name: str, sex: str, today: date, random: Random) -> Member:
    probationary = number in _PROBATIONARY
    age = random.randint(22, 30) if probationary else random.randint(27, 81)
    birth = date(today.year - age, random.randint(1, 12), random.randint(1, 28))
    joined = _joined(birth, today, probationary, random)
    post = _POSTS.get(number, "")
    member = Member(
        id=f"m{number:04d}",
        org=org,
        name=name,
        number=number,
        sex=sex,
        ethnicity=random.choice(_ETHNICITY),
        birth=birth.isoformat(),
        citizen_id=_citizen_id(birth, sex, number),
        education=random.choice(_EDUCATION),
        joined=joined.isoformat(),
        full_since="" if probationary else add_months(joined, 12).isoformat(),
        group=_GROUPS[(number - 1) // _GROUP],
        post=post,
        phone=f"{_PHONE_PREFIX}{random.randint(0, 99_999_999):08d}",
        member_class=MemberClass.POST_HOLDER if post else MemberClass.WITHOUT_POST,
        category=Category.PROBATIONARY if probationary else Category.FULL,
    )
    if number in _AWAY:
        since = add_months(today.replace(day=1), -_MONTHS_AWAY)
        return replace(member, mobility=Mobility.OUT, away_since=since.isoformat())
    if number == _LOST:
        since = add_months(today.replace(day=1), -_MONTHS_LOST)
        return replace(member, contact=Contact.LOST, lost_since=since.isoformat())
    return member


def _joined(birth: date, today: date, probationary: bool, random: Random) -> date:
    """Within the last year for those on probation, else long enough ago for the year of probation to be over."""
    if probationary:
        return add_months(today.replace(day=1), -random.randint(2, 10))
    latest = today.year - 2
    year = random.randint(birth.year + 20, min(birth.year + 45, latest))
    return date(year, random.choice((7, 7, 11, 12)), random.randint(1, 28))


def _citizen_id(birth: date, sex: str, number: int) -> str:
    sequence = number * 2 + (1 if sex == "m" else 0)
    body = f"{FICTITIOUS_REGION}{birth:%Y%m%d}{sequence:03d}"
    return body + check_character(body)
