"""Demo records of the rural sector: what a village keeps besides the registers of the built-in pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from branchkit.api.hooks import DemoRecord, DemoScene, Period
from branchkit.api.workspace import Member, MemberClass, Mobility, add_months

SITES, LINKS, STUDIES = "roll.model-sites", "roll.cadre-links", "book.core-study"
TRAINING, YEAR, RATINGS = "book.farm-training", "form.village-year", "roll.star-ratings"
DECISIONS = "book.village-decisions"

_THEMES = (
    "学习中央农村工作会议精神",
    "学习党章和支部工作条例",
    "讨论本年为民办实事",
    "学习土地承包政策",
    "廉洁履职专题",
    "庆七一重温入党誓词",
    "学习乡村治理经验",
    "研究集体经济发展",
    "讨论秋收和冬种",
    "学习安全生产规定",
    "学习民主评议办法",
    "总结全年工作",
)
_COURSES = (
    (2, "planting", "核桃修剪和嫁接", "base", "县农业技术站", "6", 42),
    (3, "breeding", "肉牛疫病防治", "household", "县畜牧站", "4", 28),
    (5, "forestry", "林下种植", "base", "县林业站", "6", 35),
    (7, "trade", "农产品网上销售", "centre", "县供销社", "8", 24),
    (9, "processing", "菜籽油加工和包装", "household", "县职业学校", "6", 18),
    (10, "machinery", "小型农机使用和保养", "base", "县农机站", "4", 31),
)
"""Month, kind, topic, place, teacher, hours, people."""
_BANDS = ("five-star", "four-star", "three-star", "two-star")
_POINTS = {"five-star": "92", "four-star": "84", "three-star": "75", "two-star": "64"}
_AREAS = ("上寨组", "下寨组", "河边组", "坪子组", "大田组", "松林组")
_MATTERS = (
    ("four-two", "村组道路硬化", "project", 120),
    ("four-two", "集体山林发包", "land", 60),
    ("three-three", "小型水利管护", "project", 40),
    ("four-two", "低保名额评议", "relief", 14),
    ("four-two", "冷库建设选址", "project", 5),
)
"""Procedure, matter, kind, and how many days before today it was proposed: two are done, the others under way."""
_STEPS = (
    ("agenda_on", 1),
    ("consulted_on", 3),
    ("reviewed_on", 8),
    ("resolved_on", 13),
    ("public_on", 15),
    ("done_on", 45),
    ("results_on", 47),
)
"""Days after the proposal on which the steps of a decision are taken; what lies ahead has not been taken yet."""
_SHARE_OF_LINKS = 6
"""So many members' households for each cadre, as the plan asks."""


def records(scene: DemoScene) -> Iterator[DemoRecord]:
    """All of them, register by register."""
    yield from _ratings(scene)
    yield from _studies(scene)
    yield from _training(scene)
    yield from _village_years(scene)
    yield from _links(scene)
    yield from _sites(scene)
    yield from _decisions(scene)


def _row(register: str, values: Mapping[str, object]) -> DemoRecord:
    filled = {key: value for key, value in values.items() if value not in ("", [])}
    return DemoRecord(register, filled)


def _past_days(scene: DemoScene, day: int) -> Iterator[date]:
    """A day of every month of the year so far."""
    this_month = scene.months[-1]
    for index in range(1, this_month.index + 1):
        yield scene.day_in(Period(this_month.year, index), day)


def _ratings(scene: DemoScene) -> Iterator[DemoRecord]:
    """The years before those that were scored in this program."""
    for years_ago in (4, 3):
        year = scene.today.year - years_ago
        band = scene.random.choice(_BANDS)
        own = _BANDS[max(0, _BANDS.index(band) - scene.random.randint(0, 1))]
        values = {
            "year": str(year),
            "self_band": own,
            "band": band,
            "total": _POINTS[band],
            "decided_on": date(year + 1, 1, 18).isoformat(),
            "decided_by": "乡党委",
        }
        yield _row(RATINGS, values)


def _studies(scene: DemoScene) -> Iterator[DemoRecord]:
    speakers = [member.name for member in _cadres(scene)]
    for turn, day in enumerate(_past_days(scene, 8)):
        values = {
            "date": day.isoformat(),
            "theme": _THEMES[day.month - 1],
            "planned": True,
            "speakers": [speakers[turn % len(speakers)]],
            "present": str(len(speakers)),
            "outcome": "形成学习记录" if turn % 3 else "提出改进意见",
        }
        yield _row(STUDIES, values)


