"""Lists of people in development become cases with their days, half-way begun ones too; twice changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.development.cases import Case, EventKind
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.core.members.member import Category, Member
from branchkit.exchange.readers.grid import GridRow
from branchkit.plugin.manager import load_contributions
from branchkit.services.development.cases import case_changes, cases_of, routes_of
from branchkit.services.importing.case_columns import stage_meant
from branchkit.services.importing.cases import CaseSubject
from branchkit.services.importing.engine import ImportSummary, RowOutcome
from branchkit.services.ledger.undo import reverse
from branchkit.services.roster import add_member
from branchkit.testing.builders import ORG, fixed_clock
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, counts, imported

TODAY = date(2026, 11, 20)
PACKS = load_contributions(None, safe_mode=True).rule_packs
HEADER: GridRow = [
    "姓名",
    "性别",
    "出生年月",
    "递交入党申请书时间",
    "确定为入党积极分子时间",
    "确定为发展对象时间",
    "入党时间",
    "培养联系人",
]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(fixed_clock())
    with made.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, {"name": "高沟村党支部", "kind": "branch"})
        add_member(uow, Member("", ORG, "陈建国", birth="1960-01-01"))
        add_member(uow, Member("", ORG, "欧阳若兰"))
        probationary = Category.PROBATIONARY
        add_member(uow, Member("", ORG, "单守信", birth="1990-02-03", category=probationary))
        uow.commit()
    return made


def brought(
    store: MemoryStore, *rows: GridRow, header: GridRow = HEADER, title: str = ""
) -> ImportSummary:
    above: list[GridRow] = [[title]] if title else []
    return imported(store, CaseSubject(PACKS, ORG, TODAY), Sheets(名单=[*above, header, *rows]))


def cases(store: MemoryStore) -> dict[str, Case]:
    return {case.person.name: case for case in cases_of(store, ORG)}


def stands(store: MemoryStore, name: str) -> CaseStanding:
    return standing(cases(store)[name], routes_of(PACKS), TODAY)


def days(store: MemoryStore, name: str) -> dict[str, str]:
    return {e.step: e.on for e in cases(store)[name].events if e.kind is EventKind.DONE}


APPLICANT: GridRow = ["田禾", "女", "1999-03-04", "2026-10-08"]
ACTIVIST: GridRow = [
    "项春生",
    "男",
    "1998.5",
    "2025.3",
    "2025-10-01",
    None,
    None,
    "陈建国、欧阳若兰",
]
PROSPECT: GridRow = ["鲁思源", "男", "1997-01-02", "2023-01-05", "2023-08-01", "2026-03-01"]
PROBATIONARY: GridRow = ["单守信", "男", "1990-02-03", "2023-01-05", None, None, "2026-07-01"]


def test_every_day_of_a_list_becomes_a_step_and_the_case_goes_on_from_there(
    store: MemoryStore,
) -> None:
    made = brought(store, APPLICANT, ACTIVIST, PROSPECT, PROBATIONARY)
    assert (counts(made), codes(made, "error")) == ((4, 0, 0, 0), [])
    reached = {name: (stands(store, name).stage, _next(store, name)) for name in cases(store)}
    assert reached == {
        "田禾": ("applicant", "talk"),
        "项春生": ("activist", "activist-filed"),
        "鲁思源": ("prospect", "prospect-filed"),
        "单守信": ("probationary", "admission-filed"),
    }
    assert days(store, "鲁思源") == {
        "application": "2023-01-05",
        "activist": "2023-08-01",
        "prospect": "2026-03-01",
    }
    assert days(store, "项春生")["application"] == "2025-03"
    assert stands(store, "单守信").reached["applicant"] == date(2023, 1, 5)
    assert stands(store, "单守信").probation_end == date(2027, 7, 1)
    assert cases(store)["单守信"].member == "m0003"


def _next(store: MemoryStore, name: str) -> str:
    found = stands(store, name).next
    return found.step.id if found else ""


def test_contacts_are_members_of_the_roll(store: MemoryStore) -> None:
    made = brought(store, ACTIVIST, [*APPLICANT, None, None, None, "某某某"])
    (event,) = (e for e in cases(store)["项春生"].events if e.step == "contacts")
    assert (event.on, event.fields) == ("", {"contacts": ("m0001", "m0002")})
    assert codes(made) == ["import.no_contact"]


def test_the_same_list_twice_changes_nothing_and_days_nobody_had_are_filled_in(
    store: MemoryStore,
) -> None:
    brought(store, ["鲁思源", "男", "1997-01-02", None, None, "2026-03-01"])
    entries = store.last_seq()
    assert counts(brought(store, ["鲁思源", None, None, None, None, "2026-03-01"])) == (0, 0, 1, 0)
    assert store.last_seq() == entries
    made = brought(store, PROSPECT)
    (change,) = made.ended(RowOutcome.CHANGED)
    assert change.detail == ("events",)
    assert days(store, "鲁思源")["application"] == "2023-01-05"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["田禾", "女", "1999-03-04", "2026-10-09"], "import.step_differs"),
        (["田禾", "女", "1999-03-04", "2026-10-08", "2026-11-01"], "import.step_open"),
        (["毕晓燕", "女", None, "2026-12-01"], "case.in_future"),
        (["毕晓燕", "女", None, "2026-10-01", "2026-09-01"], "import.out_of_order"),
        (["毕晓燕", "女", None, "去年"], "import.not_a_date"),
        (["毕晓燕", "女", None, None], "import.no_stage"),
        (["陈建国", "男", "1960-01-01", "1980-01-01"], "import.full_member"),
        ([None, "男", "1960-01-01", "1980-01-01"], "member.name.missing"),
    ],
)
def test_what_contradicts_is_left_out_with_the_reason(
    store: MemoryStore, row: GridRow, code: str
) -> None:
    brought(store, APPLICANT)
    before = store.last_seq()
    made = brought(store, row)
    assert (codes(made, "error"), counts(made)) == ([code], (0, 0, 0, 1))
    assert store.last_seq() == before


def test_without_days_the_stage_is_that_of_the_column_the_heading_or_the_title(
    store: MemoryStore,
) -> None:
    header: GridRow = ["姓名", "性别", "阶段"]
    made = brought(
        store,
        ["田禾", "女", "2_发展对象"],
        ["柏雨桐", "女", None],
        ["入党申请人"],
        ["阮小军", "男", None],
        ["康永强", "男", "路人"],
        ["骆建平", "男", "正式党员"],
        header=header,
        title="2026年入党积极分子名单",
    )
    assert {name: stands(store, name).stage for name in cases(store)} == {
        "田禾": "prospect",
        "柏雨桐": "activist",
        "阮小军": "applicant",
    }
    assert codes(made) == ["import.stage_unknown", "import.full_member"]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("入党申请人", "applicant"),
        ("发展对象名单", "prospect"),
        ("积极分子、发展对象", ""),
        ("党员花名册", ""),
    ],
)
def test_a_word_or_a_title_names_a_stage(text: str, stage: str) -> None:
    assert stage_meant(text) == stage


def test_one_undo_takes_a_whole_list_back(store: MemoryStore) -> None:
    brought(store, APPLICANT, PROSPECT)
    outcome = reverse(store, ACTOR, "undo", case_changes(PACKS, [ORG], TODAY))
    assert (outcome.code, cases(store)) == ("case.done_undo", {})


def test_in_a_list_of_a_committee_cases_go_to_their_branches(store: MemoryStore) -> None:
    with store.begin(ACTOR, "test") as uow:
        uow.put("", "organization", "c", {"name": "清溪镇党委", "kind": "committee"})
        branch = {"name": "高沟村党支部", "kind": "branch", "parent": "c"}
        uow.put("", "organization", ORG, branch)
        uow.commit()
    rows: list[GridRow] = [
        ["姓名", "递交入党申请书时间", "所在党支部"],
        ["田禾", "2026-10-08", "高沟村"],
        ["项春生", "2026-10-08", "石桥村"],
    ]
    made = imported(store, CaseSubject(PACKS, "c", TODAY), Sheets(名单=rows))
    assert list(cases(store)) == ["田禾"]
    assert codes(made) == ["roster.unknown_branches"]
