"""Registration forms are told from lists, and read as the one person they speak of."""

from __future__ import annotations

from datetime import datetime

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.core.organizations.organization import Organization
from branchkit.exchange.readers.grid import GridRow
from branchkit.services.importing.forms import Form, find_form
from branchkit.services.importing.member_columns import ROSTER
from branchkit.services.importing.members import MemberSubject
from branchkit.services.roster import members_of
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, counts, imported

ORG = "o"
FORM: list[GridRow] = [
    ["党员基本情况登记表", None, None, None],
    ["姓名", "江东升", "性别", "男"],
    ["民族", "汉族", "出生年月", "1970.02"],
    ["身份证号", "440524197002030118", "联系电话", "13800000001"],
    ["入党时间", "1995年7月1日", "转正时间", "1996年13月"],
]
RELATIVES: list[GridRow] = [
    ["家庭成员", "称谓", "姓名", "出生年月", "政治面貌"],
    ["家庭成员", "妻", "凌素云", "1972.3", "群众"],
]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(datetime(2026, 11, 20, 9).astimezone)
    with made.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "青石村党支部").to_body())
        uow.commit()
    return made


def subject() -> MemberSubject:
    return MemberSubject(ORG, datetime(2026, 11, 20).date())


def form_of(rows: list[GridRow]) -> Form | None:
    return find_form(rows, ROSTER.field_of, ROSTER.is_about_somebody_else)


def test_a_form_is_one_person_and_its_problems_have_their_places(store: MemoryStore) -> None:
    made = imported(store, subject(), Sheets(表=FORM))
    assert (codes(made, "error"), counts(made)) == (["member.date.impossible"], (0, 0, 0, 1))
    (fault,) = (p for p in made.problems if p.severity == "error")
    assert (fault.place.row, fault.place.column) == (5, "D")
    assert made.problems[0].code == "import.read_as_form"
    (row,) = made.entries
    assert row.row == 2

    dates: list[GridRow] = [["入党时间", "1995年7月1日", "转正时间", "1996年7月1日"]]
    sound = [*FORM[:-1], *dates, *RELATIVES]
    imported(store, subject(), Sheets(表=sound))
    (member,) = members_of(store, ORG)
    assert (member.name, member.sex, member.birth) == ("江东升", "m", "1970-02-03")
    assert (member.joined, member.full_since) == ("1995-07-01", "1996-07-01")
    assert (member.citizen_id, member.phone) == ("440524197002030118", "13800000001")


def test_merged_cells_and_blank_values_do_not_shift_the_values(store: MemoryStore) -> None:
    form = form_of(
        [
            ["姓名", "姓名", "江东升", "曾用名", None],
            ["性别", None, "民族", "汉"],
            ["学历", "大专", "紧急联系人", "凌素云", "电话", "13800000002"],
            ["入党时间", "1995.07", "照片", None],
        ]
    )
    assert form is not None
    assert {field: entry.value for field, entry in form.entries.items()} == {
        "name": "江东升",
        "ethnicity": "汉",
        "education": "大专",
        "joined": "1995.07",
    }


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "性别", "民族", "出生年月"], ["江东升", "男", "汉", "1970.2"]],
        [["姓名", "备注", "性别", "说明"], ["江东升", None, "男", None]],
        [["姓名", "江东升"], ["性别", "男"]],
    ],
)
def test_a_list_is_no_form(rows: list[GridRow]) -> None:
    assert form_of(rows) is None


def test_a_second_form_below_is_told_with_its_place(store: MemoryStore) -> None:
    second: list[GridRow] = [["姓名", "凌素云", "性别", "女"]]
    made = imported(store, subject(), Sheets(表=[*FORM[:-1], *second]))
    (told,) = (p for p in made.problems if p.code == "import.further_people")
    assert (told.severity, told.place.row, told.place.column) == ("error", 5, "B")
    assert [m.name for m in members_of(store, ORG)] == ["江东升"]


def test_the_form_of_an_activist_is_no_members(store: MemoryStore) -> None:
    title: list[GridRow] = [["入党积极分子登记表", None, None, None]]
    rows = [*title, *FORM[1:4]]
    with pytest.raises(ExchangeError) as refused:
        imported(store, subject(), Sheets(表=rows))
    assert refused.value.code == "exchange.read_other_list"


def test_people_beside_people_are_told(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["序号", "姓名", "性别", "序号", "姓名", "性别"],
        [1, "江东升", "男", 2, "凌素云", "女"],
    ]
    made = imported(store, subject(), Sheets(名册=rows))
    (told,) = made.problems
    assert (told.code, told.place.row, told.place.column) == ("import.further_people", 1, "E")
    assert made.failed


def test_cells_under_no_header_are_told_with_the_first_of_them(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["姓名", None, "性别"],
        ["江东升", None, "男"],
        ["凌素云", "县医院", "女", None, "某"],
        ["填表人：某某", None, None, "2026年"],
        ["费有田", "务农", "男"],
    ]
    made = imported(store, subject(), Sheets(名册=rows))
    told = [(p.place.row, p.place.column, p.params["count"]) for p in made.problems]
    assert told == [(3, "B", 2), (3, "E", 1)]
    assert not made.failed