def _training(scene: DemoScene) -> Iterator[DemoRecord]:
    for month, kind, topic, place, teacher, hours, people in _COURSES:
        if month > scene.today.month:
            return
        held = scene.day_in(Period(scene.today.year, month), 16)
        members = scene.random.sample(_at_home(scene), min(6, len(_at_home(scene))))
        values = {
            "date": held.isoformat(),
            "kind": kind,
            "topic": topic,
            "place": place,
            "teacher": teacher,
            "hours": hours,
            "members": [member.id for member in members],
            "people": str(people),
        }
        yield _row(TRAINING, values)


def _village_years(scene: DemoScene) -> Iterator[DemoRecord]:
    """Last year's figures, and this year's as far as they are known."""
    households, labour = 8 * len(scene.members), 15 * len(scene.members)
    before = 11800 + 10 * scene.random.randint(0, 60)
    for years_ago in (1, 0):
        year = scene.today.year - years_ago
        income = before * (100 + scene.random.randint(12, 19)) // 100
        filled_in = date(year, 12, 20) if years_ago else scene.day_in(scene.months[-1], 6)
        values = {
            "year": str(year),
            "date": filled_in.isoformat(),
            "households": str(households),
            "people": str(4 * households),
            "labour": str(labour),
            "skilled": str(labour * scene.random.randint(70, 95) // 100),
            "income_before": f"{before}.00",
            "income": f"{income}.00",
            "collective": f"{scene.random.randint(5, 30)}0000.00",
            "starred": str(households * scene.random.randint(68, 90) // 100),
        }
        before = income
        yield _row(YEAR, values)


def _links(scene: DemoScene) -> Iterator[DemoRecord]:
    """Each cadre with the next six who hold no office; the last ones may find fewer."""
    cadres = _cadres(scene)
    others = [member.id for member in _at_home(scene) if member not in cadres]
    since = date(scene.today.year, 1, 1).isoformat()
    for place, cadre in enumerate(cadres):
        first = place * _SHARE_OF_LINKS
        linked = others[first : first + _SHARE_OF_LINKS]
        if linked:
            area = _AREAS[place % len(_AREAS)]
            yield _row(LINKS, {"cadre": cadre.id, "linked": linked, "area": area, "since": since})


def _sites(scene: DemoScene) -> Iterator[DemoRecord]:
    """One that was accepted last year, and in larger branches one that is under way."""
    year = scene.today.year
    begun = date(year - 1, 3, 5)
    shared = {"plan": True, "owner": scene.members[0].id}
    accepted = {
        **shared,
        "site": "党员活动中心",
        "theme": "党员带动核桃产业",
        "level": "township",
        "since": begun.isoformat(),
        "progress": "按方案完成全部内容",
        "accept_by": add_months(begun, 9).isoformat(),
        "accepted_on": date(year - 1, 11, 26).isoformat(),
        "goods": "5",
        "standards": "5",
    }
    yield _row(SITES, accepted)
    if len(scene.members) < 30:
        return
    listed = scene.day_in(scene.months[0], 3)
    under_way = {
        **shared,
        "site": "党群服务中心",
        "theme": "一站式服务群众",
        "level": "county",
        "since": listed.isoformat(),
        "progress": "大厅已改造，正在建章立制",
        "accept_by": add_months(listed, 6).isoformat(),
    }
    yield _row(SITES, under_way)


def _decisions(scene: DemoScene) -> Iterator[DemoRecord]:
    """What the village has decided this year, and what waits for its next step."""
    households = 8 * len(scene.members)
    for procedure, matter, kind, days_ago in _MATTERS:
        proposed = scene.today - timedelta(days=days_ago)
        taken = {step: proposed + timedelta(days=days) for step, days in _STEPS}
        del taken["agenda_on" if procedure == "four-two" else "reviewed_on"]
        values: dict[str, object] = {
            "date": proposed.isoformat(),
            "procedure": procedure,
            "matter": matter,
            "kind": kind,
            "owner": scene.random.choice(_cadres(scene)).id,
            **{step: day.isoformat() for step, day in taken.items() if day <= scene.today},
        }
        if "resolved_on" in values:
            present = households * scene.random.randint(70, 90) // 100
            values |= {
                "entitled": str(households),
                "present": str(present),
                "in_favour": str(present - scene.random.randint(0, present // 5)),
                "carried": True,
                "deadline": (taken["done_on"] + timedelta(days=5)).isoformat(),
            }
        if "public_on" in values:
            values["objections"] = "0"
        yield _row(DECISIONS, values)


def _cadres(scene: DemoScene) -> Sequence[Member]:
    holders = [m for m in scene.members if m.member_class is MemberClass.POST_HOLDER]
    return holders or scene.members[:1]


def _at_home(scene: DemoScene) -> list[Member]:
    return [m for m in scene.members if m.mobility is not Mobility.OUT]
