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
from branchkit.services.registers.writing import add_record, kind_of, record, records_of
from branchkit.services.roster import add_member, members_of
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import Form

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


def shown(screen: RollCallScreen) -> list[tuple[str, str]]:
    """Presence and reason of each line."""
    return [
        (screen.source.cell(row, 2).text, screen.source.cell(row, 3).text)
        for row in range(screen.source.row_count())
    ]


def title(screen: RollCallScreen) -> str:
    return screen.title_line.render_line(0).text


def form(screen: RollCallScreen) -> Form:
    return screen.query_one(FormView).form


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


async def test_every_key_ticks_one_person_and_goes_on_to_the_next(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1", "2", "'外出务工", "enter")
        assert screen.grid.cursor[0] == 2
        await type_keys(pilot, "3", "enter")
        assert shown(screen) == [("到", ""), ("请假", "外出务工"), ("缺席", "")]
        assert "应到3 实到1 请假1 缺席1" in title(screen)
    kept = record(workspace.store, MEETING, meeting.org, meeting.id).values
    assert (kept["on_leave"], kept["reasons"]) == (["m0001"], "欧阳若兰(外出务工)")


async def test_a_reason_is_proposed_again_and_goes_with_who_comes_after_all(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "3", "'生病", "enter", "up", "2", "enter")
        assert shown(screen)[0] == ("请假", "生病")
        await type_keys(pilot, "up", "1")
        assert shown(screen)[0] == ("到", "")


async def test_a_reason_that_is_left_ticks_nobody(workspace: Workspace, meeting: Record) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "2", "'外", "escape")
        assert (shown(screen)[0], screen.grid.cursor[0]) == (("未点", ""), 0)


async def test_who_was_not_called_is_not_absent_without_a_word(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        assert "缺席0 未点3" in title(screen)
        await type_keys(pilot, "escape")
        assert said(screen).startswith("还没有点名")
        await type_keys(pilot, "1", "escape")
        assert said(screen).startswith("还有 2 人没点，离开就算缺席")
        assert "实到1 请假0 缺席0 未点2" in title(screen)
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: screen.has_left, "the roll is left")


async def test_one_key_lets_everybody_come_who_was_not_called(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "down", "2", "enter", "'*")
        assert [presence for presence, _reason in shown(screen)] == ["到", "请假", "到"]
        assert present(workspace, meeting) == ["陈建国", "单雄信"]


async def test_a_digit_after_initials_ticks_whom_they_found(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "'/", "'sxx", "1")
        assert present(workspace, meeting) == ["单雄信"]
        assert not screen.modes.active


async def test_the_roll_goes_on_where_it_was_left(workspace: Workspace, meeting: Record) -> None:
    with workspace.store.begin(Actor("筹备人"), "test.build") as uow:
        register = workspace.contributions.registers[MEETING]
        more = {**meeting.values, "date": "2026-11-19"}
        other = add_record(uow, register, workspace.organization, more)
        uow.commit()
    async with roll(workspace, meeting) as (screen, pilot):
        assert screen.grid.cursor[0] == 0
        await type_keys(pilot, "1", "1", "1")
    async with roll(workspace, meeting) as (screen, _pilot):
        assert screen.grid.cursor[0] == 0, "everybody has been called"
    async with roll(workspace, other) as (screen, _pilot):
        assert shown(screen) == [("未点", "")] * 3


async def test_nobody_is_ticked_where_nobody_has_to_come(
    workspace: Workspace, meeting: Record
) -> None:
    with workspace.store.begin(Actor("筹备人"), "test.build") as uow:
        kept = uow.get(meeting.org, kind_of(MEETING), meeting.id)
        assert kept is not None
        values = {**meeting.values, "expected": []}
        uow.put(meeting.org, kind_of(MEETING), meeting.id, {**kept.body, "values": values})
        uow.commit()
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1", "2", "3")
        assert not screen.modes.active
        assert screen.source.row_count() == 0


async def test_a_roll_that_somebody_else_called_meanwhile_is_read_again(
    workspace: Workspace, meeting: Record
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        register = workspace.contributions.registers[MEETING]
        with workspace.store.begin(Actor("别人"), "meeting.call") as uow:
            call = call_of(uow, meeting.org, meeting)
            keep_call(uow, register, meeting, call, call.ticked(2, Presence.PRESENT))
            uow.commit()
        await type_keys(pilot, "1")
        assert present(workspace, meeting) == ["单雄信"]
        assert (shown(screen)[2][0], screen.grid.cursor[0]) == ("到", 0)
        await type_keys(pilot, "1")
        assert present(workspace, meeting) == ["陈建国", "单雄信"]


# -- what else is known of the meeting -------------------------------------------------------------


async def test_the_meeting_is_changed_in_its_form(workspace: Workspace, meeting: Record) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1", "e")
        assert form(screen).move_to_key("topic")
        await type_keys(pilot, "'换届", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert "换届" in title(screen)
        assert present(workspace, meeting) == ["陈建国"]
    assert record(workspace.store, MEETING, meeting.org, meeting.id).values["topic"] == "换届"


@pytest.mark.parametrize(("in_favour", "words"), [("2", "通过"), ("1", "未通过")])
async def test_a_vote_is_counted_and_its_result_said(
    workspace: Workspace, meeting: Record, in_favour: str, words: str
) -> None:
    async with roll(workspace, meeting) as (screen, pilot):
        await type_keys(pilot, "1", "1", "a")
        begun = form(screen).texts()
        assert (begun["entitled"], begun["present"], begun["date"]) == ("3", "2", "2026-11-18")
        assert form(screen).move_to_key("matter")
        await type_keys(pilot, "'年度总结", "enter")
        assert form(screen).move_to_key("in_favour")
        await type_keys(pilot, f"'{in_favour}", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert said(screen).startswith(words)
    (vote,) = records_of(workspace.store, "book.vote", workspace.organization)
    assert (vote.values["matter"], vote.values["in_favour"]) == ("年度总结", in_favour)
