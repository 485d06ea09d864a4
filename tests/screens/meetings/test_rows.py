"""The roll as a list: several ticked at once, only who has not been called; the calendar likewise."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.registers.register import Record
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member, members_of
from branchkit.testing.builders import members
from branchkit.testing.pilot import type_keys

from .test_roll_call import MEETING, present, roll, shown


@pytest.fixture
def held(workspace: Workspace) -> Record:
    """A general meeting of four."""
    with workspace.store.begin(Actor("筹备人"), "test.build") as uow:
        for member in members(4, workspace.organization):
            add_member(uow, member)
        expected = [member.id for member in members_of(uow, workspace.organization)]
        values = {"date": "2026-11-18", "kind": "general", "topic": "总结", "expected": expected}
        register = workspace.contributions.registers[MEETING]
        row = add_record(uow, register, workspace.organization, values)
        uow.commit()
    return row


async def test_a_reason_is_that_of_all_who_are_marked(workspace: Workspace, held: Record) -> None:
    async with roll(workspace, held) as (screen, pilot):
        await type_keys(pilot, "space", "down", "space", "2", "'外出务工", "enter")
        reasons = [reason for _presence, reason in shown(screen)]
        assert reasons == ["外出务工", "", "外出务工", ""]
        assert not screen.marks
        await type_keys(pilot, "u")
        assert [reason for _presence, reason in shown(screen)] == [""] * 4


async def test_only_who_has_not_been_called_is_shown_and_ticked(
    workspace: Workspace, held: Record
) -> None:
    async with roll(workspace, held) as (screen, pilot):
        await type_keys(pilot, "3", "'请假未准", "enter", "o")
        assert screen.grid.shown_rows() == [1, 2, 3]
        await type_keys(pilot, "*")
        assert len(present(workspace, held)) == 3
