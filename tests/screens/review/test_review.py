"""The queue and a sheet in review as a clerk uses them, key by key, and what the branch sees of it afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from branchkit.bootstrap import Workspace
from branchkit.core.scoring.sheets import SheetState, SheetStep
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Place
from branchkit.screens.review.queue import QueueScreen
from branchkit.screens.review.sheet import ReviewSheetScreen
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.review.queue import QueuePart
from branchkit.services.scoring.remarks import read_notes
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.sheets import existing_sheet
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for

from ...services.review.town import (
    BRANCHES,
    CLERK,
    CONTRIBUTIONS,
    TOWN,
    a_memory_town,
    handed_up,
    key_of,
    step,
)

GAOGOU, QINGSHI, BAIHE = BRANCHES
S = TypeVar("S", bound=Screen[None])


@pytest.fixture
def town(tmp_path: Path, catalog: Catalog) -> Workspace:
    """Two of three branches have handed up."""
    store = a_memory_town()
    for org in (GAOGOU, QINGSHI):
        handed_up(store, org)
    return Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("白水乡党委", TOWN, "rural")),
        store=store,
        contributions=CONTRIBUTIONS,
        catalog=catalog,
        actor=CLERK,
        clock=fixed_clock(),
    )


@asynccontextmanager
async def opened(
    workspace: Workspace, place: Place, kind: type[S], at: str = TOWN
) -> AsyncIterator[tuple[S, Pilot[Any]]]:
    app = an_app(workspace, start="home")
    async with app.run_test(size=SIZE) as pilot:
        app.context().work_at(at)
        app.context().go(place)
        await wait_for(pilot, lambda: isinstance(app.screen, kind), f"{kind.__name__} is shown")
        screen = app.screen
        assert isinstance(screen, kind)
        await wait_for(pilot, lambda: shows(pilot, "?按键"), "its first frame")
        yield screen, pilot


def shows(pilot: Pilot[Any], *texts: str) -> bool:
    lines = "\n".join(shown_lines(pilot.app))
    return all(text in lines for text in texts)


async def test_a_clerk_agrees_to_all_that_wait(town: Workspace) -> None:
    async with opened(town, Place("review"), QueueScreen) as (screen, pilot):
        await wait_for(pilot, lambda: shows(pilot, "待审 2", "未报 1", "共3个"), "the counts")
        assert shows(pilot, "高沟村党支部", "没有表", "2/2")
        assert all(len(line) <= SIZE[0] for line in shown_lines(pilot.app))
        await type_keys(pilot, "ctrl+a", "=")
        await wait_for(pilot, lambda: shows(pilot, "审核 2 张表", "青石村党支部"), "whose")
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: shows(pilot, "审核 2 张"), "what was done")
        assert screen.queue.counts()[QueuePart.REVIEWED] == 2
        assert not screen.marks.rows()
    assert existing_sheet(town.store, key_of(GAOGOU)).state is SheetState.REVIEWED


async def test_days_are_set_and_one_branch_is_granted_another(town: Workspace) -> None:
    async with opened(town, Place("review"), QueueScreen) as (screen, pilot):
        screen.do("review.terms")
        await type_keys(pilot, "down", "'1119", "f10")
        await wait_for(pilot, lambda: shows(pilot, "11-19", "迟报"), "the day in every line")
        assert {line.organization.id for line in screen.queue.lines if line.is_in(QueuePart.LATE)}
        place = screen.queue.place(GAOGOU)
        assert place is not None
        screen.move_to(place)
        screen.do("review.extend")
        await type_keys(pilot, "'1121", "enter", "'停电", "f10")
        await wait_for(pilot, lambda: shows(pilot, "延期内", "准予延期到 2026-11-21：停电"), "it")


async def test_a_sheet_is_looked_at_adjusted_and_returned(town: Workspace) -> None:
    key = key_of(GAOGOU)
    async with opened(town, Place("review", subject=GAOGOU), QueueScreen) as (_, pilot):
        await type_keys(pilot, "enter")
        app = pilot.app
        await wait_for(pilot, lambda: isinstance(app.screen, ReviewSheetScreen), "the sheet")
        screen = app.screen
        assert isinstance(screen, ReviewSheetScreen)
        await type_keys(pilot, "'6", "enter")
        await wait_for(pilot, lambda: shows(pilot, "改分的理由"), "the question why")
        await type_keys(pilot, "'缺一次", "enter")
        await wait_for(pilot, lambda: shows(pilot, "已改 1 格", "自评 16 现 14"), "both totals")
        await type_keys(pilot, "up", "n", "'补会议记录", "enter")
        await wait_for(pilot, lambda: shows(pilot, "补会议记录", "意见 1 处"), "the remark")
        # The same criterion of everybody, half a point less.
        await type_keys(pilot, "down", "f", "'-0.5", "enter", "'台账不全", "enter")
        await wait_for(pilot, lambda: shows(pilot, "已改 2 格"), "the column")
        screen.do("review.return")
        await type_keys(pilot, "'有一格要改", "enter")
        await wait_for(pilot, lambda: shows(pilot, "已退回"), "it is back")
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue again")
        await wait_for(pilot, lambda: shows(pilot, "退回（王干事", "有一格要改"), "why")
    row = read_row(town.store, key, "m0001")
    assert [str(row.cells[id].reviewed) for id in ("c0", "c1")] == ["6", "7.5"]
    assert existing_sheet(town.store, key).state is SheetState.RETURNED


async def test_the_branch_sees_where(town: Workspace) -> None:
    async with opened(
        town, Place("review-sheet", key_of(GAOGOU).scheme, subject=GAOGOU), ReviewSheetScreen
    ) as (screen, pilot):
        await type_keys(pilot, "n", "'补会议记录", "enter")
        await wait_for(pilot, lambda: screen.board.notes.remarks, "the remark")
    step(town.store, GAOGOU, SheetStep.RETURN, "有一格要改")
    place = Place("scoring", key_of(GAOGOU).scheme, key_of(GAOGOU).period)
    async with opened(town, place, ScoringScreen, at=GAOGOU) as (_, pilot):
        await wait_for(pilot, lambda: shows(pilot, "8?", "上级意见（王干事）：补会议记录"), "where")
        await type_keys(pilot, "'7", "enter", "up")
        await wait_for(pilot, lambda: not shows(pilot, "8?"), "it is settled")
    assert read_notes(town.store, key_of(GAOGOU)).remarks
