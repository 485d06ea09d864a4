"""What the app itself says, whatever screen stands in front."""

from __future__ import annotations

from datetime import datetime, timedelta

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.screens.console import ConsoleScreen
from branchkit.services.roster import add_member
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.toml.targets import DATABASE_FILE


def front(app: BranchkitApp) -> ConsoleScreen:
    assert isinstance(app.screen, ConsoleScreen)
    return app.screen


def said(app: BranchkitApp) -> str:
    return front(app).prompt.render_line(0).text


async def test_a_notice_is_said_until_something_else_is(workspace: Workspace) -> None:
    app = an_app(workspace, start="members", notice="先说一句")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: "先说一句" in said(app), "the notice")


async def test_a_clock_behind_the_last_entry_is_said_once_something_is_written(
    workspace: Workspace,
) -> None:
    def in_a_year() -> datetime:
        return workspace.clock() + timedelta(days=365)

    with (
        SqliteStore.open(workspace.directory / DATABASE_FILE, in_a_year) as later,
        later.begin(workspace.actor, "test.build") as uow,
    ):
        for member in members(3, workspace.organization):
            add_member(uow, member)
        uow.commit()
    app = an_app(workspace, start="members")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "时钟" not in said(app)
        assert front(app).write("test", lambda uow: uow.put("", "test", "a", {"p": "1"}))
        front(app).title_line.refresh()  # whatever is painted next
        await wait_for(pilot, lambda: "2027-11-20 09:00" in said(app), "what the clock is behind")
        await type_keys(pilot, "down", "down")
        assert "时钟" not in said(app)


async def test_textuals_way_to_its_themes_leads_to_ours(workspace: Workspace) -> None:
    app = an_app(workspace, start="members")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.run_action("change_theme")
        await wait_for(pilot, lambda: front(app).picker.display, "the list of themes")
        assert any("高对比" in item.text for item in front(app).picker.items)
