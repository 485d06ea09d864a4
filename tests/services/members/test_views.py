"""Views of the roster: who stands in which, in what order, over one organisation or several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.members.member import Category, Contact, Member, MemberClass, Mobility, Standing
from branchkit.services.members.board import FIRST, RosterBoard
from branchkit.services.members.views import (
    MemberLine,
    RosterQuery,
    Sort,
    View,
    classes_of,
    count,
    groups_of,
    is_found,
    lines_by_id,
    read_lines,
    select,
)
from branchkit.services.roster import add_member, edit_member, remove_member
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
MEMBERS = (
    Member("", "a", "王一", sex="m", birth="1950-03-01", post="书记", joined="1980-07-01"),
    Member(
        "",
        "a",
        "丁兰",
        sex="f",
        birth="1991-11-20",
        group="第一党小组",
        category=Category.PROBATIONARY,
        joined="2026-07-01",
    ),
    Member(
        "",
        "a",
        "李三",
        sex="f",
        birth="1991-11-21",
        group="第一党小组",
        full_since="2015-07-01",
        joined="2014-07-01",
        mobility=Mobility.OUT,
        contact=Contact.LOST,
        citizen_id="11010519491231002X",
    ),
    Member(
        "",
        "b",
        "刘四",
        standing=Standing.SUSPENDED,
        member_class=MemberClass.RETIRED,
        full_since="1990-01-01",
        phone="13812345678",
    ),
    Member("", "b", "去者"),
)


@pytest.fixture
def store(clock: Callable[[], datetime], actor: Actor) -> MemoryStore:
    made = MemoryStore(clock)
    with made.begin(actor, "test") as uow:
        for member in MEMBERS:
            kept = add_member(uow, member)
        remove_member(uow, "b", kept.id, "去世", TODAY)
        uow.commit()
    return made


@pytest.fixture
def lines(store: MemoryStore) -> list[MemberLine]:
    return read_lines(store, ["a", "b"])


def names(lines: list[MemberLine]) -> list[str]:
    return [line.name for line in lines]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View.ALL, ["王一", "丁兰", "李三", "刘四"]),
        (View.FULL, ["王一", "李三", "刘四"]),
        (View.PROBATIONARY, ["丁兰"]),
        (View.OFFICE, ["王一"]),
        (View.WITHOUT_OFFICE, ["丁兰", "李三", "刘四"]),
        (View.MOBILE, ["李三"]),
        (View.LOST, ["李三"]),
        (View.STANDING, ["刘四"]),
        (View.WOMEN, ["丁兰", "李三"]),
        # 35 on the day itself is no longer under 35.
        (View.UNDER_35, ["李三"]),
        (View.RETIRED, ["刘四"]),
        (View.REMOVED, ["去者"]),
    ],
)
def test_views(lines: list[MemberLine], view: View, expected: list[str]) -> None:
    assert names(select(lines, RosterQuery(view), TODAY)) == expected
    assert count(lines, view, TODAY) == len(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NUMBER, ["王一", "丁兰", "李三", "刘四"]),
        (Sort.STROKES, ["丁兰", "王一", "刘四", "李三"]),
        (Sort.PINYIN, ["丁兰", "刘四", "李三", "王一"]),
        (Sort.AGE, ["王一", "丁兰", "李三", "刘四"]),
        (Sort.PARTY_AGE, ["刘四", "李三", "王一", "丁兰"]),
        (Sort.JOINED, ["王一", "李三", "丁兰", "刘四"]),
    ],
)
def test_orders_put_the_unknown_last(
    lines: list[MemberLine], sort: Sort, expected: list[str]
) -> None:
    assert names(select(lines, RosterQuery(sort=sort), TODAY)) == expected


def test_groups_and_classes_narrow_a_view_down(lines: list[MemberLine]) -> None:
    assert groups_of(lines) == {"第一党小组": 2}
    assert classes_of(lines)[MemberClass.RETIRED] == 1
    by_group = RosterQuery(View.PROBATIONARY, group="第一党小组")
    assert names(select(lines, by_group, TODAY)) == ["丁兰"]
    assert names(select(lines, RosterQuery(member_class="ordinary"), TODAY)) == [
        "丁兰",
        "李三",
    ]
    assert names(select(lines, RosterQuery(member_class="post-holder"), TODAY)) == ["王一"]


@pytest.mark.parametrize("query", ["ls", "李", "002x", "002X", "3"])
def test_finding_by_name_initials_number_and_end_of_the_id(
    lines: list[MemberLine], query: str
) -> None:
    assert "李三" in [line.name for line in lines if is_found(line, query)]


def test_a_line_read_alone_is_the_line_read_with_all(
    store: MemoryStore, lines: list[MemberLine]
) -> None:
    keys = [(line.org, line.id) for line in lines]
    assert list(lines_by_id(store, [("a", "m0099"), *keys])) == lines


def test_a_board_follows_its_own_changes_and_keeps_the_view(
    store: MemoryStore, actor: Actor
) -> None:
    board = RosterBoard(store, ["a", "b"], TODAY)
    board.show(RosterQuery(View.WOMEN))
    with store.begin(actor, "test") as uow:
        edit_member(uow, "a", "m0001", {"sex": "f"})
        new = add_member(uow, Member("", "b", "赵五", sex="f"))
        uow.commit()
    board.take_in("a", "m0001")
    board.take_in("b", new.id)
    assert names(board.shown) == ["王一", "丁兰", "李三", "赵五"]
    assert board.lines == read_lines(store, ["a", "b"])
    assert board.place_of("b", new.id) == 3
    assert board.place_of("b", "m0001") is None


def test_a_long_roster_is_shown_before_everybody_is_read(store: MemoryStore, actor: Actor) -> None:
    with store.begin(actor, "test") as uow:
        for number in range(1, 151):
            uow.put("c", "member", f"m{number:04d}", Member("", "c", "某人", number).to_body())
        uow.commit()
    board = RosterBoard(store, ["c"], TODAY)
    assert [line.number for line in board.shown] == list(range(1, FIRST + 1))
    assert not board.complete
    assert board.count(View.ALL) == 150
    assert len(board.shown) == 150
    assert board.place_of("c", "m0150") == 149
