"""Members as rows of registers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.members.member import Category, Member
from branchkit.services.registers.people import member_ids, member_row, member_rows
from branchkit.services.roster import add_member, edit_member, remove_member
from branchkit.testing.memory_store import MemoryStore

ORG = "o"
TODAY = date(2026, 11, 20)


@pytest.fixture
def store(clock: Callable[[], datetime], actor: Actor) -> MemoryStore:
    """1 张三, full; 2 欧阳若兰, on probation; 3 单雄信, who has left."""
    made = MemoryStore(clock)
    with made.begin(actor, "test") as uow:
        add_member(uow, Member("", ORG, "张三", birth="1991-11-21", full_since="2016-07-01"))
        add_member(
            uow, Member("", ORG, "欧阳若兰", category=Category.PROBATIONARY, joined="2026-02-28")
        )
        add_member(uow, Member("", ORG, "单雄信"))
        remove_member(uow, ORG, "m0003", "去世", TODAY)
        uow.commit()
    return made


def test_rows_come_in_the_order_of_the_roll_without_those_who_left(store: MemoryStore) -> None:
    assert member_ids(store, ORG) == ["m0001", "m0002"]
    assert member_ids(store, ORG, removed=True) == ["m0001", "m0002", "m0003"]


def test_the_order_follows_the_numbers(store: MemoryStore, actor: Actor) -> None:
    with store.begin(actor, "test") as uow:
        edit_member(uow, ORG, "m0001", {"number": 9})
        uow.commit()
    assert member_ids(store, ORG) == ["m0002", "m0001"]


def test_a_row_has_what_follows_from_the_fields_as_text(store: MemoryStore) -> None:
    row = member_row(store, ORG, "m0001", TODAY)
    assert (row["number"], row["age"], row["party_age"]) == ("1", "34", "10")
    assert (row["initials"], row["category"]) == ("zs", "full")
    assert "probation_ends" not in row
    assert "phone" not in row


def test_the_end_of_a_probation_is_a_calendar_year_away(store: MemoryStore) -> None:
    row = member_row(store, ORG, "m0002", TODAY)
    assert row["probation_ends"] == "2027-02-28"
    assert "party_age" not in row


def test_many_are_read_in_the_order_asked_for(store: MemoryStore) -> None:
    rows = member_rows(store, [(ORG, "m0002"), (ORG, "m0099"), (ORG, "m0001")], TODAY)
    assert [(key, row["name"]) for key, row in rows] == [
        ((ORG, "m0002"), "欧阳若兰"),
        ((ORG, "m0001"), "张三"),
    ]


def test_nobody_has_no_row(store: MemoryStore) -> None:
    assert member_row(store, ORG, "m0099", TODAY) == {}
