"""The year's meetings, and a meeting written down from one of its cells, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.registers.register import Record
from branchkit.plugin.manager import load_contributions
from branchkit.screens.context import Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.meetings.roll_call import RollCallScreen
from branchkit.screens.meetings.screen import MeetingsScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.services.registers.writing import add_record, records_of
from branchkit.services.roster import add_member
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import Form

ScreenT = TypeVar("ScreenT", bound=GridScreen)

MEETING, COMMENT = "book.meeting", "book.comment"
GROUPS = ("第一党小组", "第二党小组", "第一党小组")
EVERYBODY = ["m0000", "m0001", "m0002"]


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """Three members in two groups, whose books begin in April: one general meeting then, two in November."""
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member, group in zip(members(3, workspace.organization), GROUPS, strict=True):
            add_member(uow, replace(member, group=group))
        uow.commit()
    hold(workspace, "2026-04-09", "上半年总结", present=EVERYBODY[:2])
    hold(workspace, "2026-11-03", "发展党员")
    hold(workspace, "2026-11-05", "民主评议")
    hold(workspace, "2026-11-04", "学习", kind="group", group=GROUPS[0])
    return workspace


def hold(workspace: Workspace, day: str, topic: str, kind: str = "general", **more: object) -> None:
    values = {"date": day, "kind": kind, "topic": topic, "expected": EVERYBODY, **more}
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        register = workspace.contributions.registers[MEETING]
        add_record(uow, register, workspace.organization, values)
        uow.commit()


def taking_part(workspace: Workspace) -> Workspace:
    """With the campaign of 2010, which is over for everybody else."""
    own = 'api = 1\ntitle = "创先争优"\n[[edition]]\nid = "local"\nsince = 2026-01-01\n'
    (workspace.directory / "rules").mkdir(exist_ok=True)
    (workspace.directory / "rules" / "reviews.toml").write_text(own, encoding="utf-8")
    return replace(workspace, contributions=load_contributions(workspace.directory))


@asynccontextmanager
async def calendar(
    workspace: Workspace, subject: str = "", period: str = ""
) -> AsyncIterator[tuple[MeetingsScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        asked = Period.parse(period) if period else None
        app.context().go(Place("meetings", subject=subject, period=asked))
        screen = await arrived(pilot, MeetingsScreen)
        yield screen, pilot


async def arrived(pilot: Pilot[Any], kind: type[ScreenT]) -> ScreenT:
    app = pilot.app
    await wait_for(pilot, lambda: isinstance(app.screen, kind), f"{kind.__name__} is shown")
    screen = app.screen
    assert isinstance(screen, kind)
    await wait_for(pilot, lambda: screen.grid.drawn, "the grid is drawn")
    return screen


def figures(screen: MeetingsScreen, quota: str) -> dict[int, str]:
    """Month → what stands in it, for the months in which anything does."""
    row, _month = screen.source.position(quota, 1)
    cells = {month: screen.source.cell(row, month).text for month in range(1, 13)}
    return {month: text for month, text in cells.items() if text}


def detail(screen: MeetingsScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(screen.detail.size.height))


def said(screen: MeetingsScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


def form(screen: MeetingsScreen) -> Form:
    return screen.query_one(FormView).form


def kept(workspace: Workspace, register: str = MEETING) -> Record:
    """The row that was written down last."""
    return max(records_of(workspace.store, register, workspace.organization), key=lambda r: r.id)


# -- what is held, owed and missed -----------------------------------------------------------------


async def test_a_quota_stands_in_the_last_month_of_each_period(branch: Workspace) -> None:
    async with calendar(branch) as (screen, _pilot):
        assert figures(screen, "general") == {3: "-", 6: "1", 9: "缺1", 12: "2"}
        groups = figures(screen, "group")
        assert [groups[month] for month in (3, 10, 11, 12)] == ["-", "缺2", "1/2", "."]
        assert set(figures(screen, "committee").values()) == {"-"}, "three members need none"


async def test_the_calendar_opens_at_this_month_or_where_a_duty_points(branch: Workspace) -> None:
    async with calendar(branch) as (screen, _pilot):
        assert screen.grid.cursor == (0, 11)
    async with calendar(branch, "group", "2026-10") as (screen, _pilot):
        cell = screen.cell()
        assert cell is not None
        assert (cell.quota.id, str(cell.period)) == ("group", "2026-10")
    async with calendar(branch, "general", "2025-Q3") as (screen, _pilot):
        assert (screen.source.year, screen.grid.cursor[1]) == (2025, 9)


async def test_below_stand_the_demand_its_rule_and_the_meetings(branch: Workspace) -> None:
    async with calendar(branch, "general", "2026-Q2") as (screen, _pilot):
        text = detail(screen)
        assert "要求 1 次，已开 1 次" in text
        assert "支部工作条例" in text
        assert "2026-04-09  实到2/应到3  上半年总结" in text


async def test_groups_that_have_not_met_are_named(branch: Workspace) -> None:
    async with calendar(branch, "group", "2026-11") as (screen, _pilot):
        assert "还没开的：第二党小组" in detail(screen)


async def test_only_the_last_meetings_of_a_full_cell_are_listed(branch: Workspace) -> None:
    for day in range(10, 15):
        hold(branch, f"2026-11-{day}", f"议题{day}")
    async with calendar(branch, "general") as (screen, _pilot):
        text = detail(screen)
        assert "议题14" in text
        assert "发展党员" not in text
        assert "另有 2 次" in text


async def test_years_are_turned_over(branch: Workspace) -> None:
    async with calendar(branch) as (screen, pilot):
        await type_keys(pilot, "]")
        assert set(figures(screen, "general").values()) == {"."}
        await type_keys(pilot, "[", "[")
        assert screen.source.year == 2025
        assert set(figures(screen, "general").values()) == {"-"}


# -- opening what is held --------------------------------------------------------------------------


async def test_enter_calls_the_roll_of_the_only_meeting(branch: Workspace) -> None:
    async with calendar(branch, "general", "2026-Q2") as (_screen, pilot):
        await type_keys(pilot, "enter")
        roll = await arrived(pilot, RollCallScreen)
        assert roll.meeting.values["topic"] == "上半年总结"
        await type_keys(pilot, "escape")
        screen = await arrived(pilot, MeetingsScreen)
        assert screen.grid.cursor == screen.source.position("general", 6)


async def test_of_several_meetings_one_is_picked(branch: Workspace) -> None:
    async with calendar(branch, "general") as (screen, pilot):
        await type_keys(pilot, "enter")
        assert screen.modes.active
        await type_keys(pilot, "2")
        assert (await arrived(pilot, RollCallScreen)).meeting.values["topic"] == "民主评议"


async def test_a_cell_without_meetings_says_how_to_write_one_down(branch: Workspace) -> None:
    async with calendar(branch, "general", "2026-Q3") as (screen, pilot):
        await type_keys(pilot, "enter")
        assert "按 a 登记" in said(screen)
        await type_keys(pilot, "down")
        assert "按 a 登记" not in said(screen)


@pytest.mark.parametrize(("period", "topic"), [("2026-Q4", "民主评议"), ("2026-Q3", "")])
async def test_the_register_opens_at_the_last_meeting_of_the_cell(
    branch: Workspace, period: str, topic: str
) -> None:
    async with calendar(branch, "general", period) as (_screen, pilot):
        await type_keys(pilot, "d")
        book = await arrived(pilot, RegisterScreen)
        assert book.board.register.id == MEETING
        if topic:
            row = book.board.record(book.grid.cursor[0])
            assert row.values["topic"] == topic


async def test_what_has_no_roll_opens_in_its_register(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test.build") as uow:
        values = {
            "date": "2026-11-10",
            "commentator": "王书记",
            "about": "branch",
            "problems": "学习少",
        }
        add_record(uow, branch.contributions.registers[COMMENT], branch.organization, values)
        uow.commit()
    async with calendar(taking_part(branch), "comment") as (screen, pilot):
        assert "2026-11-10" in detail(screen)
        await type_keys(pilot, "enter")
        assert (await arrived(pilot, RegisterScreen)).board.register.id == COMMENT


# -- writing one down ------------------------------------------------------------------------------


async def test_a_meeting_is_written_down_and_its_roll_called(branch: Workspace) -> None:
    async with calendar(branch, "general") as (screen, pilot):
        await type_keys(pilot, "a")
        assert form(screen).move_to_key("topic")
        await type_keys(pilot, "'年终总结", "f10")
        roll = await arrived(pilot, RollCallScreen)
        assert [attendee.member for attendee in roll.call.attendees] == EVERYBODY
    values = kept(branch).values
    assert (values["date"], values["kind"]) == ("2026-11-20", "general")
    assert (values["topic"], values["expected"]) == ("年终总结", EVERYBODY)


async def test_a_meeting_of_an_earlier_month_is_proposed_for_its_last_day(
    branch: Workspace,
) -> None:
    async with calendar(branch, "general", "2026-Q3") as (screen, pilot):
        await type_keys(pilot, "a")
        assert form(screen).texts()["date"] == "2026-09-30"
        await type_keys(pilot, "escape")
        assert not screen.modes.active
    assert len(list(records_of(branch.store, MEETING, branch.organization))) == 4


async def test_the_group_that_has_not_met_is_proposed_and_only_its_people_are_due(
    branch: Workspace,
) -> None:
    async with calendar(branch, "group", "2026-11") as (screen, pilot):
        await type_keys(pilot, "a")
        begun = form(screen).texts()
        assert (begun["kind"], begun["group"], begun["expected"]) == ("group", GROUPS[1], "m0001")
        assert form(screen).move_to_key("group")
        await type_keys(pilot, f"'{GROUPS[0]}", "enter")
        assert form(screen).texts()["expected"] == "m0000,m0002"
        assert form(screen).move_to_key("topic")
        await type_keys(pilot, "'学习", "f10")
        await arrived(pilot, RollCallScreen)
    assert kept(branch).values["expected"] == ["m0000", "m0002"]


async def test_who_is_due_follows_the_kind_that_is_chosen(branch: Workspace) -> None:
    with branch.store.begin(branch.actor, "test.build") as uow:
        new = Member("", branch.organization, "仇春梅", post="组织委员")
        secretary = add_member(uow, new)
        uow.commit()
    async with calendar(branch, "general") as (screen, pilot):
        await type_keys(pilot, "a")
        assert form(screen).move_to_key("kind")
        await type_keys(pilot, "2")
        assert form(screen).texts()["expected"] == secretary.id


async def test_others_than_the_committee_are_expected_after_a_word_only(branch: Workspace) -> None:
    """As when everybody is ticked with one key in the wrong field."""
    with branch.store.begin(branch.actor, "test.build") as uow:
        new = Member("", branch.organization, "仇春梅", post="组织委员")
        secretary = add_member(uow, new)
        uow.commit()
    async with calendar(branch, "general") as (screen, pilot):
        await type_keys(pilot, "a")
        assert form(screen).move_to_key("kind")
        await type_keys(pilot, "2")
        assert form(screen).move_to_key("topic")
        await type_keys(pilot, "'研究工作", "enter")
        assert form(screen).move_to_key("expected")
        await type_keys(pilot, "space", "*", "enter")
        assert "应到里有 3 人不是支委" in form(screen).faults["expected"], (
            "said when they are ticked"
        )
        await type_keys(pilot, "f10")
        assert "再按一次 F10" in form(screen).faults["expected"]
        assert kept(branch).values["topic"] != "研究工作"
        await type_keys(pilot, "f10")
        await arrived(pilot, RollCallScreen)
    assert set(kept(branch).values["expected"]) == {*EVERYBODY, secretary.id}  # type: ignore[call-overload]


async def test_a_meeting_without_a_topic_is_not_kept(branch: Workspace) -> None:
    async with calendar(branch, "general") as (screen, pilot):
        await type_keys(pilot, "a", "f10")
        assert set(form(screen).faults) == {"topic"}
        assert screen.modes.active
    assert kept(branch).values["topic"] == "民主评议"


async def test_what_has_no_roll_is_written_down_and_counts_at_once(branch: Workspace) -> None:
    async with calendar(taking_part(branch), "comment") as (screen, pilot):
        assert figures(screen, "comment")[12] == "0/1"
        await type_keys(pilot, "a")
        for field in form(screen).fields:
            if field.required and not field.text:
                assert form(screen).move_to_key(field.key)
                await type_keys(pilot, "'1", "enter")
        await type_keys(pilot, "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        assert figures(screen, "comment")[12] == "1"
    assert kept(branch, COMMENT).values["date"] == "2026-11-20"
