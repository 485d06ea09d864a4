"""A plugin's screen in front of the app, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import ScreenSpec
from branchkit.plugin.manager import load_contributions
from branchkit.screens.context import Place
from branchkit.screens.plugin_screen import PluginScreen, plugin_screen_for
from branchkit.testing.pilot import wait_for
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone


class Names:
    """The members' names; with a fault in one of its cells."""

    def __init__(self, names: Sequence[str], faulty: int = -1) -> None:
        self._names = names
        self._faulty = faulty

    def columns(self) -> Sequence[GridColumn]:
        return (GridColumn("name", ("姓名",), 10),)

    def row_count(self) -> int:
        return len(self._names)

    def cell(self, row: int, column: int) -> GridCell:
        if row == self._faulty:
            raise LookupError("no such household")
        return GridCell(self._names[row])

    def row_tone(self, row: int) -> Tone:
        return Tone.NORMAL


def with_screen(village: Workspace, module: str, target: str, **changes: Any) -> Workspace:
    """The workspace with a class of a test's module as the screen of a plugin ``trial``."""
    spec = ScreenSpec("trial.roll", LocalText("花名册", "Roll"), f"{module}:{target}")
    contributions = replace(
        load_contributions(None, installed=lambda: ()),
        screens={spec.id: spec},
        owners={("screens", spec.id): "trial"},
        **changes,
    )
    return replace(village, contributions=contributions)


async def opened(pilot: Pilot[Any], workspace: Workspace) -> PluginScreen:
    """The plugin's screen in front of the app."""
    app: Any = pilot.app
    screen = plugin_screen_for(app.context(), Place("trial.roll"))
    app.push_screen(screen)
    await wait_for(pilot, lambda: app.screen is screen and screen.is_mounted, "the screen stands")
    return screen


def said(app: Any) -> str:
    """The bottom line."""
    return str(app.screen.prompt.render_line(0).text)
