"""The board under the pilot: looking, being advised, applying, taking back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Place
from branchkit.screens.plugin_screen import plugin_screen_for
from branchkit.services.organizations.organizations import add_organization
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit_schools.board.screen import BoardScreen

from .school_builders import contributions
from .school_workspace import fill_school

ROOT = "school"


@pytest.fixture
def workspace(
    tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Workspace:
    """A school with something lacking, beside a village."""
    store, brought = MemoryStore(clock), contributions()
    with store.begin(actor, "test.build") as uow:
        add_organization(uow, Organization(ROOT, "高沟中学党总支", sector="schools"))
        add_organization(uow, Organization("village", "高沟村党支部", sector="rural"))
        uow.commit()
    fill_school(store, brought, ROOT, clock().date())
    return Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("高沟中学", ROOT, "schools")),
        store=store,
        contributions=brought,
        catalog=catalog,
        actor=actor,
        clock=clock,
    )


async def opened(pilot: Pilot[Any], *, node: str = ROOT) -> BoardScreen:
    app: Any = pilot.app
    context = replace(app.context(), node=node)
    screen = plugin_screen_for(context, Place("schools.structure"))
    app.push_screen(screen)
    await wait_for(pilot, lambda: app.screen is screen and screen.is_mounted, "the board stands")
    assert isinstance(screen, BoardScreen)
    return screen


def overhear(screen: BoardScreen) -> list[str]:
    """What the bottom line is told from now on."""
    said: list[str] = []
    told = screen.say

    def say(text: str, *more: Any, **named: Any) -> None:
        said.append(text)
        told(text, *more, **named)

    screen.say = say  # type: ignore[method-assign]
    return said


def report(screen: BoardScreen) -> str:
    """What of it is in sight."""
    view = screen.report
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


def branch_of(screen: BoardScreen, row: int) -> str:
    """The last column of a row."""
    assert screen.grid is not None
    source = screen.grid.source
    return source.cell(row, len(source.columns()) - 1).text


async def test_the_board_shows_the_school(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        assert screen.grid is not None
        assert screen.grid.source.row_count() == 6
        assert branch_of(screen, 1) == "应建"
        assert workspace.contributions.failures == []
        help_text = "\n".join(screen.help_lines())
        assert "按方案调整（要确认）" in help_text
        assert "F6" in help_text


async def test_names_findings_and_reshaping_are_read(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: screen.report.size.height, "the paper is laid out")
        assert "高一年级党支部" in report(screen)
        assert report(screen).count("语文党小组") == 3
        await type_keys(pilot, "escape", "d")
        assert "9. 5 人没有登记任教情况" in report(screen)
        await type_keys(pilot, "escape", ".", "1")
        assert "高二年级党支部  18 人  [新建]" in report(screen)


async def test_a_reshaping_is_applied_after_confirmation_and_taken_back(
    workspace: Workspace,
) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        said = overhear(screen)
        before = len(list(workspace.store.entries()))
        await type_keys(pilot, "f10", "escape")
        assert len(list(workspace.store.entries())) == before, "nothing without confirmation"
        await type_keys(pilot, "f10", "f10")
        assert said[-1].startswith("已调整：新建 9 个、撤销 1 个党组织，18 人转支部")
        assert branch_of(screen, 1) == "已建"
        await type_keys(pilot, "f10")
        assert said[-1] == "组织设置符合规则，没有要调整的。"
        await type_keys(pilot, "f7")
        assert said[-1] == "已撤回上一次调整。"
        assert branch_of(screen, 1) == "应建"


async def test_a_reason_is_wanted(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        before = len(list(workspace.store.entries()))
        await type_keys(pilot, "f10", "delete", "f10")
        assert screen.modes.active, "the form stays open"
        assert len(list(workspace.store.entries())) == before


async def test_the_register_of_posts_is_a_key_away(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, ".", "2")
        await wait_for(pilot, lambda: pilot.app.screen is not screen, "the register stands")
        assert screen.has_left


async def test_of_one_school_there_is_no_next(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        said = overhear(screen)
        await type_keys(pilot, "v")
        assert said == ["这里只有这一所学校。"]


async def test_where_there_is_no_school_it_says_so(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, node="village")
        said = overhear(screen)
        await type_keys(pilot, ".", "1")
        assert said == ["这里没有学校：党组织的领域要填“学校”。"]
        assert workspace.contributions.failures == []
