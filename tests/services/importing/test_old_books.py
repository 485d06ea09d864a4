"""Books of meetings from before there were rolls: what kinds are called, and numbers of people instead of their names."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.exchange.readers.grid import GridRow
from branchkit.plugin.manager import load_contributions
from branchkit.services.importing.records import RecordSubject
from branchkit.services.registers.reading import all_records
from branchkit.testing.builders import ORG, fixed_clock, members
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, imported

TODAY = date(2026, 11, 20)
MEETINGS = load_contributions(None, safe_mode=True).registers["book.meeting"]


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(fixed_clock())
    with made.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, {"name": "高沟村党支部", "kind": "branch"})
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return made


def test_old_books_hold_numbers_of_people_and_no_names(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["会议类型", "会议时间", "应到人数", "实到人数", "缺席人员及原因", "会议议题"],
        ["支部党员大会", "2026年3月5日上午9：00", "3人", 3, "无", "学习"],
        ["支委会", date(2026, 3, 6), 3, "2", "单雄信（外出）", "研究"],
        ["党课", "2026.3.7-3.8", 3, "100%", None, "第一讲"],
    ]
    made = imported(store, RecordSubject(MEETINGS, ORG, TODAY), Sheets(会议=rows))
    assert codes(made) == ["import.unit", "import.first_day", "record.not_of_kind"]
    assert [(p.place.row, p.place.column) for p in made.problems] == [(2, "C"), (4, "B"), (4, "D")]
    numbers = ("date", "kind", "expected_number", "present_number", "expected")
    kept = [tuple(map(r.values.get, numbers)) for r in all_records(store, MEETINGS.id, ORG)]
    assert kept == [
        ("2026-03-05", "general", "3", "3", None),
        ("2026-03-06", "committee", "3", "2", None),
    ]


def test_days_of_activities_are_taken_in_the_same_way(store: MemoryStore) -> None:
    activities = load_contributions(None, safe_mode=True).registers["book.activity"]
    rows: list[GridRow] = [
        ["活动类型", "活动时间", "活动主题", "应到人数", "实到人数"],
        ["主题党日活动", "2026年3月10日下午", "植树", 3, 2],
    ]
    made = imported(store, RecordSubject(activities, ORG, TODAY), Sheets(活动=rows))
    (kept,) = all_records(store, activities.id, ORG)
    assert codes(made) == []
    assert kept.values == {
        "date": "2026-03-10",
        "kind": "theme",
        "theme": "植树",
        "expected_number": "3",
        "present_number": "2",
    }


def test_where_there_are_names_their_number_is_not_asked(store: MemoryStore) -> None:
    rows: list[GridRow] = [
        ["类别", "日期", "应到", "实到", "应到人数", "实到人数", "议题"],
        ["党课", "2026-03-05", "陈建国、单雄信", "陈建国", 2, 1, "学习"],
        ["党课", "2026-03-06", "3人", None, None, None, "学习"],
    ]
    made = imported(store, RecordSubject(MEETINGS, ORG, TODAY), Sheets(会议=rows))
    assert codes(made) == ["import.head_count"]
    (kept,) = all_records(store, MEETINGS.id, ORG)
    assert "expected_number" not in kept.values
    assert len(kept.values["expected"]) == 2  # type: ignore[arg-type]
