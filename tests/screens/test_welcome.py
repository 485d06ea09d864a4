"""The welcome: which demo is made for which key."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.errors import WorkspaceError
from branchkit.screens.welcome import WelcomeScreen
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for


@pytest.mark.parametrize(("key", "county"), [("1", False), ("6", True)])
async def test_a_village_or_a_county_is_made(key: str, county: bool) -> None:
    asked: list[bool] = []

    def make(county: bool) -> Path:
        asked.append(county)
        raise WorkspaceError("not_the_demo", directory="demo")

    app = an_app(None, make_demo=make)
    async with app.run_test(size=SIZE) as pilot:
        await type_keys(pilot, key)
        await wait_for(pilot, lambda: asked, "the demo is asked for")
    assert asked == [county]


async def test_who_imports_is_told_that_a_workspace_is_made_first() -> None:
    app = an_app(None)
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen
        assert isinstance(screen, WelcomeScreen)
        shown = "\n".join(screen.text.render_line(row).text for row in range(20))
        assert "先建工作区" in shown
        await type_keys(pilot, "4")
        assert screen.prompt.render_line(0).text.startswith("先建工作区")


async def test_a_key_that_would_do_nothing_is_none() -> None:
    app = an_app(None)
    async with app.run_test(size=SIZE):
        screen = app.screen
        assert isinstance(screen, WelcomeScreen)
        assert screen.keymap.action("5", "5") is None
        assert "place.scoring" not in [action.id for action in screen.keymap.actions]
