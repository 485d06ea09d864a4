"""The board as a secretary uses it, key by key: what is done is in the registers, what is refused is said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.screens.context import Place
from branchkit.services.demo.branch import fill_branch
from branchkit.services.demo.members import demo_members
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit_enterprise.areas import AreaState
from branchkit_enterprise.board.screen import BoardScreen
from branchkit_enterprise.board.source import Face
from branchkit_enterprise.projects import Project, Stage
from branchkit_enterprise.vocabulary import AREAS, CHECKS, MILESTONES, TASKS

PLACE = Place("enterprise.board")
LATE = "降低空压站能耗"


@pytest.fixture
def factory(tmp_path: Path, catalog: Catalog, contributions: Contributions) -> Workspace:
    """A branch of fourteen with its demo records."""
    today = date(2026, 11, 20)
    store, actor = MemoryStore(fixed_clock()), Actor("李书记")
    with store.begin(actor, "test.build") as uow:
        branch = Organization("b1", "机加车间党支部", sector="enterprise")
        uow.put("", "organization", "b1", branch.to_body())
        uow.commit()
    members = demo_members("b1", today, Random("roll"), 14)
    fill_branch(store, contributions, "b1", today, members, 1)
    return Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("机加车间党支部", "b1", "enterprise")),
        store=store,
        contributions=contributions,
        catalog=catalog,
        actor=actor,
        clock=fixed_clock(),
    )


@asynccontextmanager
async def board(
    workspace: Workspace, place: Place = PLACE
) -> AsyncIterator[tuple[BoardScreen, Pilot[Any]]]:
    app = an_app(workspace, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = BoardScreen(app.context(), place)
        await app.push_screen(screen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the board is shown")
        yield screen, pilot


def here(screen: BoardScreen) -> str:
    row = screen.here()
    return row.name if row else ""


def the_project(screen: BoardScreen, name: str) -> Project:
    (project,) = (project for project in screen.board.projects if project.name == name)
    return project


def state_of(screen: BoardScreen, name: str) -> AreaState:
    (area,) = (area for area in screen.board.areas if area.name == name)
    return screen.board.state(area)


def rows(screen: BoardScreen, register: str) -> list[dict[str, object]]:
    return [dict(record.values) for record in screen.view.records(register, ["b1"])]


async def test_it_opens_at_what_is_overdue(factory: Workspace) -> None:
    async with board(factory) as (screen, _):
        assert here(screen) == LATE
        assert screen.board.overdue() == 1


async def test_the_next_milestone_is_done_in_two_keys(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "=", "f10")
        project = the_project(screen, LATE)
        assert project.milestones[2].done_on == date(2026, 11, 20)
        assert screen.board.overdue() == 0
        assert here(screen) == LATE
        await type_keys(pilot, "u")
        assert the_project(screen, LATE).milestones[2].done_on is None


async def test_a_milestone_is_added_with_the_leader_as_its_owner(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        before = len(rows(screen, MILESTONES))
        await type_keys(pilot, "j", "'report", "enter", "enter", "'1205", "enter", "f10")
        found = rows(screen, MILESTONES)
        assert len(found) == before + 1
        project = the_project(screen, LATE)
        (added,) = (m for m in project.milestones if m.title == "report")
        assert (added.due_on, added.owner) == (date(2026, 12, 5), project.leader)


async def test_what_is_missing_stays_in_the_form(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        before = rows(screen, MILESTONES)
        await type_keys(pilot, "j", "'report", "enter", "f10")
        assert screen.modes.active
        assert rows(screen, MILESTONES) == before
        await type_keys(pilot, "escape", "enter")
        assert not screen.modes.active


async def test_a_second_milestone_of_the_same_name_is_refused(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        for _ in range(2):
            await type_keys(pilot, "j", "'report", "enter", "enter", "'1205", "enter", "f10")
        assert screen.modes.active
        assert sum(m["title"] == "report" for m in rows(screen, MILESTONES)) == 1


async def test_a_project_with_open_milestones_is_not_closed(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, ".", "2", "'4", "f10")
        assert screen.modes.active
        assert the_project(screen, LATE).stage is Stage.RUNNING


async def test_a_project_is_closed_with_its_outcome_and_opened_again(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        name = "提高镗孔一次合格率"
        await type_keys(pilot, "down", "down", "down")
        assert here(screen) == name
        await type_keys(pilot, "=", "f10", ".", "2", "'4", "enter", "'1", "f10")
        closed = the_project(screen, name)
        assert (closed.stage, closed.closed_on) == (Stage.CLOSED, date(2026, 11, 20))
        await type_keys(pilot, ".", "2", "'2", "f10")
        again = the_project(screen, name)
        assert (again.stage, again.closed_on) == (Stage.RUNNING, None)
        (row,) = (row for row in rows(screen, TASKS) if row["name"] == name)
        assert "outcome" not in row


async def test_what_is_over_has_no_more_milestones(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "end", "end")
        assert not the_project(screen, here(screen)).stage.is_open
        for key in ("j", "="):
            await type_keys(pilot, key)
            assert not screen.modes.active


async def test_a_new_project_stands_where_its_stage_is(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "a", "'1", "'lathe", "enter", "'noise", "enter", "'less", "enter")
        await type_keys(pilot, "'1", "enter", "enter", "enter", "'20270301", "enter", "f10")
        made = the_project(screen, "lathe")
        assert (made.stage, made.register) == (Stage.PLANNED, TASKS)
        assert made.planned_until == date(2027, 3, 1)
        assert here(screen) == "lathe"


async def test_a_problem_of_an_area_is_mended(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "2")
        assert screen.source.face is Face.AREAS
        name = here(screen)
        assert state_of(screen, name) is AreaState.OVERDUE
        await type_keys(pilot, "=", "f10")
        assert state_of(screen, name) is AreaState.MET
        await type_keys(pilot, "=")
        assert not screen.modes.active


async def test_a_check_that_found_something_asks_what_and_until_when(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "2", "end", "end")
        name, before = here(screen), len(rows(screen, CHECKS))
        assert state_of(screen, name) is AreaState.MET
        await type_keys(pilot, "j", "enter", "'3", "f10")
        assert screen.modes.active
        assert len(rows(screen, CHECKS)) == before
        await type_keys(pilot, "'oil", "enter", "'1130", "enter", "f10")
        assert state_of(screen, name) is AreaState.OPEN
        assert here(screen) == name


async def test_a_new_area_is_unchecked(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "2", "a", "'yard", "enter", "'1", "'1", "enter", "enter")
        await type_keys(pilot, "'clean", "enter", "f10")
        assert any(row["area"] == "yard" for row in rows(screen, AREAS))
        assert state_of(screen, "yard") is AreaState.UNCHECKED


async def test_a_row_is_found_by_part_of_its_name(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "/", "'法兰", "enter")
        assert here(screen) == "控制法兰焊接变形"


async def test_the_next_overdue_is_one_key_away(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "home", "home", "g")
        assert here(screen) == LATE
        await type_keys(pilot, "g")
        assert here(screen) == LATE


async def test_everything_about_a_row_is_read_on_a_paper(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        await type_keys(pilot, "enter")
        assert screen.report.display
        project = the_project(screen, LATE)
        assert screen.report.line_count >= len(project.milestones)
        await type_keys(pilot, "escape", "2", "enter")
        assert screen.report.display


async def test_it_stands_on_the_row_that_it_was_opened_for(factory: Workspace) -> None:
    async with board(factory) as (screen, _):
        wanted = screen.board.projects[-1]
    async with board(factory, Place("enterprise.board", subject=wanted.id)) as (screen, _):
        assert here(screen) == wanted.name


async def test_a_board_without_anything_says_what_to_do(
    factory: Workspace, contributions: Contributions
) -> None:
    with factory.store.begin(factory.actor, "test.build") as uow:
        empty = Organization("b2", "装配车间党支部", sector="enterprise")
        uow.put("", "organization", "b2", empty.to_body())
        uow.commit()
    app = an_app(factory, start="home")
    async with app.run_test(size=SIZE) as pilot:
        app.context().work_at("b2")
        screen = BoardScreen(app.context(), PLACE)
        await app.push_screen(screen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the board is shown")
        for key in ("=", "j", ".", "2", "enter", "g", "u", "2", "=", "/", "escape"):
            await type_keys(pilot, key)
        assert not screen.modes.active
        assert contributions.failures == []


async def test_only_what_is_overdue_is_shown_and_the_other_face_whole(factory: Workspace) -> None:
    async with board(factory) as (screen, pilot):
        late = screen.source.overdue()
        assert 0 < len(late) < screen.source.row_count()
        await type_keys(pilot, "o")
        assert screen.grid.shown_rows() == late
        await type_keys(pilot, "2")
        assert len(screen.grid.shown_rows()) == screen.source.row_count()


def test_every_action_has_words_in_both_languages() -> None:
    for action in BoardScreen.PLUGIN_ACTIONS:
        assert action.id.startswith("enterprise.")
        assert action.title.zh_CN
        assert action.title.en
