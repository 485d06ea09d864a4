"""Sheets with a column a month: a record for every month in which a row says something."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.core.registers.register import Register
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.plugin.manager import load_contributions
from branchkit.services.importing.engine import ImportSummary
from branchkit.services.importing.records import RecordSubject, RegisterHeadings
from branchkit.services.registers.reading import all_records
from branchkit.testing.builders import ORG, fixed_clock, members
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, counts, imported, passed_over

TODAY = date(2026, 11, 20)
DUES: Register = load_contributions(None, safe_mode=True).registers["roll.dues"]
TITLE: list[GridRow] = [["2026年党费收缴表"]]
HEADER: GridRow = ["序号", "姓名", "月基数", "月应缴", "1月", "二月", "2026年3月", "合计"]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(fixed_clock())
    with made.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, {"name": "高沟村党支部", "kind": "branch"})
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return made


def brought(store: MemoryStore, *rows: GridRow, above: list[GridRow] = TITLE) -> ImportSummary:
    return imported(store, RecordSubject(DUES, ORG, TODAY), Sheets(表=[*above, *rows]))


def kept(store: MemoryStore) -> list[tuple[object, ...]]:
    columns = ("month", "member", "due", "paid", "base")
    rows = (record.values for record in all_records(store, DUES.id, ORG))
    return sorted(tuple(row.get(column) for column in columns) for row in rows)


def test_every_month_with_a_figure_is_a_record(store: MemoryStore) -> None:
    row: GridRow = [1, "陈建国", 4200, 42, 42, 30, None, 72]
    made = brought(store, HEADER, row, ["合计", None, None, None, 42, 30, None, 72])
    assert (counts(made), codes(made)) == ((2, 0, 0, 0), [])
    assert passed_over(made) == [(4, "total")]
    assert kept(store) == [
        ("2026-01", "m0000", "42.00", "42.00", "4200.00"),
        ("2026-02", "m0000", "42.00", "30.00", "4200.00"),
    ]
    assert counts(brought(store, HEADER, row)) == (0, 0, 2, 0)
    assert counts(brought(store, HEADER, [1, "陈建国", 4200, 42, 42, 42, 42])) == (1, 1, 1, 0)


def test_without_a_column_of_what_was_due_it_is_what_was_paid(store: MemoryStore) -> None:
    brought(store, ["姓名", "月基数", "1月", "2月"], ["陈建国", 1200, 6, None])
    assert kept(store) == [("2026-01", "m0000", "6.00", "6.00", "1200.00")]


def test_a_month_may_have_a_column_for_each_figure(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["姓名", "月基数", "1月", "1月", "2月", "2月"],
        ["姓名", "月基数", "应缴", "实缴", "应缴", "实缴"],
        ["陈建国", 1200, 6, 6, 6, None],
    ]
    brought(store, *rows)
    assert [row[:4] for row in kept(store)] == [
        ("2026-01", "m0000", "6.00", "6.00"),
        ("2026-02", "m0000", "6.00", None),
    ]


def test_what_is_wrong_in_one_month_leaves_the_row_to_be_mended_once(
    store: MemoryStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("mend") / "mend.csv"
    rows: list[GridRow] = [*TITLE, HEADER, [1, "陈建国", 4200, 42, "病", 42, "假", None]]
    subject = RecordSubject(DUES, ORG, TODAY)
    made = imported(store, subject, Sheets(表=rows), mend_file=target)
    assert counts(made) == (1, 0, 0, 1)
    assert [(p.code, p.place.row, p.place.column) for p in made.problems] == [
        ("record.not_of_kind", 3, "E"),
        ("record.not_of_kind", 3, "G"),
    ]
    with open_grids(target) as grids:
        assert len(list(grids.grid(0).rows())) == 2


def test_a_tick_says_that_what_was_due_was_paid(store: MemoryStore) -> None:
    made = brought(store, HEADER, [1, "陈建国", 4200, 42, "√", "已缴", None])
    assert (counts(made), codes(made)) == ((2, 0, 0, 0), [])
    assert [row[2:4] for row in kept(store)] == [("42.00", "42.00")] * 2
    made = brought(store, ["姓名", "月基数", "1月", "2月"], ["单雄信", 1200, "√", None])
    assert set(codes(made)) == {"record.not_of_kind"}


def test_a_row_whose_person_is_not_known_is_left_out_whole(store: MemoryStore) -> None:
    made = brought(store, HEADER, [1, "某某某", 4200, 42, 42, 42, 42])
    assert (codes(made), counts(made)) == (["record.unknown_member"], (0, 0, 0, 1))


def test_without_a_year_nothing_is_guessed(store: MemoryStore) -> None:
    with pytest.raises(ExchangeError) as refused:
        brought(store, ["姓名", "月基数", "1月", "2月"], ["陈建国", 1200, 6, 6], above=[])
    assert refused.value.code == "exchange.read_no_year"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("1月", "@-01"),
        ("01月份", "@-01"),
        ("十二月", "@-12"),
        ("2026年3月", "@2026-03"),
        ("2026.03", "@2026-03"),
        (date(2026, 3, 1), "@2026-03"),
        ("3月实缴", "@-03.paid"),
        ("3月说明", ""),
        ("13月", ""),
        ("月份", "month"),
    ],
)
def test_a_header_names_a_month(header: str | date, field: str) -> None:
    assert RegisterHeadings(DUES).field_of(header) == field
