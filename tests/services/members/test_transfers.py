"""Letters with their expiry, receipts, and moves within a workspace that leave the past readable."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.errors import MemberError
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import Edition, edition_on
from branchkit.plugin.manager import load_contributions
from branchkit.services.members.transfers import (
    TRANSFERS,
    identities,
    issue_letter,
    letter_of,
    move_member,
    open_letters,
    receive_receipt,
    take_in,
    take_letter_back,
)
from branchkit.services.registers.writing import records_of
from branchkit.services.roster import add_member, member, members_of, reinstate_member

TODAY = date(2026, 11, 20)
PACKS = load_contributions(None, safe_mode=True).rule_packs
HERE, THERE = "test", "other"
ZHANG = Member(
    "", HERE, "张三", citizen_id="11010519491231002X", group="第一党小组", post="组织委员"
)


@pytest.fixture
def branches(workspace: Workspace) -> Workspace:
    """青石村党支部 with 张三 and 李四, and an empty 柳河村党支部."""
    with workspace.store.begin(workspace.actor, "test") as uow:
        uow.put("", "organization", THERE, Organization(THERE, "柳河村党支部").to_body())
        add_member(uow, ZHANG)
        add_member(uow, Member("", HERE, "李四"))
        uow.commit()
    return workspace


@pytest.fixture
def register(workspace: Workspace) -> Register:
    return workspace.contributions.registers[TRANSFERS]


@pytest.fixture
def rules(workspace: Workspace) -> Edition:
    return edition_on(workspace.contributions.rule_packs, "members", TODAY)


def give_letter(workspace: Workspace, register: Register, rules: Edition) -> str:
    with workspace.store.begin(workspace.actor, "test") as uow:
        row = issue_letter(uow, register, rules, HERE, "m0001", to="省外某支部", on=TODAY)
        uow.commit()
    return row.id


def test_a_letter_runs_as_long_as_the_rule_says_and_the_member_stays(
    branches: Workspace, register: Register, rules: Edition
) -> None:
    give_letter(branches, register, rules)
    (letter,) = open_letters(branches.store, HERE)
    assert (letter.member, letter.to) == ("m0001", "省外某支部")
    assert letter.valid_until == date(2027, 2, 18)
    assert len(members_of(branches.store, HERE)) == 2


def test_a_second_letter_is_refused_while_one_is_under_way(
    branches: Workspace, register: Register, rules: Edition
) -> None:
    give_letter(branches, register, rules)
    with pytest.raises(MemberError, match="transfer_open"):
        give_letter(branches, register, rules)


def test_the_receipt_takes_the_member_off_the_roll(
    branches: Workspace, register: Register, rules: Edition
) -> None:
    letter = give_letter(branches, register, rules)
    with branches.store.begin(branches.actor, "test") as uow:
        receive_receipt(
            uow, PACKS, register, HERE, letter, on=TODAY, reason="组织关系转往省外某支部"
        )
        with pytest.raises(MemberError, match="transfer_closed"):
            take_letter_back(uow, register, HERE, letter)
        uow.commit()
    gone = member(branches.store, HERE, "m0001")
    assert (gone.removed, gone.removed_on) == ("组织关系转往省外某支部", "2026-11-20")
    assert letter_of(branches.store, HERE, "m0001") is None


def test_a_letter_that_comes_back_leaves_everything_as_it_was(
    branches: Workspace, register: Register, rules: Edition
) -> None:
    letter = give_letter(branches, register, rules)
    with branches.store.begin(branches.actor, "test") as uow:
        take_letter_back(uow, register, HERE, letter)
        uow.commit()
    assert len(members_of(branches.store, HERE)) == 2
    assert list(open_letters(branches.store, HERE)) == []
    with branches.store.begin(branches.actor, "test") as uow:
        issue_letter(uow, register, rules, HERE, "m0001", to="县内某支部", on=date(2026, 11, 21))
        uow.commit()
    assert letter_of(branches.store, HERE, "m0001") is not None


def test_who_comes_in_stands_on_the_roll_and_in_the_register(
    branches: Workspace, register: Register
) -> None:
    with branches.store.begin(branches.actor, "test") as uow:
        kept = take_in(
            uow,
            PACKS,
            register,
            Member("", HERE, "王五"),
            counterpart="县直某支部",
            on=TODAY,
            number="12号",
        )
        uow.commit()
    (row,) = records_of(branches.store, TRANSFERS, HERE)
    assert row.values["member"] == kept.id
    assert (row.values["direction"], row.values["state"]) == ("in", "received")
    assert list(open_letters(branches.store, HERE)) == []


def test_a_move_leaves_the_old_document_as_moved_and_both_name_each_other(
    branches: Workspace, register: Register
) -> None:
    with branches.store.begin(branches.actor, "test") as uow:
        arrived = move_member(uow, HERE, "m0001", THERE, TODAY, "迁居", register=register)
        uow.commit()
    left = member(branches.store, HERE, "m0001")
    assert (left.removed, left.moved_to) == ("迁居", f"{THERE}/{arrived.id}")
    assert (arrived.org, arrived.number, arrived.citizen_id) == (THERE, 1, ZHANG.citizen_id)
    assert (arrived.group, arrived.post) == ("", "")
    assert identities(branches.store, THERE, arrived.id) == [(THERE, arrived.id), (HERE, "m0001")]
    directions = {
        org: next(iter(records_of(branches.store, TRANSFERS, org))).values["direction"]
        for org in (HERE, THERE)
    }
    assert directions == {HERE: "out", THERE: "in"}


def test_who_comes_back_gets_the_old_document_and_the_past_has_no_end(
    branches: Workspace,
) -> None:
    with branches.store.begin(branches.actor, "test") as uow:
        there = move_member(uow, HERE, "m0001", THERE, TODAY, "迁居")
        back = move_member(uow, THERE, there.id, HERE, TODAY, "迁回")
        uow.commit()
    assert back.id == "m0001"
    assert not back.removed
    assert not back.moved_to
    assert identities(branches.store, HERE, back.id) == [(HERE, "m0001"), (THERE, there.id)]
    assert [m.name for m in members_of(branches.store, HERE)] == ["李四", "张三"]


def test_who_was_moved_cannot_be_reinstated_at_the_old_place(branches: Workspace) -> None:
    with branches.store.begin(branches.actor, "test") as uow:
        move_member(uow, HERE, "m0001", THERE, TODAY, "迁居")
        with pytest.raises(MemberError, match="moved"):
            reinstate_member(uow, HERE, "m0001")


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [
        (HERE, "迁居", "same_organization"),
        ("nowhere", "迁居", "no_organization"),
        (THERE, " ", "reason_missing"),
    ],
)
def test_moves_that_are_refused(branches: Workspace, to: str, reason: str, code: str) -> None:
    with (
        branches.store.begin(branches.actor, "test") as uow,
        pytest.raises(MemberError, match=code),
    ):
        move_member(uow, HERE, "m0001", to, TODAY, reason)


def test_the_same_person_is_not_put_on_a_roll_twice(branches: Workspace) -> None:
    with branches.store.begin(branches.actor, "test") as uow:
        add_member(uow, Member("", THERE, "张三", citizen_id=ZHANG.citizen_id))
        with pytest.raises(MemberError, match="citizen_id_taken"):
            move_member(uow, HERE, "m0001", THERE, TODAY, "迁居")
