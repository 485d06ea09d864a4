"""The same people written by many hands: whatever the hand, the same members come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.actors import Actor
from branchkit.core.members.citizen_id import check_character
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow
from branchkit.services.importing.members import MemberSubject
from branchkit.services.roster import members_of
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import Sheets, counts, imported

ORG = "o"
ROSTER = MemberSubject(ORG, date(2026, 11, 20))

_SURNAMES, _GIVEN = "王李张刘陈欧单", "兰信梅缙璠强芳"
_DATES = (
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0.year}.{0.month:02}.{0.day:02}",
    "{0.year}年{0.month}月{0.day}日",
)
_HEADERS = (
    ("姓名", "身份证号", "入党时间", "民族"),
    ("姓 名", "公民身份\n号码", "入党\n时间", "民 族"),
    ("党员姓名", "公民身份證號碼", "加入党组织日期", "族别"),
)


@st.composite
def people(draw: st.DrawFn) -> Member:
    born = draw(st.dates(date(1930, 1, 1), date(2006, 1, 1)))
    body = f"110105{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    citizen_id = body + check_character(body)
    joined = draw(st.dates(date(born.year + 19, 1, 1), date(2025, 11, 1)))
    name = draw(st.sampled_from(_SURNAMES)) + draw(st.sampled_from(_GIVEN))
    sex = "m" if int(citizen_id[16]) % 2 else "f"
    return Member(
        "", ORG, name, 0, sex, "汉族", born.isoformat(), citizen_id, joined=joined.isoformat()
    )


def _in_some_hand(member: Member, draw: st.DrawFn) -> list[Value]:
    joined = date.fromisoformat(member.joined)
    name = draw(st.sampled_from([member.name, "  ".join(member.name), f"{member.name}\n"]))
    citizen_id = draw(st.sampled_from([member.citizen_id, member.citizen_id.lower()]))
    ways: list[Value] = [joined, *(way.format(joined) for way in _DATES)]
    written = draw(st.sampled_from(ways))
    return [name, citizen_id, written, draw(st.sampled_from(["汉", "汉族", "漢族"]))]


@st.composite
def messy_rosters(draw: st.DrawFn) -> tuple[list[Member], list[GridRow], list[GridRow]]:
    """The people, and two sheets of them by different hands."""
    roll = draw(st.lists(people(), min_size=1, max_size=6, unique_by=lambda m: m.citizen_id))
    return roll, _sheet(roll, draw), _sheet(roll, draw)


def _sheet(roll: list[Member], draw: st.DrawFn) -> list[GridRow]:
    titles: list[GridRow] = draw(st.sampled_from([[], [["名册"] * 4], [["名册"], []]]))
    header: GridRow = list(draw(st.sampled_from(_HEADERS)))
    rows: list[GridRow] = []
    for member in roll:
        rows += draw(st.sampled_from([[], [[]], [["小计", None, 3, None]], [header]]))
        rows.append(_in_some_hand(member, draw))
    return [*titles, header, *rows, ["合计", None, None, None]]


@given(messy_rosters())
def test_whatever_the_hand_the_same_members_come_out_and_only_once(
    case: tuple[list[Member], list[GridRow], list[GridRow]],
) -> None:
    roll, first, second = case
    store = MemoryStore(lambda: datetime(2026, 11, 20, 9))
    with store.begin(Actor("测试员"), "test.build") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "青石村党支部").to_body())
        uow.commit()
    for sheet in (first, second):
        made = imported(store, ROSTER, Sheets(花名册=sheet))
    kept = [replace(member, id="", number=0) for member in members_of(store, ORG)]
    assert kept == roll
    assert counts(made) == (0, 0, len(roll), 0)
