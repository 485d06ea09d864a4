"""Who of a list is a member of the Party, and what becomes of IDs that have lost their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.core.members.member import Category, Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.engine import ImportSummary, RowOutcome
from branchkit.services.importing.members import MemberSubject
from branchkit.services.roster import members_of
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, counts, imported

ORG = "o"
ROSTER = MemberSubject(ORG, date(2026, 11, 20))
HEADER: GridRow = ["序号", "姓名", "性别", "身份证号", "出生年月", "入党时间", "电话"]


@pytest.fixture
def store(clock: Callable[[], datetime]) -> MemoryStore:
    made = MemoryStore(clock)
    with made.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "青石村党支部").to_body())
        uow.commit()
    return made


def bring_in(store: MemoryStore, *rows: list[Value], header: GridRow = HEADER) -> ImportSummary:
    return imported(store, ROSTER, Sheets(花名册=[header, *rows]))


def error_codes(made: ImportSummary) -> list[str]:
    return codes(made, "error")


def by_name(store: MemoryStore) -> dict[str, Member]:
    return {member.name: member for member in members_of(store, ORG)}


def test_of_a_damaged_id_the_person_is_taken_and_the_id_to_be_completed(
    store: MemoryStore, tmp_path: Path
) -> None:
    row: list[Value] = [1, "江东升", "男", 440524197002030144, None, "1995-07-01"]
    sheets = Sheets(花名册=[HEADER, row])
    made = imported(store, ROSTER, sheets, mend_file=tmp_path / "mend.xlsx")
    (member,) = members_of(store, ORG)
    assert (member.citizen_id, member.citizen_id_start) == ("", "440524197002030")
    assert (member.birth, member.joined) == ("1970-02-03", "1995-07-01")
    assert (codes(made), made.incomplete) == (["member.citizen_id.incomplete"], 1)
    with open_grids(tmp_path / "mend.xlsx") as grids:
        _header, kept = grids.grid(0).rows()
    assert kept[:2] == row[:2] and "待照证件补全" in str(kept[-1])

    again = imported(store, ROSTER, sheets)
    assert (counts(again), again.incomplete) == ((0, 0, 1, 0), 1)
    mended = bring_in(store, [1, "江东升", "男", "440524197002030118", None, "1995-07-01"])
    (change,) = mended.ended(RowOutcome.CHANGED)
    assert (change.detail, mended.incomplete) == (("citizen_id", "citizen_id_start"), 0)
    (member,) = members_of(store, ORG)
    assert (member.citizen_id, member.citizen_id_start) == ("440524197002030118", "")


def test_a_damaged_id_is_no_news_of_somebody_whose_id_is_known(store: MemoryStore) -> None:
    bring_in(store, [1, "江东升", "男", "440524197002030118"])
    made = bring_in(store, [1, "江东升", "男", 440524197002030144])
    assert (counts(made), codes(made), made.incomplete) == ((0, 0, 1, 0), [], 0)
    made = bring_in(store, [1, "江东升", "男", 440525197002030144])
    assert codes(made) == ["member.citizen_id.other"]
    assert by_name(store)["江东升"].citizen_id == "440524197002030118"


def test_two_damaged_ids_alike_are_two_people(store: MemoryStore) -> None:
    made = bring_in(
        store,
        [1, "江东升", "男", 440524197002030144],
        [2, "江西升", "男", 440524197002030144],
    )
    assert counts(made) == (2, 0, 0, 0)


def test_an_id_that_is_not_the_rest_of_what_was_left_is_told(store: MemoryStore) -> None:
    bring_in(store, [1, "江东升", "男", 440524197002030144])
    made = bring_in(store, [1, "江东升", "男", "440525197002030112"])
    assert "member.citizen_id.other" in codes(made)


def test_only_members_of_the_party_are_taken(store: MemoryStore) -> None:
    made = bring_in(
        store,
        [1, "正式甲", "中共党员", "2001-07-01"],
        [2, "预备乙", "224_预备党员", "2026-03-01"],
        [3, "群众丙", "群众", None],
        [4, "团员丁", "共青团员", None],
        [5, "民盟戊", "民盟盟员", None],
        [6, "九三己", "九三学社社员", None],
        [7, "无党庚", "无党派人士", None],
        [8, "发展辛", "发展对象", None],
        [9, "不明壬", "街坊", "2001-07-01"],
        [10, "数字癸", "01", "2001-07-01"],
        header=["序号", "姓名", "政治面貌", "入党时间"],
    )
    assert {name: member.category for name, member in by_name(store).items()} == {
        "正式甲": Category.FULL,
        "预备乙": Category.PROBATIONARY,
        "数字癸": Category.FULL,
    }
    not_members, unknown = ["member.category.not_a_member"] * 6, ["member.category.unknown"]
    assert error_codes(made) == not_members + unknown
    assert [p.params["taken"] for p in made.problems if p.severity == "warning"] == ["中共党员"]


def test_headings_say_who_is_a_member_and_of_which_category(store: MemoryStore) -> None:
    made = bring_in(
        store,
        ["一、正式党员"],
        [1, "张三", "男", None, None, "2001.7"],
        ["二、预备党员"],
        ["第一党小组"],
        [2, "李四", "男", None, None, "2025.9"],
        [5, "孙八", "男", None, None, "2024.9", None, "2025.9"],
        ["三、入党积极分子"],
        [3, "王五", "男", None, "1999.1", None],
        ["四、党员（续）"],
        [4, "赵六", "男", None, "1960.1", None],
        header=[*HEADER, "转正时间"],
    )
    assert {name: member.category for name, member in by_name(store).items()} == {
        "张三": Category.FULL,
        "李四": Category.PROBATIONARY,
        "孙八": Category.FULL,
        "赵六": Category.FULL,
    }
    (problem,) = (p for p in made.problems if p.severity == "error")
    assert problem.code == "member.category.not_a_member"
    assert problem.params["found"] == "三、入党积极分子"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([["入党积极分子花名册"], ["姓名", "性别"], ["张三", "男"]], "入党积极分子花名册"),
        ([["姓名", "递交入党申请书时间"], ["张三", "2026-01-04"]], "递交入党申请书时间"),
    ],
)
def test_a_list_of_people_in_development_is_no_roster(
    store: MemoryStore, rows: list[GridRow], title: str
) -> None:
    with pytest.raises(ExchangeError) as refused:
        imported(store, ROSTER, Sheets(名单=rows))
    assert refused.value.code == "exchange.read_other_list"
    assert refused.value.params["title"] == title


def test_the_sheet_of_members_is_found_behind_that_of_activists(store: MemoryStore) -> None:
    people: list[GridRow] = [["姓名", "性别"], ["张三", "男"]]
    made = imported(store, ROSTER, Sheets(积极分子=people, 党员=people))
    assert (made.sheet, counts(made)) == ("党员", (1, 0, 0, 0))


def test_in_a_list_of_everybody_who_says_to_be_no_member_is_none(store: MemoryStore) -> None:
    made = bring_in(
        store,
        ["张三", "女", "是"],
        ["李四", "男", "否"],
        ["王五", "男", "不清楚"],
        ["赵六", "男", None],
        ["钱七", "女", "√"],
        header=["姓名", "性别", "是否党员"],
    )
    assert list(by_name(store)) == ["张三", "钱七"]
    assert error_codes(made) == ["roster.said_no_member"] * 3


def test_under_political_status_nobody_is_a_member_without_a_word(store: MemoryStore) -> None:
    rows: list[list[Value]] = [
        ["张三", None, None],
        ["李四", None, "2001.7"],
        ["王五", "退休党员", None],
    ]
    made = bring_in(store, *rows, header=["姓名", "政治面貌", "入党时间"])
    assert list(by_name(store)) == ["李四", "王五"]
    assert error_codes(made) == ["roster.status_missing"]
    made = bring_in(store, *rows, header=["姓名", "人员类别", "入党时间"])
    assert error_codes(made) == []


def test_who_has_only_applied_and_who_has_left_are_left_out_of_a_list_of_all(
    store: MemoryStore,
) -> None:
    made = bring_in(
        store,
        ["张三", "1994-01-01", "1995-07-01", "1996-07-01", None],
        ["李四", "2026-01-01", None, None, "/"],
        ["王五", "1994-01-01", "1995-07-01", "1996-07-01", "某局"],
        header=["姓名", "递交入党申请书时间", "入党时间", "转正时间", "转出单位"],
    )
    assert list(by_name(store)) == ["张三"]
    assert error_codes(made) == ["roster.not_joined", "roster.has_left"]
    assert codes(made)[:2] == ["import.column_looked_at"] * 2
