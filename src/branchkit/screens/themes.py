"""Which themes there are to choose from, which one is worn, and keeping the choice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from branchkit.bootstrap import Workspace
from branchkit.core.themes import Depth
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings, read_user_settings, write_user_settings
from branchkit.widgets.theme import Wardrobe

USUAL = "usual"
"""What is picked to have the usual looks."""


def theme_options(workspace: Workspace | None, catalog: Catalog) -> list[tuple[str, str]]:
    """Id and title of every theme, the usual looks first."""
    options = [(USUAL, catalog.text("screen.themes.usual"))]
    if workspace is not None:
        themes = workspace.contributions.themes.values()
        options += [(theme.id, catalog.local(theme.title)) for theme in themes]
    return options


def depth_of(console: Console, *, plain: bool) -> Depth:
    """How many colours the terminal has, as far as its name tells; none where ``plain``, since the user wants none (``NO_COLOR``)."""
    if plain or console.color_system is None:
        return Depth.NONE
    return Depth.FEW if console.color_system in ("standard", "windows") else Depth.ALL


def dress(wardrobe: Wardrobe, workspace: Workspace | None, user: UserSettings, depth: Depth) -> str:
    """Wear the theme that the user has chosen, or else the workspace, the usual looks where there is none such; then its id, else
    an empty text."""
    wanted = user.theme or (workspace.settings.workspace.theme if workspace else "")
    theme = None
    if workspace is not None and wanted not in ("", USUAL):
        theme = workspace.contributions.themes.get(wanted)
    wardrobe.wear(theme, depth)
    return "" if workspace is None or theme or wanted == USUAL else wanted


def keep_theme(path: Path, id: str) -> UserSettings:
    """The user's settings with a theme from now on; raises :class:`SettingsError`."""
    settings = replace(read_user_settings(path), theme=id)
    write_user_settings(path, settings)
    return settings
