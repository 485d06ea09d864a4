"""A roll call, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.meetings.attendance import Presence
from branchkit.core.registers.register import Record
from branchkit.screens.context import Place
from branchkit.screens.meetings.roll_call import RollCallScreen
from branchkit.services.meetings.attendance import call_of, keep_call
from branchkit.services.registers.writing import add_record, record
from branchkit.services.roster import add_member, members_of
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

MEETING = "book.meeting"


@pytest.fixture
def meeting(workspace: Workspace) -> Record:
    """A general meeting of three."""
    with workspace.store.begin(Actor("筹备人"), "test.build") as uow:
        for member in members(3, workspace.organization):
            add_member(uow, member)
        expected = [member.id for member in members_of(uow, workspace.organization)]
        values = {
            "date": "2026-11-18",
            "kind": "general",
            "topic": "年终总结",
            "expected": expected,
        }
        register = workspace.contributions.registers[MEETING]
        held = add_record(uow, register, workspace.organization, values)
        uow.commit()
    return held


@asynccontextmanager
async def roll(
    workspace: Workspace, meeting: Record
) -> AsyncIterator[tuple[RollCallScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("roll-call", register=MEETING, subject=meeting.id))
        await wait_for(pilot, lambda: isinstance(app.screen, RollCallScreen), "the roll is shown")
        screen = app.screen
        assert isinstance(screen, RollCallScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the grid is drawn")
        yield screen, pilot


def present(workspace: Workspace, meeting: Record) -> list[str]:
    kept = record(workspace.store, MEETING, meeting.org, meeting.id)
    call = call_of(workspace.store, meeting.org, kept)
    return [a.name for a in call.attendees if a.presence is Presence.PRESENT]


def said(screen: RollCallScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


async def test_ticks_are_taken_back_one_by_one_and_the_meeting_stays(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1", "1")
        assert present(workspace, meeting) == ["陈建国", "欧阳若兰"]
        await type_keys(pilot, "u")
        assert said(screen) == "已撤销：点名（2026-11-18，共1处）"
        assert present(workspace, meeting) == ["陈建国"]
        await type_keys(pilot, "u", "u")
        assert said(screen) == screen.catalog.text("outcome.meeting.nothing_to_undo")
        assert present(workspace, meeting) == []
        await type_keys(pilot, "U", "U")
        assert said(screen) == "已重做：点名（2026-11-18，共1处）"
        assert present(workspace, meeting) == ["陈建国", "欧阳若兰"]
        await type_keys(pilot, "U")
        assert said(screen) == screen.catalog.text("outcome.meeting.nothing_to_redo")


async def test_that_a_meeting_was_held_is_not_taken_back_from_its_roll(
    workspace: Workspace,
) -> None:
    """One's own meeting: what came before the first tick is its beginning."""
    with workspace.store.begin(workspace.actor, "record.add") as uow:
        for member in members(3, workspace.organization):
            add_member(uow, member)
        uow.commit()
    with workspace.store.begin(workspace.actor, "record.add") as uow:
        expected = [member.id for member in members_of(uow, workspace.organization)]
        values = {"date": "2026-11-18", "kind": "general", "expected": expected}
        register = workspace.contributions.registers[MEETING]
        held = add_record(uow, register, workspace.organization, {**values, "topic": "年终总结"})
        uow.commit()
    async with roll(workspace, held) as (screen, pilot):
        await type_keys(pilot, "1", "u", "u", "u")
        assert said(screen) == screen.catalog.text("error.meeting.held")
        assert screen.context.node == workspace.organization
        assert isinstance(pilot.app.screen, RollCallScreen)
        await type_keys(pilot, "U")
        assert present(workspace, held) == ["陈建国"]


async def test_a_tick_that_somebody_else_has_changed_is_not_taken_back(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1")
        register = workspace.contributions.registers[MEETING]
        with workspace.store.begin(Actor("别人"), "meeting.call") as uow:
            kept = record(uow, MEETING, meeting.org, meeting.id)
            call = call_of(uow, meeting.org, kept)
            keep_call(uow, register, kept, call, call.ticked(1, Presence.PRESENT))
            uow.commit()
        await type_keys(pilot, "u")
        assert "别人" in said(screen)
        assert present(workspace, meeting) == ["陈建国", "欧阳若兰"]
