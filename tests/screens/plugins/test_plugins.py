"""The plugins under the pilot: what there is, what fails, and the switch that opens the workspace anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Place
from branchkit.screens.plugins import DETAIL_HEIGHT, PluginsScreen
from branchkit.settings import UserSettings, read_user_settings
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.form import FormView

MANIFEST = 'api = 1\ntitle = { zh_CN = "河湖巡护", en = "River watch" }\nsectors = ["rural"]\n'
METRICS = "api = 1\nx =\n"


@pytest.fixture
def river(workspace_directory: Path) -> Path:
    """A plugin in the workspace's folder with a file that is no TOML."""
    folder = workspace_directory / "plugins" / "river"
    (folder / "metrics").mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "metrics" / "book.meeting.toml").write_text(METRICS, encoding="utf-8")
    return folder


class Opening:
    """Opens the workspace as the shell does, and remembers with which settings."""

    def __init__(self, catalog: Catalog, actor: Actor, clock: Callable[[], datetime]) -> None:
        self._catalog, self._actor, self._clock = catalog, actor, clock
        self.settings: list[UserSettings] = []

    def __call__(self, directory: Path, settings: UserSettings | None = None) -> Workspace:
        self.settings.append(settings or UserSettings())
        return open_workspace(
            directory,
            settings=self.settings[-1],
            catalog=self._catalog,
            actor=self._actor,
            clock=self._clock,
            installed=lambda: [],
        )


@pytest.fixture
def opening(catalog: Catalog, actor: Actor, clock: Callable[[], datetime]) -> Opening:
    return Opening(catalog, actor, clock)


async def shown(pilot: Pilot[Any], subject: str = "") -> PluginsScreen:
    app: Any = pilot.app
    screen = PluginsScreen(app.context(), Place("plugins", subject=subject))
    app.push_screen(screen)
    await wait_for(pilot, lambda: app.screen is screen and screen.grid.drawn, "the list stands")
    return screen


def row(screen: PluginsScreen, id: str) -> list[str]:
    """A plugin's cells as they are shown."""
    ids = [entry.id for entry in screen.source.entries]
    columns = range(len(screen.source.columns()))
    return [screen.source.cell(ids.index(id), column).text for column in columns]


def detail(screen: PluginsScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(DETAIL_HEIGHT))


async def test_every_plugin_is_listed_with_what_it_brings(
    workspace_directory: Path, river: Path, opening: Opening
) -> None:
    app = an_app(opening(workspace_directory), open_workspace=opening, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot)
        assert row(screen, "river")[:2] == ["河湖巡护", ""]
        assert row(screen, "river")[-1] == "1处出错"
        base = row(screen, "base")
        assert (base[0], base[-1]) == ("基础包", "正常")
        assert int(base[3]) >= 40
        await type_keys(pilot, "down")
        assert "第 2 行" in detail(screen)
        await type_keys(pilot, "enter")
        assert screen.report.display
        assert screen.report.line_count > 3


async def test_switching_off_is_kept_and_opens_the_workspace_anew(
    workspace_directory: Path, river: Path, opening: Opening, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    first = opening(workspace_directory)
    app = an_app(first, open_workspace=opening, settings_path=path, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot, "river")
        await type_keys(pilot, ".", "1")
        assert read_user_settings(path).disabled_plugins == ("river",)
        assert opening.settings[-1].disabled_plugins == ("river",)
        assert screen.has_left
        again: Any = pilot.app
        assert again.context().here is not first
        off = await shown(pilot, "river")
        assert row(off, "river")[-1] == "停用"
        assert "按 . 启用" in detail(off)
        await type_keys(pilot, ".", "1")
        assert read_user_settings(path).disabled_plugins == ()
        on = await shown(pilot, "river")
        assert row(on, "river")[-1] == "1处出错"


async def test_the_pack_cannot_be_switched_off(
    workspace_directory: Path, opening: Opening, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    app = an_app(opening(workspace_directory), settings_path=path, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot)
        said: list[str] = []
        screen.say = lambda text, *_: said.append(text)  # type: ignore[method-assign]
        await type_keys(pilot, ".", "1")
        assert said == ["base 不能停用"]
        assert not path.exists()


async def test_other_settings_are_left_as_they_are(
    workspace_directory: Path, river: Path, opening: Opening, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('language = "en"\n\n[user]\nname = "李"\n', encoding="utf-8")
    settings = read_user_settings(path)
    workspace = opening(workspace_directory, settings)
    app = an_app(workspace, open_workspace=opening, settings=settings, settings_path=path)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, "river")
        await type_keys(pilot, ".", "1")
    assert read_user_settings(path) == replace(settings, disabled_plugins=("river",))


SETTINGS = """
[[setting]]
id = "patrols"
kind = "number"
title = { zh_CN = "每月巡护次数", en = "Patrols a month" }
help = { zh_CN = "满这么多次得满分。", en = "So many give all the points." }
default = 4
maximum = 31

[[setting]]
id = "level"
kind = "choice"
title = { zh_CN = "哪一级", en = "Level" }
default = "town"
choices = { town = { zh_CN = "镇", en = "Town" }, county = { zh_CN = "县", en = "County" } }
"""


async def test_settings_are_filled_in_and_the_workspace_is_opened_anew(
    workspace_directory: Path, river: Path, opening: Opening
) -> None:
    (river / "plugin.toml").write_text(MANIFEST + SETTINGS, encoding="utf-8")
    file = workspace_directory / "branchkit.toml"
    before = file.read_text(encoding="utf-8")
    app = an_app(opening(workspace_directory), open_workspace=opening, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot, "river")
        await type_keys(pilot, "e")
        form = screen.query_one(FormView)
        written = "".join(form.render_line(y).text for y in range(form.size.height))
        assert "满这么多次得满分；默认 4" in written
        await type_keys(pilot, "9", "9", "enter", "f10")
        assert file.read_text(encoding="utf-8") == before  # 99 is more than 31
        assert not screen.has_left
        await type_keys(pilot, "6", "enter", "2", "f10")
        kept = file.read_text(encoding="utf-8")
        assert '[plugins.river]\npatrols = 6\nlevel = "county"' in kept
        assert screen.has_left
        again: Any = pilot.app
        settings = again.context().here.contributions.settings["river"]
        assert settings == {"patrols": 6, "level": "county"}


async def test_one_that_lacks_what_it_needs_stands_there_and_counts_as_not_loaded(
    workspace_directory: Path, river: Path, opening: Opening
) -> None:
    (river / "plugin.toml").write_text(f'{MANIFEST}needs = {{ nobody = "*" }}\n', encoding="utf-8")
    app = an_app(opening(workspace_directory), open_workspace=opening, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot, "river")
        assert row(screen, "river")[-1] == "1处出错"
        assert "加载 2/3" in screen.title_line.render_line(0).text
        assert "nobody" in detail(screen)
        await type_keys(pilot, "e")
        assert "没有加载" in screen.prompt.render_line(0).text


async def test_a_plugin_without_settings_says_so(
    workspace_directory: Path, river: Path, opening: Opening
) -> None:
    app = an_app(opening(workspace_directory), open_workspace=opening, start="home")
    async with app.run_test(size=SIZE) as pilot:
        screen = await shown(pilot, "river")
        await type_keys(pilot, "e")
        assert "没有可以设置的" in screen.prompt.render_line(0).text
