"""The levels below at a glance: down to a sheet and back, other periods, other sheets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.core.scoring.sheets import SheetState
from branchkit.screens.rollup.screen import RollupScreen
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for

from ...services.rollup.counties import NOVEMBER, fill_workspace, put_sheet


@pytest.fixture
def county(workspace: Workspace) -> Workspace:
    fill_workspace(workspace)
    return workspace


@asynccontextmanager
async def rollup(county: Workspace) -> AsyncIterator[tuple[BranchkitApp, Pilot[Any]]]:
    app = an_app(county, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await type_keys(pilot, "0")
        await until(pilot, lambda: settled(app))
        yield app, pilot


def front(app: BranchkitApp) -> RollupScreen:
    screen = app.screen
    assert isinstance(screen, RollupScreen)
    return screen


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    await wait_for(pilot, condition, "the rollup as the test wants it")


def settled(app: BranchkitApp) -> bool:
    return isinstance(app.screen, RollupScreen) and app.screen._looked


def names(app: BranchkitApp) -> list[str]:
    return [row.organization.name for row in front(app).board.rows]


def shown(app: BranchkitApp, row: int) -> dict[str, str]:
    source = front(app).source
    return {c.key: source.cell(row, n).text for n, c in enumerate(source.columns())}


async def test_each_child_stands_for_all_below_it(county: Workspace) -> None:
    async with rollup(county) as (app, _pilot):
        east, west = shown(app, 0), shown(app, 1)
        assert (east["name"], east["handed"], east["bar"]) == ("+ 东乡党委", "0/2", "......")
        assert (west["handed"], west["bar"], west["rank"], west["movement"]) == (
            *("1/1", "######", "2", "持平"),
        )
        assert len(west["trend"]) == 12
        lines = [line.text for line in front(app).detail_lines(80)]
        assert "合计  应报3 已报1" in lines[1]
        assert lines[3].startswith(" 分布  90+ ")


async def test_enter_goes_down_to_a_sheet_and_esc_comes_back_to_the_row(county: Workspace) -> None:
    async with rollup(county) as (app, pilot):
        await type_keys(pilot, "[", "down", "enter")
        await until(pilot, lambda: settled(app) and names(app) == ["河湾村党支部"])
        assert front(app).board.asked.period == NOVEMBER.previous
        await type_keys(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ScoringScreen))
        await type_keys(pilot, "escape")
        await until(pilot, lambda: settled(app) and names(app) == ["河湾村党支部"])
        await type_keys(pilot, "escape")
        await until(pilot, lambda: settled(app) and names(app) == ["东乡党委", "西乡党委"])
        assert front(app).grid.cursor[0] == 1
        assert front(app).board.asked.period == NOVEMBER.previous


async def test_a_branch_without_a_sheet_is_not_given_one(county: Workspace) -> None:
    before = county.store.last_seq()
    async with rollup(county) as (app, pilot):
        await type_keys(pilot, "]", "enter")
        await until(pilot, lambda: settled(app) and len(names(app)) == 2)
        await until(pilot, lambda: names(app)[0] == "高沟村党支部")
        await type_keys(pilot, "enter")
        await until(pilot, lambda: "这一期还没有考核表" in shown_lines(app)[-1])
    assert county.store.last_seq() == before


async def test_other_sheets_are_chosen_by_their_number(county: Workspace) -> None:
    async with rollup(county) as (app, pilot):
        await type_keys(pilot, "v", "6")
        await until(pilot, lambda: str(front(app).board.asked.period) == "2026-Q4")
        assert front(app).board.asked.subject == "organization"
        assert shown(app, 0)["share"] == ""


async def test_what_another_session_does_shows_with_the_next_key(county: Workspace) -> None:
    from branchkit.store.sqlite_store import SqliteStore

    async with rollup(county) as (app, pilot):
        with SqliteStore.open(county.directory / "branchkit.db", county.clock) as other:
            scheme = county.contributions.schemes["base/member-month"]
            put_sheet(other, "b1", {}, state=SheetState.SUBMITTED, scheme=scheme)
        await type_keys(pilot, "down")
        await until(pilot, lambda: shown(app, 0)["handed"] == "1/2")
        assert front(app).grid.cursor[0] == 1
