"""The roster: order, finding, and every way it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, MemberError
from branchkit.core.members.member import Category, Member, Standing
from branchkit.core.ports import UnitOfWork
from branchkit.i18n.catalog import Catalog
from branchkit.services.roster import (
    add_member,
    edit_member,
    find,
    members_of,
    reinstate_member,
    remove_member,
    the_one,
)
from branchkit.testing.memory_store import MemoryStore

ORG = "o"
TODAY = date(2026, 11, 20)
ZHANG = Member("", ORG, "张三", citizen_id="11010519491231002X", phone="13812345678")
OUYANG = Member("", ORG, "欧阳若兰")
SHAN = Member("", ORG, "单雄信", category=Category.PROBATIONARY)


@pytest.fixture
def uow(clock: Callable[[], datetime], actor: Actor) -> Iterator[UnitOfWork]:
    """A unit of work on a roll of three: 1 张三, 2 欧阳若兰, 3 单雄信."""
    with MemoryStore(clock).begin(actor, "test") as unit:
        for new in (ZHANG, OUYANG, SHAN):
            add_member(unit, new)
        yield unit


def names(members: list[Member]) -> list[str]:
    return [member.name for member in members]


def test_members_come_in_the_order_of_their_numbers(uow: UnitOfWork) -> None:
    edit_member(uow, ORG, "m0001", {"number": 9})
    assert names(members_of(uow, ORG)) == ["欧阳若兰", "单雄信", "张三"]


def test_new_members_get_the_next_id_and_number_and_keep_their_values(uow: UnitOfWork) -> None:
    kept = add_member(uow, replace(SHAN, name="仇春梅", birth="1985-03"))
    assert (kept.id, kept.number) == ("m0004", 4)
    assert members_of(uow, ORG)[-1] == kept


def test_an_id_is_never_given_twice(uow: UnitOfWork) -> None:
    remove_member(uow, ORG, "m0003", "转出", TODAY)
    assert add_member(uow, replace(SHAN, name="仇春梅")).id == "m0004"


def test_a_document_says_only_what_is_known(uow: UnitOfWork) -> None:
    document = uow.get(ORG, "member", "m0002")
    assert document is not None
    assert document.body == {
        "name": "欧阳若兰",
        "number": 2,
        "member_class": "ordinary",
        "category": "full",
        "standing": "normal",
        "mobility": "none",
        "contact": "normal",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("张三", ["张三"]),
        ("m0002", ["欧阳若兰"]),
        ("若兰", ["欧阳若兰"]),
        ("sxx", ["单雄信"]),
        ("3", ["单雄信"]),
        ("002x", ["张三"]),
        ("5678", ["张三"]),
        ("11010519491231002X", ["张三"]),
        ("0000", []),
        ("x", ["单雄信"]),
        ("王", []),
    ],
)
def test_finding(uow: UnitOfWork, query: str, found: list[str]) -> None:
    assert names(find(members_of(uow, ORG), query)) == found


def test_the_exact_name_comes_before_longer_ones(uow: UnitOfWork) -> None:
    add_member(uow, replace(OUYANG, name="张三丰"))
    assert the_one(uow, ORG, "张三").name == "张三"


def test_whoever_is_meant_must_be_one(uow: UnitOfWork, catalog: Catalog) -> None:
    add_member(uow, replace(OUYANG, name="张三"))
    with pytest.raises(MemberError, match=r"member\.several") as refused:
        the_one(uow, ORG, "张三")
    assert "m0001" in catalog.error(refused.value)
    with pytest.raises(MemberError, match=r"member\.unknown"):
        the_one(uow, ORG, "王五")


def test_removal_keeps_the_member_with_the_reason(uow: UnitOfWork) -> None:
    remove_member(uow, ORG, "m0001", " 组织关系转出 ", TODAY)
    assert names(members_of(uow, ORG)) == ["欧阳若兰", "单雄信"]
    gone = members_of(uow, ORG, include_removed=True)[-1]
    assert (gone.name, gone.removed, gone.removed_on) == ("张三", "组织关系转出", "2026-11-20")


def test_a_removal_wants_a_reason_and_happens_once(uow: UnitOfWork) -> None:
    with pytest.raises(MemberError, match=r"member\.reason_missing"):
        remove_member(uow, ORG, "m0001", "  ", TODAY)
    remove_member(uow, ORG, "m0001", "转出", TODAY)
    with pytest.raises(MemberError, match=r"member\.removed"):
        remove_member(uow, ORG, "m0001", "转出", TODAY)
    with pytest.raises(MemberError, match=r"member\.removed"):
        edit_member(uow, ORG, "m0001", {"phone": "1"})


def test_who_is_reinstated_gets_the_old_number_only_where_it_is_free(uow: UnitOfWork) -> None:
    remove_member(uow, ORG, "m0001", "转出", TODAY)
    assert reinstate_member(uow, ORG, "m0001").number == 1
    remove_member(uow, ORG, "m0001", "转出", TODAY)
    edit_member(uow, ORG, "m0003", {"number": 1})
    back = reinstate_member(uow, ORG, "m0001")
    assert (back.number, back.removed, back.removed_on) == (3, "", "")
    with pytest.raises(MemberError, match=r"member\.not_removed"):
        reinstate_member(uow, ORG, "m0001")


def test_edits_are_checked_against_the_whole_roll(uow: UnitOfWork) -> None:
    with pytest.raises(MemberError, match=r"member\.citizen_id_taken"):
        edit_member(uow, ORG, "m0002", {"citizen_id": ZHANG.citizen_id})
    with pytest.raises(MemberError, match=r"member\.number_taken"):
        edit_member(uow, ORG, "m0002", {"number": 1})
    with pytest.raises(MemberError, match=r"member\.name_missing"):
        edit_member(uow, ORG, "m0002", {"name": " "})
    with pytest.raises(MemberError, match=r"member\.id_taken"):
        add_member(uow, replace(SHAN, id="m0001"))
    assert edit_member(uow, ORG, "m0002", {"phone": "13900000000"}).phone == "13900000000"


def test_a_member_survives_the_way_through_a_document() -> None:
    member = replace(
        SHAN, id="m1", number=3, birth="1985-03-12", removed="转出", removed_on="2026-11-20"
    )
    assert Member.from_body("m1", ORG, member.to_body()) == member


def two_at_one_member(clock: Callable[[], datetime]) -> tuple[MemoryStore, Member]:
    """A roll on which somebody else has changed 张三 since, and what was seen before."""
    store = MemoryStore(clock)
    with store.begin(Actor("甲"), "member.add") as uow:
        seen = add_member(uow, ZHANG)
        uow.commit()
    for actor, changes in (
        ("乙", {"work_unit": "村小学", "phone": "13911112222"}),
        ("丙", {"work_unit": "镇中学", "standing": Standing.SUSPENDED}),
        ("乙", {"post": "委员"}),
    ):
        with store.begin(Actor(actor), "member.edit") as uow:
            edit_member(uow, ORG, seen.id, changes)
            uow.commit()
    return store, seen


@pytest.mark.parametrize(
    ("changes", "theirs", "yours", "by"),
    [
        ({"native_place": "河北", "work_unit": "村委会"}, "镇中学", "村委会", "丙"),
        ({"phone": "13800000000"}, "139****2222", "138****0000", "乙"),
        ({"standing": Standing.RETAINED}, Standing.SUSPENDED, Standing.RETAINED, "丙"),
    ],
)
def test_a_stale_edit_names_field_values_and_who_was_last(
    clock: Callable[[], datetime], changes: dict[str, object], theirs: str, yours: str, by: str
) -> None:
    store, seen = two_at_one_member(clock)
    with store.begin(Actor("甲"), "member.edit") as uow, pytest.raises(ConflictError) as refused:
        edit_member(uow, ORG, seen.id, changes, seen)
    error = refused.value
    assert error.code == "conflict.member"
    assert error.params == {
        "field": list(changes)[-1],
        "theirs": theirs,
        "yours": yours,
        "by": by,
        "at": clock(),
        "name": "张三",
    }
    assert by in Catalog.load().error(error)


def test_a_stale_edit_to_what_already_stands_there_passes(clock: Callable[[], datetime]) -> None:
    store, seen = two_at_one_member(clock)
    with store.begin(Actor("甲"), "member.edit") as uow:
        kept = edit_member(uow, ORG, seen.id, {"work_unit": "镇中学", "ethnicity": "壮族"}, seen)
        uow.commit()
    assert (kept.work_unit, kept.ethnicity, kept.post) == ("镇中学", "壮族", "委员")
