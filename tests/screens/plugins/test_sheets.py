"""TCSS of plugins' screens: what cannot be read costs its own screen, and rules reach no other screen."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from textual.css.stylesheet import StylesheetParseError
from textual.screen import ModalScreen
from textual.widgets import Input

from branchkit.bootstrap import Workspace
from branchkit.core.errors import PluginError
from branchkit.screens.context import Place
from branchkit.screens.plugin_screen import plugin_screen_for
from branchkit.testing.pilot import SIZE, an_app, wait_for

from .opened_screens import with_screen

DESK = """
from textual.widgets import Input

from branchkit.screens.plugin_screen import PluginScreen


class DeskScreen(PluginScreen):
    {sheet}

    def body(self):
        yield Input()
"""


def a_module(folder: Path, name: str, sheet: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of a plugin's with a ``DeskScreen``, importable."""
    (folder / f"{name}.py").write_text(DESK.format(sheet=sheet), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setitem(sys.modules, name, ModuleType(name))
    del sys.modules[name]
    return name


async def put_in_front(pilot: Any, workspace: Workspace) -> Input:
    """As the app does when somebody goes there; its line."""
    app = pilot.app
    app.context().adopt(workspace)
    screen = plugin_screen_for(app.context(), Place("trial.roll"))
    app.switch_screen(screen) if len(app.screen_stack) > 1 else app.push_screen(screen)
    await wait_for(pilot, lambda: bool(screen.query(Input)), "the line is there")
    await pilot.pause()
    return screen.query_one(Input)


async def test_rules_count_for_the_screen_that_brings_them_only(
    village: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk.tcss").write_text(
        "Input { border: none; height: 1; width: 22; }", encoding="utf-8"
    )
    first = a_module(tmp_path, "desk_a", 'CSS_PATH = "desk.tcss"', monkeypatch)
    second = a_module(tmp_path, "desk_b", 'CSS = "Input { width: 33; }"', monkeypatch)
    third = a_module(tmp_path, "desk_c", "", monkeypatch)
    async with an_app(village).run_test(size=SIZE) as pilot:
        lines = []
        for module in (first, second, third, first):
            line = await put_in_front(pilot, with_screen(village, module, "DeskScreen"))
            lines.append((line.outer_size.width, line.outer_size.height))
    assert lines == [(22, 1), (33, 3), (80, 3), (22, 1)]


@pytest.mark.parametrize(
    ("sheet", "file", "line"),
    [
        ('CSS_PATH = "desk.tcss"', "desk.tcss", 2),
        ('CSS = """\n    Input {\n        widht: 3;\n    }\n    """', "desk_x.py", 10),
        ('CSS = "Input { width: $nothing; }"', "desk_x.py", 8),
        ('CSS = "Input {"', "desk_x.py", 8),
    ],
)
async def test_what_cannot_be_read_is_named_and_costs_its_screen_only(
    village: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sheet: str,
    file: str,
    line: int,
) -> None:
    (tmp_path / "desk.tcss").write_text("Input {\n  widht: 3;\n}\n", encoding="utf-8")
    broken = with_screen(village, a_module(tmp_path, "desk_x", sheet, monkeypatch), "DeskScreen")
    sound = a_module(tmp_path, "desk_y", 'CSS = "Input { width: 33; }"', monkeypatch)
    async with an_app(broken).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        with pytest.raises(PluginError) as caught:
            plugin_screen_for(app.context(), Place("trial.roll"))
        assert caught.value.params["place"] == f"{file}:{line}"
        text = await put_in_front(pilot, with_screen(village, sound, "DeskScreen"))
        assert text.outer_size.width == 33


async def test_a_sheet_that_textual_cannot_read_is_not_kept(village: Workspace) -> None:
    """A screen that is pushed upon a plugin's is not read beforehand."""

    class Broken(ModalScreen[None]):
        CSS = "Input { widht: 3; }"

    class Sound(ModalScreen[None]):
        CSS = "Input { width: 3; }"

    async with an_app(village).run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        with pytest.raises(StylesheetParseError):
            app.push_screen(Broken())
        assert not [key for key in app.stylesheet.source if key[1] == "Broken.CSS"]
        app.push_screen(Sound())
        await wait_for(pilot, lambda: isinstance(app.screen, Sound), "the sound one stands")
