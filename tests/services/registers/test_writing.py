"""Rows of registers in a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, RecordError
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Formula, Operation, RecordsFrom, Register
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.manager import load_contributions
from branchkit.services.registers.writing import (
    add_record,
    add_records,
    all_records,
    check_record,
    defaults_of,
    edit_record,
    read_new,
    read_texts,
    record,
    records_of,
    remove_record,
    restore_record,
)
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

REGISTERS = load_contributions(None, safe_mode=True).registers
MEETING, DUES = "book.meeting", "roll.dues"


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    with change(store) as uow:
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
    return store


@contextmanager
def change(store: MemoryStore) -> Iterator[UnitOfWork]:
    with store.begin(Actor("测试员"), "test") as uow:
        yield uow
        uow.commit()


def meeting(day: str, **values: object) -> dict[str, object]:
    people = ["m0000", "m0001"]
    return {"date": day, "kind": "general", "topic": "议事", "expected": people, **values}


def dues(month: str, member: str = "m0000") -> dict[str, object]:
    return {"month": month, "member": member, "kind": "normal", "due": "1.00"}


def ids(store: MemoryStore, register: str, since: str, until: str) -> list[str]:
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    return [row.id for row in records_of(store, register, ORG, since=first, until=last)]


def register(id: str) -> Register:
    return REGISTERS[id]


def test_a_row_is_kept_without_its_empty_values(store: MemoryStore) -> None:
    with change(store) as uow:
        kept = add_record(uow, register(MEETING), ORG, meeting("2026-11-03", chair="", present=[]))
    assert kept.id == "2026-11-03.001"
    assert record(store, MEETING, ORG, kept.id).values == meeting("2026-11-03")


def test_rows_of_one_day_are_numbered(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(MEETING), ORG, meeting("2026-11-03"))
        rows = [meeting("2026-11-03"), meeting("2026-11-04"), meeting("2026-11-03")]
        added = add_records(uow, register(MEETING), ORG, rows)
    assert [row.id for row in added] == ["2026-11-03.002", "2026-11-04.001", "2026-11-03.003"]


def test_rows_are_picked_by_their_date_both_ends_included(store: MemoryStore) -> None:
    with change(store) as uow:
        days = ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01")
        add_records(uow, register(MEETING), ORG, map(meeting, days))
    assert ids(store, MEETING, "2026-11-01", "2026-11-30") == ["2026-11-01.001", "2026-11-30.001"]


def test_a_row_dated_by_a_month_counts_from_its_first_day(store: MemoryStore) -> None:
    with change(store) as uow:
        add_records(uow, register(DUES), ORG, map(dues, ("2026-10", "2026-11", "2026-12")))
    assert ids(store, DUES, "2026-11-01", "2026-11-30") == ["2026-11.001"]
    assert ids(store, DUES, "2026-11-02", "2026-11-30") == []


@pytest.mark.parametrize(
    "values", [{"date": "2026-11-03"}, meeting("2026-11-03", kind="party"), meeting("")]
)
def test_a_row_that_does_not_fit_is_refused(store: MemoryStore, values: dict[str, object]) -> None:
    assert check_record(store, register(MEETING), ORG, values)
    with pytest.raises(RecordError) as refused, change(store) as uow:
        add_record(uow, register(MEETING), ORG, values)
    assert refused.value.code == "record.not_sound"
    assert all_records(store, MEETING, ORG) == []


def test_a_changed_date_moves_the_row_and_keeps_its_id(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(MEETING), ORG, meeting("2026-11-03", chair="m0000"))
    with change(store) as uow:
        changes = {"date": "2026-12-05", "chair": None}
        edit_record(uow, register(MEETING), ORG, "2026-11-03.001", changes)
    assert ids(store, MEETING, "2026-11-01", "2026-11-30") == []
    assert ids(store, MEETING, "2026-12-01", "2026-12-31") == ["2026-11-03.001"]
    assert "chair" not in record(store, MEETING, ORG, "2026-11-03.001").values


def test_a_row_taken_away_stays_readable_and_no_longer_counts(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(MEETING), ORG, meeting("2026-11-03"))
    with change(store) as uow:
        remove_record(uow, MEETING, ORG, "2026-11-03.001", "录重了")
    assert ids(store, MEETING, "2026-11-01", "2026-11-30") == []
    (row,) = all_records(store, MEETING, ORG)
    assert (row.removed, row.values["topic"]) == ("录重了", "议事")
    with pytest.raises(RecordError, match="removed"), change(store) as uow:
        edit_record(uow, register(MEETING), ORG, row.id, {"topic": "别的"})


def test_taking_away_needs_a_reason_and_a_row(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(MEETING), ORG, meeting("2026-11-03"))
    with pytest.raises(RecordError, match="reason_missing"), change(store) as uow:
        remove_record(uow, MEETING, ORG, "2026-11-03.001", "  ")
    with pytest.raises(RecordError, match="unknown"), change(store) as uow:
        remove_record(uow, MEETING, ORG, "2026-11-03.009", "录错")


def test_members_are_named_by_name_number_or_id(store: MemoryStore) -> None:
    texts = {"expected": "陈建国 2 m0002"}
    values, problems = read_texts(store, register(MEETING), ORG, texts, date(2026, 11, 20))
    assert (values, problems) == ({"expected": ["m0000", "m0001", "m0002"]}, [])


def test_a_name_that_two_people_bear_is_not_guessed(store: MemoryStore) -> None:
    with change(store) as uow:
        uow.put(ORG, "member", "m0099", {"name": "陈建国", "number": 99})
    texts = {"chair": "陈建国"}
    _values, (problem,) = read_texts(store, register(MEETING), ORG, texts, date(2026, 11, 20))
    assert problem.code == "record.unknown_member"


def test_a_number_that_a_row_has_is_not_given_again_when_an_earlier_one_is_gone(
    store: MemoryStore,
) -> None:
    with change(store) as uow:
        add_records(uow, register(MEETING), ORG, [meeting("2026-11-03"), meeting("2026-11-03")])
        uow.put(ORG, f"record/{MEETING}", "2026-11-03.001", {})
        added = add_record(uow, register(MEETING), ORG, meeting("2026-11-03"))
    assert added.id == "2026-11-03.003"


def test_a_row_that_repeats_another_one_is_told_which(store: MemoryStore) -> None:
    with change(store) as uow:
        add_records(uow, register(DUES), ORG, [dues("2026-10"), dues("2026-11")])
    (problem,) = check_record(store, register(DUES), ORG, dues("2026-11"))
    assert (problem.code, problem.place.key) == ("record.not_unique", "month")
    assert problem.params["other"] == "2026-11.001"
    assert check_record(store, register(DUES), ORG, dues("2026-11"), "2026-11.001") == []
    assert check_record(store, register(DUES), ORG, dues("2026-11", "m0001")) == []
    assert check_record(store, register(DUES), "elsewhere", dues("2026-11", "")) != []


def test_a_row_that_was_taken_away_is_not_repeated(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(DUES), ORG, dues("2026-11"))
        remove_record(uow, DUES, ORG, "2026-11.001", "录重了")
        add_record(uow, register(DUES), ORG, dues("2026-11"))
    with pytest.raises(RecordError, match="not_sound"), change(store) as uow:
        restore_record(uow, register(DUES), ORG, "2026-11.001")


def test_unique_columns_without_a_date_are_looked_for_in_every_row(store: MemoryStore) -> None:
    titled = a_register(a_column("title"), a_column("part"), unique=(("title", "part"),))
    with change(store) as uow:
        add_record(uow, titled, ORG, {"date": "2025-01-01", "title": "考勤制度"})
        add_record(uow, titled, ORG, {"date": "2025-01-02"})
    again = {"date": "2026-01-01", "title": "考勤制度"}
    assert [p.code for p in check_record(store, titled, ORG, again)] == ["record.not_unique"]
    assert check_record(store, titled, ORG, {**again, "part": "二"}) == []
    # Rows in which all of the columns are empty are not alike.
    assert check_record(store, titled, ORG, {"date": "2026-01-01"}) == []


def test_a_row_that_was_taken_away_can_count_again(store: MemoryStore) -> None:
    with change(store) as uow:
        add_record(uow, register(MEETING), ORG, meeting("2026-11-03"))
    with pytest.raises(RecordError, match="not_removed"), change(store) as uow:
        restore_record(uow, register(MEETING), ORG, "2026-11-03.001")
    with change(store) as uow:
        remove_record(uow, MEETING, ORG, "2026-11-03.001", "录错了")
        restore_record(uow, register(MEETING), ORG, "2026-11-03.001")
    assert ids(store, MEETING, "2026-11-01", "2026-11-30") == ["2026-11-03.001"]


def test_a_change_decided_on_other_values_than_there_are_is_a_conflict(store: MemoryStore) -> None:
    with change(store) as uow:
        seen = add_record(uow, register(MEETING), ORG, meeting("2026-11-03")).values
    id, theirs = "2026-11-03.001", {"topic": "别人的", "chair": "m0002", "kind": "committee"}
    with store.begin(Actor("别人"), "test") as uow:
        edit_record(uow, register(MEETING), ORG, id, theirs, seen)
        uow.commit()
    titled = register(MEETING).column
    for column, yours, told in (
        ("topic", "我的", ("别人的", "我的")),
        ("chair", "m0001", ("单雄信", "欧阳若兰")),
        ("kind", "life", ("支委会", "组织生活会")),
    ):
        with pytest.raises(ConflictError) as refused, change(store) as uow:
            edit_record(uow, register(MEETING), ORG, id, {column: yours}, seen)
        params = refused.value.params
        assert (params["field"], params["by"]) == (titled(column).title, "别人")
        assert tuple(Catalog.load().shown(params[key]) for key in ("theirs", "yours")) == told
    with change(store) as uow:
        edit_record(uow, register(MEETING), ORG, id, {"place": "村部"}, seen)
        edit_record(uow, register(MEETING), ORG, id, {"topic": "别人的"}, seen)
    assert record(store, MEETING, ORG, id).values["place"] == "村部"


def test_members_and_cases_are_not_added_as_rows(store: MemoryStore) -> None:
    for rows in (RecordsFrom.MEMBERS, RecordsFrom.CASES):
        shown = a_register(rows=rows)
        with pytest.raises(RecordError, match=f"rows_of_{rows}"), change(store) as uow:
            add_record(uow, shown, ORG, {"date": "2026-11-03"})


def test_a_new_row_begins_with_what_is_declared_where_it_applies(store: MemoryStore) -> None:
    applies = (Condition("kind", one_of=("a",)),)
    begun = a_register(
        a_column("kind", ColumnKind.CHOICE, default="甲"),
        a_column("month", ColumnKind.MONTH, default="@month"),
        a_column("year", ColumnKind.NUMBER, default="@year"),
        a_column("hours", ColumnKind.NUMBER, default="2", when=applies),
    )
    today = date(2026, 11, 20)
    assert defaults_of(begun, today) == {
        "kind": "甲",
        "month": "2026-11",
        "year": "2026",
        "hours": "2",
    }
    values, problems = read_new(store, begun, ORG, {"date": "2026-11-03"}, today)
    assert problems == []
    assert values == {
        "date": "2026-11-03",
        "kind": "a",
        "month": "2026-11",
        "year": "2026",
        "hours": "2",
    }
    values, _ = read_new(store, begun, ORG, {"kind": "乙", "year": ""}, today)
    assert values == {"kind": "b", "year": None, "month": "2026-11"}


def test_whether_a_row_is_sound_depends_on_its_computed_columns(store: MemoryStore) -> None:
    values = meeting("2026-11-03", present=["m0000"])
    asks = a_register(
        a_column("expected", ColumnKind.MEMBERS),
        a_column("present", ColumnKind.MEMBERS),
        a_column("reasons", required=True, when=(Condition("absent"),)),
        a_column(
            "absent",
            ColumnKind.MEMBERS,
            formula=Formula(Operation.WITHOUT, ("expected", "present")),
        ),
    )
    row = {key: values[key] for key in ("date", "expected", "present")}
    assert [p.place.key for p in check_record(store, asks, ORG, row)] == ["reasons"]
    assert check_record(store, asks, ORG, {**row, "reasons": "外出"}) == []
    assert check_record(store, asks, ORG, {**row, "present": row["expected"]}) == []
