"""Rows of registers in a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import RecordError
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers import Register
from branchkit.plugin.manager import load_contributions
from branchkit.services.records import (
    add_record,
    add_records,
    all_records,
    check_record,
    edit_record,
    read_texts,
    record,
    records_of,
    remove_record,
)
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore

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
    return {"month": month, "member": member, "due": "1.00"}


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
