"""Importing rosters: what a messy sheet becomes, that twice changes nothing, and that nobody is lost or mixed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ExchangeError
from branchkit.core.members.member import Category, Contact, Member, Mobility, Standing
from branchkit.core.organizations.organization import Organization
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import Grid, GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.engine import ImportSummary, RowOutcome
from branchkit.services.importing.members import MemberSubject
from branchkit.services.importing.sheets import STEP_ROWS
from branchkit.services.roster import add_member, edit_member, members_of, remove_member
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import FILE, Sheets, codes, counts, imported, passed_over

ORG = "o"
TODAY = date(2026, 11, 20)
ROSTER = MemberSubject(ORG, TODAY)
HEADER: GridRow = ["序号", "姓名", "性别", "身份证号", "出生年月", "入党时间", "电话"]
ZHANG, OUYANG = "11010519491231002X", "440524188001010014"


@pytest.fixture
def store(clock: Callable[[], datetime]) -> MemoryStore:
    made = MemoryStore(clock)
    with made.begin(Actor("测试员"), "test.build") as uow:
        uow.put("", "organization", ORG, Organization(ORG, "青石村党支部").to_body())
        uow.commit()
    return made


def tried(store: MemoryStore, *rows: list[Value], header: GridRow = HEADER) -> ImportSummary:
    return imported(store, ROSTER, Sheets(花名册=[header, *rows]), dry_run=True)


def bring_in(store: MemoryStore, *rows: list[Value], header: GridRow = HEADER) -> ImportSummary:
    return imported(store, ROSTER, Sheets(花名册=[header, *rows]))


def error_codes(made: ImportSummary) -> list[str]:
    return codes(made, "error")


def by_name(store: MemoryStore) -> dict[str, Member]:
    return {member.name: member for member in members_of(store, ORG)}


def test_a_roster_becomes_members(store: MemoryStore) -> None:
    made = bring_in(
        store,
        [1, "张  三", "女", ZHANG, "1949.12", "1985年3月", "１３８１２３４５６７８"],
        [2, "欧阳若兰", None, None, "85-3-12", Decimal("2010.07"), None],
        ["合计", None, "2人", None, None, None, None],
    )
    assert counts(made) == (2, 0, 0, 0)
    zhang = by_name(store)["张三"]
    assert zhang == Member(
        "m0001", ORG, "张三", 1, "f", "", "1949-12-31", ZHANG, "", "1985-03", phone="13812345678"
    )
    assert by_name(store)["欧阳若兰"].birth == "1985-03-12"
    assert codes(made) == ["member.date.two_digits"]
    assert passed_over(made) == [(4, "total")]


def test_a_dry_run_writes_nothing(store: MemoryStore) -> None:
    before = store.last_seq()
    assert tried(store, [1, "张三", "女", ZHANG])[RowOutcome.ADDED] == 1
    assert members_of(store, ORG) == []
    assert store.last_seq() == before


def test_a_problem_says_file_sheet_row_column_and_what_was_found(store: MemoryStore) -> None:
    made = tried(store, [1, "张三", "女", ZHANG], [2, "李四", "男", None, "1985-13"])
    (problem,) = made.problems
    place = problem.place
    assert (place.file, place.sheet, place.row, place.column) == (FILE, "花名册", 3, "E")
    assert problem.params["found"] == "1985-13"
    assert problem.params["done"] == "left_out"


def test_rows_in_error_are_left_out_whole_and_kept_as_they_were(
    store: MemoryStore, tmp_path: Path
) -> None:
    row: list[Value] = [2, "李四", "男", 1101051949123100, None, date(1985, 3, 1)]
    sheets = Sheets(花名册=[HEADER, [1, "张三", "女", ZHANG], row])
    made = imported(store, ROSTER, sheets, mend_file=tmp_path / "mend.xlsx")
    assert list(by_name(store)) == ["张三"]
    (left_out,) = made.ended(RowOutcome.LEFT_OUT)
    assert left_out.row == 3
    assert [problem.code for problem in left_out.problems] == ["member.citizen_id.length"]
    with open_grids(tmp_path / "mend.xlsx") as grids:
        _header, kept = grids.grid(0).rows()
    # A spreadsheet's numbers have fifteen digits.
    assert kept[:2] == row[:2] and str(kept[3]).startswith("110105194912310")
    assert kept[5] == date(1985, 3, 1)


def test_a_wrong_checksum_is_a_warning(store: MemoryStore) -> None:
    made = bring_in(store, [1, "张三", "女", "110105194912310021"])
    assert codes(made) == ["member.citizen_id.checksum"]
    assert by_name(store)["张三"].citizen_id == "110105194912310021"


def test_importing_twice_changes_nothing(store: MemoryStore) -> None:
    rows: list[list[Value]] = [
        [1, "张三", "女", ZHANG, None, "2026.5"],
        [2, "李四", "男", None, "1985.3", None],
        [3, "王五"],
        [4, "赵六", "男", "110105500101003"],
        [None, "钱七", "女", None, "1985-03-12"],
    ]
    bring_in(store, *rows)
    entries = store.last_seq()
    made = bring_in(store, *rows)
    assert counts(made) == (0, 0, 5, 0)
    assert store.last_seq() == entries


def test_changes_name_their_fields_and_blank_cells_take_nothing_away(store: MemoryStore) -> None:
    bring_in(store, [1, "张三", "女", ZHANG, None, "1985.03", "13812345678"])
    made = bring_in(store, [1, "张三", None, ZHANG, None, None, "13900000000"])
    (change,) = made.ended(RowOutcome.CHANGED)
    assert change.detail == ("phone",)
    assert by_name(store)["张三"].joined == "1985-03"


def test_a_date_known_to_the_day_is_not_made_vague_again(store: MemoryStore) -> None:
    bring_in(store, [1, "李四", "男", None, "1985-03-12", "2010-07-01"])
    made = bring_in(store, [1, "李四", "男", None, "1985.03", "2010.07"])
    assert counts(made) == (0, 0, 1, 0)


def test_an_id_that_was_missing_is_filled_in_by_name_and_birth(store: MemoryStore) -> None:
    bring_in(store, [1, "张三", "女", None, "1949.12"])
    made = bring_in(store, [1, "张三", "女", ZHANG])
    assert [row.detail for row in made.ended(RowOutcome.CHANGED)] == [("birth", "citizen_id")]


def test_namesakes_are_told_apart_by_birth_or_id(store: MemoryStore) -> None:
    bring_in(
        store,
        [1, "张三", "女", ZHANG],
        [2, "张三", None, OUYANG],
        [3, "张三", "男", None, "1985.03"],
    )
    assert len(members_of(store, ORG)) == 3
    made = bring_in(store, [3, "张三", "男", None, "1985.03", None, "13812345678"])
    assert [row.number for row in made.ended(RowOutcome.CHANGED)] == [3]


@pytest.mark.parametrize(
    ("known", "row", "code"),
    [
        ({"birth": "1985-03"}, [None, "张三", "男"], "roster.ambiguous"),
        ({}, [None, "张三", "男", None, "1985.03"], "roster.ambiguous"),
        ({}, [None, "张三", "男", ZHANG], "roster.ambiguous"),
        (
            {"birth": "1949-12-31", "citizen_id": "110105194912310021"},
            [None, "张三", "女", ZHANG],
            "roster.id_differs",
        ),
        (
            {"name": "李四", "citizen_id": ZHANG},
            [None, "张三", "女", ZHANG],
            "roster.id_of_another",
        ),
    ],
)
def test_who_cannot_be_told_is_not_guessed(
    store: MemoryStore, known: dict[str, str], row: list[Value], code: str
) -> None:
    with store.begin(Actor("测试员"), "member.add") as uow:
        add_member(uow, replace(Member("", ORG, "张三"), **known))  # type: ignore[arg-type]
        uow.commit()
    made = bring_in(store, row)
    assert error_codes(made) == [code]
    assert len(members_of(store, ORG)) == 1


def test_the_same_person_twice_in_a_file_is_pointed_out_with_the_row(store: MemoryStore) -> None:
    made = bring_in(store, [1, "张三", "女", ZHANG], [2, "张三", "女", ZHANG])
    assert error_codes(made) == ["roster.twice"]
    assert made.problems[-1].params["row"] == 2
    made = bring_in(store, [1, "李四", "女", OUYANG], [2, "王五", "女", OUYANG])
    assert "第 2 行" in made.problems[-1].params["others"][0].zh_CN  # type: ignore[index]


def test_who_was_removed_does_not_come_back_unasked(store: MemoryStore) -> None:
    bring_in(store, [1, "张三", "女", ZHANG])
    with store.begin(Actor("测试员"), "member.remove") as uow:
        remove_member(uow, ORG, "m0001", "转出", TODAY)
        uow.commit()
    assert error_codes(bring_in(store, [1, "张三", "女", ZHANG])) == ["roster.removed"]
    assert members_of(store, ORG) == []


@pytest.mark.parametrize(
    ("branch", "belongs"),
    [
        ("青石村党支部", True),
        ("青石村", True),
        ("中共青石镇青石村支部委员会", True),
        (None, True),
        ("白水村党支部", False),
        ("大青石村党支部", False),
    ],
)
def test_rows_of_another_branch_are_left_out(
    store: MemoryStore, branch: str | None, belongs: bool
) -> None:
    made = tried(store, ["张三", "女", branch], header=["姓名", "性别", "所在支部"])
    assert (error_codes(made) == []) is belongs


def test_a_category_that_was_assumed_does_not_undo_a_known_one(store: MemoryStore) -> None:
    row: list[Value] = [1, "张三", "女", ZHANG, None, "2026.5"]
    bring_in(store, row)
    assert by_name(store)["张三"].category is Category.PROBATIONARY
    with store.begin(Actor("测试员"), "member.edit") as uow:
        edit_member(uow, ORG, "m0001", {"category": Category.FULL})
        uow.commit()
    assert counts(bring_in(store, row)) == (0, 0, 1, 0)


def numbers(store: MemoryStore) -> dict[str, int]:
    return {member.name: member.number for member in members_of(store, ORG)}


def test_numbers_are_the_files_where_they_fit(store: MemoryStore) -> None:
    bring_in(store, [1, "张三", "女"], [2, "李四", "女"], [4, "王五", "女"])
    assert numbers(store) == {"张三": 1, "李四": 2, "王五": 4}
    bring_in(store, [2, "张三", "女"], [1, "李四", "女"], [3, "赵六", "女"])
    assert numbers(store) == {"李四": 1, "张三": 2, "赵六": 3, "王五": 4}


def test_numbers_that_begin_anew_for_each_group_are_appended(store: MemoryStore) -> None:
    rows: list[list[Value]] = [
        [1, "张三", "女"],
        [2, "李四", "女"],
        [1, "王五", "女"],
        [2, "赵六", "女"],
    ]
    bring_in(store, *rows)
    assert numbers(store) == {"张三": 1, "李四": 2, "王五": 3, "赵六": 4}
    assert counts(bring_in(store, *rows)) == (0, 0, 4, 0)


def test_without_numbers_members_come_as_they_stand(store: MemoryStore) -> None:
    bring_in(store, ["张三", "女"], ["李四", "女"], header=["姓名", "性别"])
    assert numbers(store) == {"张三": 1, "李四": 2}
    bring_in(store, ["王五", "女"], ["李四", "男"], header=["姓名", "性别"])
    assert numbers(store) == {"张三": 1, "李四": 2, "王五": 3}


def test_columns_that_are_not_read_are_named(store: MemoryStore) -> None:
    made = tried(
        store, ["张三", "女", "x", "1", "y"], header=["姓名", "性别", "备注", "手机", "电话"]
    )
    assert [(p.code, p.place.column, p.params["found"]) for p in made.problems[:2]] == [
        ("import.column_unknown", "C", "备注"),
        ("import.column_repeated", "E", "电话"),
    ]


def test_the_first_sheet_with_a_header_is_read_and_others_are_named(store: MemoryStore) -> None:
    rows: list[GridRow] = [["姓名", "性别"], ["张三", "男"]]
    sheets = Sheets(说明=[["请填写"]], 一组=rows, 二组=rows)
    made = imported(store, ROSTER, sheets, dry_run=True)
    assert made.sheet == "一组"
    assert made.problems[0].params["sheets"] == ["二组"]
    for named in ("3", "二组"):
        assert imported(store, ROSTER, sheets, sheet=named, dry_run=True).sheet == "二组"


@pytest.mark.parametrize(
    ("sheet", "code"), [("9", "read_no_such_sheet"), ("说明", "read_no_header")]
)
def test_a_sheet_that_is_not_there_or_no_roster_is_refused(
    store: MemoryStore, sheet: str, code: str
) -> None:
    sheets = Sheets(说明=[["请填写"]])
    with pytest.raises(ExchangeError, match=code):
        imported(store, ROSTER, sheets, sheet=sheet)


def test_a_long_sheet_is_read_as_it_comes(store: MemoryStore) -> None:
    """Rows are asked for a few at a time, and none is kept."""
    alive = 0
    most = 0

    class Row(list[Value]):
        def __init__(self, cells: list[Value]) -> None:
            nonlocal alive, most
            super().__init__(cells)
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[GridRow]:
        yield ["姓名", "性别"]
        for number in range(5_000):
            yield Row([f"张{chr(0x4E00 + number)}", "女"])

    class LongFile(Sheets):
        def grid(self, index: int) -> Grid:
            return Grid("长表", rows)

    made = imported(store, ROSTER, LongFile(长表=[]))
    assert made[RowOutcome.ADDED] == 5_000
    assert most < 2.5 * STEP_ROWS


def test_each_axis_is_read_from_its_own_column_with_its_date(store: MemoryStore) -> None:
    header: GridRow = [
        "姓名",
        "流动情况",
        "外出时间",
        "是否失联",
        "失联时间",
        "党籍",
        "党小组",
        "家庭住址",
        "户星级",
    ]
    row: list[Value] = [
        "张三",
        "流出",
        "2025.3",
        "否",
        "2026.5.1",
        "",
        "第二党小组",
        "三组",
        "五星",
    ]
    bring_in(store, row, header=header)
    zhang = by_name(store)["张三"]
    assert (zhang.mobility, zhang.away_since) == (Mobility.OUT, "2025-03")
    # Nobody is out of contact since a day on which nobody went missing.
    assert (zhang.contact, zhang.lost_since) == (Contact.NORMAL, "")
    assert (zhang.standing, zhang.category) == (Standing.NORMAL, Category.FULL)
    assert (zhang.group, zhang.address, zhang.household_star) == ("第二党小组", "三组", 5)
    assert counts(bring_in(store, row, header=header)) == (0, 0, 1, 0)


def test_a_roster_exported_masked_takes_nothing_away(store: MemoryStore) -> None:
    header: GridRow = ["姓名", "出生年月", "身份证号", "电话"]
    bring_in(store, ["张三", "1949-12-31", ZHANG, "13812345678"], header=header)
    masked: list[Value] = ["张三", "1949-12-31", "110105********002X", "138****5678"]
    made = bring_in(store, masked, ["李四", "1985-03-01", "", "139****0000"], header=header)
    assert counts(made) == (1, 0, 1, 0)
    assert codes(made) == ["import.masked", "import.masked"]
    people = by_name(store)
    assert (people["张三"].citizen_id, people["张三"].phone) == (ZHANG, "13812345678")
    assert people["李四"].phone == ""
