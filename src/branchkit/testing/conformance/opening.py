"""Opens a plugin's screens on the made-up branch and does there what can be done, as somebody would who tries every key.

What fails is kept among the contributions' failures, as it is for a user.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import PluginError
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions, ScreenSpec
from branchkit.plugin.isolation import load_target
from branchkit.testing.conformance.finding import Finding
from branchkit.testing.conformance.trial import DEFAULT_SECTOR, ORG, a_branch

if TYPE_CHECKING:
    from branchkit.app import BranchkitApp
    from branchkit.screens.console import ConsoleScreen
    from branchkit.screens.plugin_screen import PluginScreen

_TRIES, _PAUSE = 300, 0.01
"""Looks at whether something has happened, and seconds between them."""
_SETTLING = 8
"""Looks after which what an action began is taken to have happened."""


def check_screens_open(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Nothing of its own to find: see the failures."""
    own = [
        id
        for id, spec in contributions.screens.items()
        if contributions.owners.get(("screens", id)) == plugin.id and _opens(contributions, spec)
    ]
    if own:
        with tempfile.TemporaryDirectory() as directory:
            asyncio.run(_look_at(own, _an_app(plugin, contributions, Path(directory))))
    return ()


def _opens(contributions: Contributions, spec: ScreenSpec) -> bool:
    """Whether there is a screen behind a spec; where there is none that is found by itself."""
    from branchkit.screens.plugin_screen import PluginScreen

    try:
        made = load_target(contributions, "screens", spec)
    except PluginError:
        return False
    return isinstance(made, type) and issubclass(made, PluginScreen)


def _an_app(plugin: AuthoredPlugin, contributions: Contributions, directory: Path) -> BranchkitApp:
    from branchkit.bootstrap import Workspace
    from branchkit.core.actors import Actor
    from branchkit.i18n.catalog import Catalog
    from branchkit.settings import Settings, UserSettings, WorkspaceSettings
    from branchkit.testing.builders import fixed_clock
    from branchkit.testing.pilot import an_app

    sector = next(iter(plugin.sectors), DEFAULT_SECTOR)
    workspace = Workspace(
        directory=directory,
        settings=Settings(UserSettings(), WorkspaceSettings("", ORG, sector)),
        store=a_branch(plugin, contributions),
        contributions=contributions,
        catalog=Catalog.load(),
        actor=Actor("kit"),
        clock=fixed_clock(),
    )
    return an_app(workspace, start="home", strict=False)


async def _look_at(screens: Iterable[str], app: BranchkitApp) -> None:
    from branchkit.screens.console import ConsoleScreen
    from branchkit.screens.plugin_screen import PluginScreen
    from branchkit.testing.pilot import SIZE

    running = asyncio.create_task(app.run_async(headless=True, size=SIZE))
    await _until(lambda: bool(app.screen_stack) and app.screen.is_mounted)
    for id in screens:
        home = app.screen
        assert isinstance(home, ConsoleScreen)
        await _go(app, home, id)
        front = app.screen
        if isinstance(front, PluginScreen):
            await _try_actions(app, front)
        if isinstance(app.screen, PluginScreen):
            await _go(app, app.screen, "home")
    app.end()
    await running


async def _go(app: BranchkitApp, screen: ConsoleScreen, place: str) -> None:
    from branchkit.screens.context import Place

    screen.call_later(screen.go, Place(place))
    await _until(lambda: app.screen is not screen and app.screen.is_mounted)


async def _try_actions(app: BranchkitApp, screen: PluginScreen) -> None:
    """Every action of a screen, once; it ends with the first that leaves it."""
    await _settle()
    for action in (*screen.ACTIONS, None):
        key = next(iter(action.keys), "") if action else "down"
        for pressed in (key, "escape"):
            if screen.broken or app.screen is not screen:
                return
            if not pressed and action:
                screen.call_later(screen.do, action.id)
            elif pressed != "escape" or screen.modes.active:
                screen.call_later(screen.take_key, pressed, pressed if len(pressed) == 1 else None)
            else:
                continue
            await _settle()


async def _settle() -> None:
    for _ in range(_SETTLING):
        await asyncio.sleep(_PAUSE)


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for something; it need not happen: a plugin's screen may not let go."""
    for _ in range(_TRIES):
        if condition():
            return
        await asyncio.sleep(_PAUSE)
