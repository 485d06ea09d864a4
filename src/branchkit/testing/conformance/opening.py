"""Opens a plugin's screens on a branch, as somebody would who goes there: what their bodies, rules and first cells fail in is kept
among the contributions' failures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.errors import PluginError
from branchkit.core.ports import Store
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.isolation import load_target
from branchkit.screens.plugin_screen import PluginScreen
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pilot import SIZE, an_app

SETTLED = 0.2
"""Seconds after which a screen has begun what it leaves until its first frame stands."""


def open_screens(
    screens: Sequence[str], store: Store, contributions: Contributions, org: str
) -> None:
    """One after the other, each in an app of its own; not to be called from a coroutine."""
    with TemporaryDirectory() as folder:
        workspace = Workspace(
            directory=Path(folder),
            settings=Settings(UserSettings(), WorkspaceSettings("高沟村党支部", org, "")),
            store=store,
            contributions=contributions,
            catalog=Catalog.load("zh_CN"),
            actor=Actor("kit"),
            clock=fixed_clock(),
        )
        for screen in screens:
            if _is_one(screen, contributions):
                asyncio.run(_open(screen, workspace))


def _is_one(screen: str, contributions: Contributions) -> bool:
    """What cannot be imported, or is no screen, has been told before."""
    try:
        made = load_target(contributions, "screens", contributions.screens[screen])
    except PluginError:
        return False
    return isinstance(made, type) and issubclass(made, PluginScreen)


async def _open(screen: str, workspace: Workspace) -> None:
    async with an_app(workspace, start=screen, strict=False).run_test(size=SIZE) as pilot:
        await pilot.pause(SETTLED)
