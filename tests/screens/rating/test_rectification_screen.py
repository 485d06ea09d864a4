"""The rectification list as a secretary uses it, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.scoring.sheets import Cell, Row, SheetKey, SheetState
from branchkit.screens.context import Place
from branchkit.screens.home import HomeScreen
from branchkit.screens.rating.rectification_screen import RectificationScreen
from branchkit.services.rating.rectification import items_of
from branchkit.services.scoring.rows import store_row
from branchkit.services.scoring.sheets import SHEET, existing_sheet, open_sheet
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for

THIRD, FOURTH = (Period.parse(f"2026-Q{n}") for n in (3, 4))


def score(workspace: Workspace, period: Period, lesson: int) -> None:
    """A handed up sheet that has nothing but the points for lessons."""
    scheme, org = workspace.contributions.schemes["base/branch-quarter"], workspace.organization
    key = SheetKey(scheme.id, org, period)
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        open_sheet(uow, scheme, key)
        store_row(uow, scheme, key, Row(org, {"lesson": Cell(Decimal(lesson))}), frozenset())
        sheet = replace(existing_sheet(uow, key), state=SheetState.SUBMITTED)
        uow.put(org, SHEET, str(key), sheet.to_body())
        uow.commit()


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """A branch with a secretary, whose third quarter lacks lessons."""
    org = workspace.organization
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(2, org):
            post = "党支部书记" if member.number == 1 else ""
            uow.put(org, "member", member.id, replace(member, post=post).to_body())
        uow.commit()
    score(workspace, THIRD, 0)
    return workspace


@asynccontextmanager
async def the_list(
    workspace: Workspace, place: Place
) -> AsyncIterator[tuple[RectificationScreen, Pilot[Any]]]:
    app = an_app(workspace, start="home")
    async with app.run_test(size=SIZE) as pilot:
        home = app.screen
        assert isinstance(home, HomeScreen)
        home.go(place)
        await wait_for(pilot, lambda: isinstance(app.screen, RectificationScreen), "the list")
        screen = app.screen
        assert isinstance(screen, RectificationScreen)
        yield screen, pilot


def shows(screen: RectificationScreen, *texts: str) -> bool:
    shown = "\n".join(shown_lines(screen.app))
    return all(text in shown for text in texts)


async def test_an_item_is_proposed_taken_back_and_evaluated(branch: Workspace) -> None:
    async with the_list(branch, Place("rectification")) as (screen, pilot):
        await wait_for(pilot, lambda: shows(screen, "还没有整改事项"), "the empty list")
        await type_keys(pilot, "a", "1")
        await wait_for(pilot, lambda: shows(screen, "上党课 0/6"), "what is low")
        await type_keys(pilot, "space", "enter")
        await wait_for(pilot, lambda: shows(screen, "列入整改清单 1 项", "陈建国"), "the form")
        await type_keys(pilot, "f10")
        await wait_for(pilot, lambda: len(screen.board.items) == 1, "the item")
        assert shows(screen, "上党课得 0 分（满分 6 分）", "2026-12-31", "整改中")
        await type_keys(pilot, "=")
        await wait_for(pilot, lambda: shows(screen, "这一期还没有考核表"), "why not yet")
        score(branch, FOURTH, 6)
        await type_keys(pilot, "*")
        await wait_for(pilot, lambda: shows(screen, "0 > 6 已达到"), "what came of it")
        await type_keys(pilot, "u")
        await wait_for(pilot, lambda: not shows(screen, "已达到"), "it is taken back")
        await type_keys(pilot, "u")
        await wait_for(pilot, lambda: not screen.board.items, "the list is empty again")
    assert list(items_of(branch.store, [branch.organization])) == []


async def test_whoever_comes_from_a_sheet_is_shown_its_items(branch: Workspace) -> None:
    place = Place("rectification", "base/branch-quarter", THIRD)
    async with the_list(branch, place) as (screen, pilot):
        await wait_for(pilot, lambda: shows(screen, "哪些要整改", "上党课 0/6"), "what is low")
        await type_keys(pilot, "escape", "l")
        await wait_for(pilot, lambda: shows(screen, "历次考核", "2026年第3季度"), "the periods")
