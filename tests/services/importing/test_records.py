"""Importing rows of a register: what messy sheets become, that twice changes nothing, and that no row is lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError, RecordError
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import (
    Choice,
    Column,
    ColumnKind,
    Formula,
    Operation,
    RecordsFrom,
    Register,
)
from branchkit.core.tables import Value
from branchkit.core.texts import LocalText
from branchkit.exchange.readers.grid import GridFile, GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.engine import Import, ImportedRow, ImportSummary, RowOutcome
from branchkit.services.importing.records import RecordSubject
from branchkit.services.registers.reading import all_records
from branchkit.services.registers.writing import add_record, remove_record
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, imported

TODAY = date(2026, 11, 20)


def column(id: str, kind: ColumnKind, title: str, **parts: object) -> Column:
    return Column(id, kind, LocalText(title, id.title()), **parts)  # type: ignore[arg-type]


VISITS = Register(
    id="test.visit",
    title=LocalText("走访记录", "Visits"),
    columns=(
        column("date", ColumnKind.DATE, "日期", required=True),
        column("who", ColumnKind.MEMBER, "走访人", required=True, aliases=("走访党员",)),
        column("with", ColumnKind.MEMBERS, "同行"),
        column(
            "kind",
            ColumnKind.CHOICE,
            "类别",
            choices=(
                Choice("home", LocalText("入户（走访）", "Home"), ("上门",)),
                Choice("field", LocalText("田间", "Field")),
            ),
            default="home",
        ),
        column("hours", ColumnKind.NUMBER, "时长", minimum="0", maximum="24"),
        column("before", ColumnKind.MONEY, "收入（帮扶前）", personal=True),
        column("after", ColumnKind.MONEY, "收入（帮扶后）"),
        column("count", ColumnKind.NUMBER, "人数", formula=Formula(Operation.COUNT, ("with",))),
        column("solved", ColumnKind.YES_NO, "是否解决"),
        column("field", ColumnKind.TEXT, "地块", when=(Condition("kind", ("field",)),)),
        column("phone", ColumnKind.TEXT, "电话"),
        column("note", ColumnKind.TEXT, "备注"),
    ),
    dated_by="date",
)
MONTHS = Register(
    id="test.month",
    title=LocalText("月册", "Months"),
    columns=(
        column("month", ColumnKind.MONTH, "月份", required=True),
        column("who", ColumnKind.MEMBER, "党员", required=True),
        column("paid", ColumnKind.MONEY, "实缴"),
        column("note", ColumnKind.TEXT, "备注"),
    ),
    dated_by="month",
    unique=(("month", "who"),),
)
HEADER: GridRow = ["序号", "日期", "走访人", "同行", "备注"]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(datetime(2026, 11, 20, 9).astimezone)
    with made.begin(ACTOR, "test.build") as uow:
        for organization in (
            Organization(ORG, "高沟村党支部"),
            Organization("b2", "柳巷村党支部", parent=ORG),
        ):
            uow.put("", "organization", organization.id, organization.to_body())
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return made


def run(
    store: MemoryStore,
    grids: GridFile,
    register: Register = VISITS,
    *,
    mend_file: Path | None = None,
    trial: bool = False,
    told: list[ImportedRow] | None = None,
    sheet: str = "",
) -> ImportSummary:
    """An import in which no row is left out unless there is a mend file."""
    subject = RecordSubject(register, ORG, TODAY)
    hear = told.append if told is not None else None
    target = mend_file or Path("/no/row/is/left/out.xlsx")
    return imported(store, subject, grids, sheet=sheet, dry_run=trial, mend_file=target, told=hear)


def rows_in(
    store: MemoryStore, *rows: list[Value], header: GridRow = HEADER, trial: bool = False
) -> ImportSummary:
    return run(store, Sheets(走访=[header, *rows]), trial=trial)


def values(store: MemoryStore, register: Register = VISITS, org: str = ORG) -> list[object]:
    return [
        dict(record.values) for record in all_records(store, register.id, org) if not record.removed
    ]


def test_a_messy_sheet_becomes_records(store: MemoryStore) -> None:
    count = run(
        store,
        Sheets(
            走访=[
                ["2026年走访记录", None, None, None, None],
                ["填报单位：高沟村党支部", None, None, None, None],
                ["序号", "日 期", "走访党员", "同行", "备　注"],
                [1, "2026.11.3", "陈 建 国", "欧阳若兰、单雄信", "送医"],
                [None, None, None, None, None],
                ["第一党小组", "第一党小组", "第一党小组", "第一党小组", "第一党小组"],
                [2, date(2026, 11, 4), 2, "单雄信，仇春梅", None],
                ["序号", "日期", "走访人", "同行", "备注"],
                [3, 46330, "m0002", "无", 20261105],
                ["合计", "3次", None, None, None],
                ["填表人：张三", None, None, None, None],
            ]
        ),
    )
    assert values(store) == [
        {"date": "2026-11-03", "who": "m0000", "with": ["m0001", "m0002"], "note": "送医"}
        | {"kind": "home"},
        {"date": "2026-11-04", "who": "m0001", "with": ["m0002", "m0003"], "kind": "home"},
        {"date": "2026-11-04", "who": "m0002", "note": "20261105", "kind": "home"},
    ]
    assert count[RowOutcome.ADDED] == 3
    assert [row.detail[0] for row in count.passed_over] == ["heading", "header", "total", "remark"]
    assert codes(count) == ["import.serial"]


def test_two_header_rows_and_brackets_that_tell_columns_apart(store: MemoryStore) -> None:
    count = run(
        store,
        Sheets(
            走访=[
                ["日期", "走访人", "收入", "收入", "人数"],
                ["日期", "走访人", "（帮扶前）", "（帮扶后）", "人数"],
                ["2026-11-03", "单雄信", "1,200", "￥3.5万元", 7],
            ]
        ),
    )
    assert values(store) == [
        {"date": "2026-11-03", "who": "m0002", "before": "1200.00", "after": "35000.00"}
        | {"kind": "home"}
    ]
    assert codes(count) == ["import.unit"]


def test_headers_may_be_english_or_ids(store: MemoryStore) -> None:
    header: GridRow = ["date", "Who", "with", "KIND"]
    rows_in(store, ["2026-11-03", "单雄信", "", "Field"], header=header)
    assert values(store) == [{"date": "2026-11-03", "who": "m0002", "kind": "field"}]


def test_values_as_spreadsheets_mangle_them(store: MemoryStore) -> None:
    header: GridRow = ["日期", "走访人", "类别", "时长", "是否解决", "电话", "收入（帮扶后）"]
    price = Decimal("12.300000000000001")
    count = rows_in(
        store,
        ["'26-11-3", "单雄信", "入户", "2小时", "✓", 13800001111, price],
        ["2026/11/4", "单雄信", "入户走访", Decimal("1.5"), False, "—", "-"],
        header=header,
    )
    assert values(store) == [
        {"date": "2026-11-03", "who": "m0002", "kind": "home", "hours": "2", "solved": True}
        | {"phone": "13800001111", "after": "12.30"},
        {"date": "2026-11-04", "who": "m0002", "kind": "home", "hours": "1.5", "solved": False}
        | {"phone": "—"},
    ]
    assert codes(count) == ["import.two_digits", "import.unit"]


def test_what_cannot_be_trusted_is_left_out(store: MemoryStore, tmp_path: Path) -> None:
    header: GridRow = ["日期", "走访人", "同行", "电话", "时长"]
    rows: list[GridRow] = [
        ["2026-11-03", "单雄信", 12, None, None],
        ["2026-11-03", "单雄信", None, 110105194912310021, None],
        ["2026-11", "单雄信", None, None, None],
        ["2026-11-03", "张飞", None, None, None],
        ["2026-11-03", None, None, None, 3],
        ["2026-11-03", "单雄信", None, None, 25],
    ]
    mend = tmp_path / "mend.xlsx"
    count = run(store, Sheets(走访=[header, *rows]), mend_file=mend)
    assert codes(count) == [
        "import.head_count",
        "import.digits_lost",
        "import.no_day",
        "record.unknown_member",
        "record.missing",
        "record.too_large",
    ]
    assert [problem.place.row for problem in count.problems] == [2, 3, 4, 5, 6, 7]
    assert [problem.place.column for problem in count.problems] == ["C", "D", "A", "B", "B", "E"]
    assert (count[RowOutcome.LEFT_OUT], values(store)) == (6, [])


def test_a_mend_file_is_imported_as_it_is(store: MemoryStore, tmp_path: Path) -> None:
    mend = tmp_path / "mend.xlsx"
    good: GridRow = [1, "2026-11-03", "陈建国", None, "a"]
    run(store, Sheets(走访=[HEADER, good, [2, "2026-11-03", "张飞", None, "b"]]), mend_file=mend)
    with open_grids(mend) as grids:
        rows = list(grids.grid(0).rows())
    assert rows[0] == [*HEADER, "问题"]
    assert rows[1][:5] == [2, "2026-11-03", "张飞", None, "b"]
    assert str(rows[1][5]).startswith("走访人：")
    rows[1][2] = "解缙之"
    again = run(store, Sheets(走访=rows), mend_file=tmp_path / "second.xlsx")
    assert again[RowOutcome.ADDED] == 1
    assert codes(again) == []
    assert not (tmp_path / "second.xlsx").exists()


def test_importing_twice_changes_nothing(store: MemoryStore) -> None:
    rows: list[list[Value]] = [
        [1, "2026-11-03", "陈建国", None, "甲"],
        [2, "2026-11-03", "陈建国", None, "甲"],
        [3, "2026-11-03", "陈建国", "单雄信", None],
    ]
    assert rows_in(store, *rows)[RowOutcome.ADDED] == 3
    before = store.last_seq()
    again = rows_in(store, *rows)
    assert (again[RowOutcome.UNCHANGED], again.writes) == (3, 0)
    assert store.last_seq() == before


def test_a_blank_cell_takes_nothing_away(store: MemoryStore) -> None:
    rows_in(store, [1, "2026-11-03", "陈建国", "单雄信", "甲"])
    again = rows_in(store, [1, "2026-11-03", "陈建国", None, None])
    assert (again[RowOutcome.UNCHANGED], len(values(store))) == (1, 1)


def test_a_row_that_says_something_else_is_told_of(store: MemoryStore) -> None:
    rows_in(store, [1, "2026-11-03", "陈建国", None, "甲"])
    count = rows_in(store, [1, "2026-11-03", "陈建国", None, "乙"])
    assert (count[RowOutcome.ADDED], codes(count)) == (1, ["import.similar"])
    assert len(values(store)) == 2


def test_unique_columns_say_which_record_is_meant(store: MemoryStore) -> None:
    header: GridRow = ["月份", "党员", "实缴", "备注"]
    first: list[GridRow] = [header, ["2026-11", "陈建国", 5, "现金"], ["2026年11月", "单雄信", 5]]
    told: list[ImportedRow] = []
    run(store, Sheets(党费=first), MONTHS)
    second: list[GridRow] = [
        header,
        ["2026-11", "陈建国", 6, None],
        ["2026-11", "单雄信", 5],
        ["2026-12", "单雄信", 5],
    ]
    count = run(store, Sheets(党费=second), MONTHS, told=told)
    assert [row.outcome for row in told] == [
        RowOutcome.CHANGED,
        RowOutcome.UNCHANGED,
        RowOutcome.ADDED,
    ]
    assert told[0].detail == ("paid",)
    assert values(store, MONTHS)[0] == {
        "month": "2026-11",
        "who": "m0000",
        "paid": "6.00",
        "note": "现金",
    }
    assert count.writes == 2


def test_two_rows_of_a_file_about_one_record_must_agree(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[GridRow] = [["月份", "党员", "实缴"]]
    rows += [["2026-11", "陈建国", paid] for paid in (5, 5, 6)]
    count = run(store, Sheets(党费=rows), MONTHS, mend_file=tmp_path / "mend.xlsx")
    assert (count[RowOutcome.ADDED], count[RowOutcome.UNCHANGED], count[RowOutcome.LEFT_OUT]) == (
        1,
        1,
        1,
    )
    assert count.problems[0].code == "import.twice"
    assert count.problems[0].params["row"] == 2


def test_a_month_that_a_spreadsheet_took_for_a_number(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["月份", "党员", "实缴"],
        [Decimal("2026.1"), "陈建国", 5],
        [date(2026, 11, 1), "陈建国", 5],
    ]
    count = run(store, Sheets(党费=rows), MONTHS)
    assert [row["month"] for row in values(store, MONTHS)] == ["2026-10", "2026-11"]  # type: ignore[index]
    assert codes(count) == ["import.zero_lost"]


def test_what_was_taken_away_does_not_come_back_by_itself(
    store: MemoryStore, tmp_path: Path
) -> None:
    row: GridRow = [1, "2026-11-03", "陈建国", None, "甲"]
    rows_in(store, row)
    with store.begin(ACTOR, "test") as uow:
        remove_record(uow, VISITS.id, ORG, "2026-11-03.001", "记错了")
        uow.commit()
    count = run(store, Sheets(走访=[HEADER, row]), mend_file=tmp_path / "mend.xlsx")
    assert codes(count) == ["import.removed"]
    assert count.problems[0].params["reason"] == "记错了"


def test_masked_values_say_nothing(store: MemoryStore) -> None:
    header: GridRow = ["日期", "走访人", "收入（帮扶前）"]
    rows_in(store, ["2026-11-03", "陈建国", 1200], header=header)
    count = rows_in(
        store, ["2026-11-03", "陈建国", "***"], ["2026-11-04", "陈建国", "***"], header=header
    )
    assert codes(count) == ["import.masked"]
    assert values(store) == [
        {"date": "2026-11-03", "who": "m0000", "kind": "home", "before": "1200.00"},
        {"date": "2026-11-04", "who": "m0000", "kind": "home"},
    ]


def test_nothing_of_a_personal_column_is_repeated(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[GridRow] = [["日期", "走访人", "收入（帮扶前）"], ["2026-11-03", "陈建国", "3O00"]]
    count = run(store, Sheets(走访=rows), mend_file=tmp_path / "mend.xlsx")
    assert count.problems[0].params["found"] == "***"


def test_a_column_that_does_not_apply_is_a_fault(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[GridRow] = [
        ["日期", "走访人", "类别", "地块"],
        ["2026-11-03", "陈建国", "田间", "东坡"],
        ["2026-11-03", "陈建国", "入户", "东坡"],
    ]
    count = run(store, Sheets(走访=rows), mend_file=tmp_path / "mend.xlsx")
    assert (count[RowOutcome.ADDED], codes(count)) == (1, ["record.not_applicable"])


def test_a_trial_keeps_nothing_and_says_the_same(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        [1, "2026-11-03", "陈建国", None, None],
        [2, "2026-11-03", "张飞", None, None],
    ]
    before = store.last_seq()
    count = rows_in(store, *rows, trial=True)
    assert (count[RowOutcome.ADDED], count[RowOutcome.LEFT_OUT]) == (1, 1)
    assert store.last_seq() == before
    assert list(tmp_path.iterdir()) == []


def test_an_import_left_before_its_end_keeps_nothing(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[GridRow] = [HEADER, [0, "2026-11-03", "张飞", None, None]]
    rows += [[n, "2026-11-03", "陈建国", None, str(n)] for n in range(500)]
    running = Import(RecordSubject(VISITS, ORG, TODAY), Catalog.load())
    steps = running.steps(store, ACTOR, Sheets(走访=rows), tmp_path / "mend.xlsx")
    next(steps)
    steps.close()
    assert values(store) == []
    assert list(tmp_path.iterdir()) == []
    with store.begin(ACTOR, "the store is free again"):
        pass


def test_the_sheet_that_fits_best_is_read(store: MemoryStore) -> None:
    other: list[GridRow] = [["日期", "备注"], ["2026-11-01", "别的台账"]]
    own: list[GridRow] = [HEADER, [1, "2026-11-03", "陈建国", None, None]]
    count = run(store, Sheets(目录=[["目录"]], 别的=other, 走访=own, 走访二=own))
    assert (count.sheet, count[RowOutcome.ADDED]) == ("走访", 1)
    assert [(p.code, p.params["sheets"]) for p in count.problems] == [
        ("import.sheets_not_read", ["走访二"])
    ]
    assert run(store, Sheets(走访=own, 走访二=own), sheet="2").sheet == "走访二"


def test_columns_that_are_not_read_are_told(store: MemoryStore) -> None:
    count = rows_in(
        store,
        ["2026-11-03", "陈建国", "晴", "甲", "乙"],
        header=["日期", "走访人", "天气", "备注", "备注"],
    )
    assert codes(count) == ["import.column_unknown", "import.column_repeated"]


def test_rows_of_organisations_below_go_to_them(store: MemoryStore, tmp_path: Path) -> None:
    rows: list[GridRow] = [
        ["党组织", "月份", "党员"],
        ["柳巷村党支部", "2026-11", "王五"],
        ["高沟村", "2026-11", "陈建国"],
        ["石桥村党支部", "2026-11", "陈建国"],
    ]
    with store.begin(ACTOR, "test") as uow:
        uow.put("b2", "member", "m0001", {"name": "王五", "number": 1})
        uow.commit()
    count = run(store, Sheets(党费=rows), MONTHS, mend_file=tmp_path / "mend.xlsx")
    assert codes(count) == ["import.other_orgs"]
    assert values(store, MONTHS, "b2") == [{"month": "2026-11", "who": "m0001"}]
    assert len(values(store, MONTHS)) == 1


def test_a_sheet_without_a_header_is_refused(store: MemoryStore) -> None:
    with pytest.raises(ExchangeError) as refused:
        run(store, Sheets(走访=[["日期"], ["2026-11-03"]]))
    assert refused.value.code == "exchange.read_no_header"


def test_registers_without_rows_of_their_own_are_refused() -> None:
    from dataclasses import replace

    for rows, code in ((RecordsFrom.MEMBERS, "members"), (RecordsFrom.CASES, "cases")):
        with pytest.raises(RecordError) as refused:
            RecordSubject(replace(VISITS, rows=rows), ORG, TODAY)
        assert refused.value.code == f"record.rows_of_{code}"


def test_a_record_made_by_hand_is_known_again(store: MemoryStore) -> None:
    with store.begin(ACTOR, "test") as uow:
        add_record(uow, VISITS, ORG, {"date": "2026-11-03", "who": "m0000", "hours": "2"})
        uow.commit()
    count = rows_in(store, ["2026-11-03", "陈建国", "2小时"], header=["日期", "走访人", "时长"])
    assert count[RowOutcome.UNCHANGED] == 1


@pytest.mark.parametrize("written", ["上门", "入户", "01_入户", "上门（慰问）"])
def test_a_choice_goes_by_title_alias_and_behind_a_code(store: MemoryStore, written: str) -> None:
    header: GridRow = ["日期", "走访人", "类别"]
    imported(
        store,
        RecordSubject(VISITS, ORG, TODAY),
        Sheets(走访=[header, ["2026-11-03", "陈建国", written]]),
    )
    (kept,) = all_records(store, VISITS.id, ORG)
    assert kept.values["kind"] == "home"


def test_a_choice_that_is_not_known_is_told_with_the_words_of_the_others(
    store: MemoryStore,
) -> None:
    rows: list[GridRow] = [["日期", "走访人", "类别"], ["2026.3.7-3.8", "陈建国", "开会"]]
    made = imported(store, RecordSubject(VISITS, ORG, TODAY), Sheets(走访=rows))
    assert codes(made) == ["import.first_day", "record.unknown_choice"]
    told = Catalog.load().problem(made.problems[1])
    assert "入户（走访）" in told and "田间" in told and "home" not in told
