"""Which theme is worn: the user's, else the workspace's, else the usual looks; and that a choice is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.themes import Depth
from branchkit.core.tones import Tone
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.manager import load_contributions
from branchkit.screens.themes import USUAL, dress, keep_theme, theme_options
from branchkit.settings import UserSettings, read_user_settings
from branchkit.widgets.theme import USUAL as USUAL_LOOKS
from branchkit.widgets.theme import Wardrobe


@pytest.fixture
def village(village: Workspace) -> Workspace:
    """With what the built-in pack brings."""
    return replace(village, contributions=load_contributions(None, installed=lambda: ()))


def with_theme(village: Workspace, theme: str) -> Workspace:
    settings = village.settings
    workspace = replace(settings.workspace, theme=theme)
    return replace(village, settings=replace(settings, workspace=workspace))


def color(wardrobe: Wardrobe) -> str:
    found = wardrobe.style(Tone.ERROR, False).color
    return found.name if found else ""


@pytest.mark.parametrize(
    ("user", "workspace", "worn", "missing"),
    [
        ("", "", "red", ""),
        ("base/dark", "", "#ff8787", ""),
        ("", "base/light", "#af0000", ""),
        ("base/dark", "base/light", "#ff8787", ""),
        (USUAL, "base/light", "red", ""),
        ("county/night", "base/light", "red", "county/night"),
        ("", "county/night", "red", "county/night"),
    ],
)
def test_the_users_choice_goes_before_the_workspaces(
    village: Workspace, user: str, workspace: str, worn: str, missing: str
) -> None:
    wardrobe = Wardrobe()
    settings = UserSettings(theme=user)
    assert dress(wardrobe, with_theme(village, workspace), settings, Depth.ALL) == missing
    assert color(wardrobe) == worn


def test_without_a_workspace_nothing_is_missed() -> None:
    wardrobe = Wardrobe()
    assert dress(wardrobe, None, UserSettings(theme="county/night"), Depth.ALL) == ""
    assert wardrobe.style(Tone.HEAD, False) is USUAL_LOOKS[Tone.HEAD]


def test_what_can_be_chosen_begins_with_the_usual(village: Workspace, catalog: Catalog) -> None:
    ids = [id for id, _title in theme_options(village, catalog)]
    assert ids[0] == USUAL
    assert {"base/dark", "base/light", "base/contrast", "base/mono"} < set(ids)
    assert [id for id, _title in theme_options(None, catalog)] == [USUAL]


def test_a_choice_is_kept_beside_the_other_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('language = "en"\n', encoding="utf-8")
    assert keep_theme(path, "base/dark").theme == "base/dark"
    kept = read_user_settings(path)
    assert (kept.language, kept.theme) == ("en", "base/dark")
