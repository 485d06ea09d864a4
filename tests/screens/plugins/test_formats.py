"""Plugins' formats on the screens: chosen for an import, offered for what is saved, and failing alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.screens.context import Place
from branchkit.screens.importing.screen import ImportScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.settings import UserSettings
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

from ...cli.plugins.county import HOOKS, installed

ORG, VISITS = "test", "book.visit"
PYTHON = f"""{HOOKS}

@hookimpl
def branchkit_importers():
    return [
        ImporterSpec("county.dat", LocalText("县里的", "County's"), "trial_county.formats:read"),
        ImporterSpec("county.bad", LocalText("坏的", "Bad"), "trial_county.formats:bad"),
    ]


@hookimpl
def branchkit_exporters():
    return [
        ExporterSpec("county.lines", LocalText("县平台文件", "Lines"), "trial_county.formats:write", ".lines"),
        ExporterSpec("county.bad", LocalText("坏的", "Bad"), "trial_county.formats:bad", ".bad"),
    ]
"""
FORMATS = """
from branchkit.api.formats import ImportedSheet


def read(source):
    return ImportedSheet([line.decode().split(";") for line in source.file.read().splitlines()])


def write(report):
    return report.title


def bad(source):
    raise LookupError("nothing there")
"""


@pytest.fixture
def village(
    workspace_directory: Path,
    tmp_path: Path,
    clock: Callable[[], datetime],
    actor: Actor,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Workspace]:
    files = {"hooks.py": PYTHON, "formats.py": FORMATS}
    with installed(tmp_path / "site", files, monkeypatch):
        workspace = open_workspace(
            workspace_directory,
            settings=UserSettings(),
            catalog=catalog,
            actor=actor,
            clock=clock,
            installed=lambda: [InstalledPlugin("county", "trial_county", "trial-county", "1.0")],
        )
        with workspace.store.begin(actor, "test.enrol") as uow:
            for member in members(org=ORG):
                uow.put(ORG, "member", member.id, member.to_body())
            uow.commit()
        yield workspace
        workspace.close()


async def importing(workspace: Workspace, pilot: Pilot[Any], app: Any) -> ImportScreen:
    app.context().go(Place("import", register=VISITS))
    await wait_for(pilot, lambda: isinstance(app.screen, ImportScreen), "importing is shown")
    screen = app.screen
    assert isinstance(screen, ImportScreen)
    await wait_for(pilot, lambda: "表格文件:" in said(screen), "the keys are shown")
    return screen


def said(screen: Any) -> str:
    return str(screen.prompt.render_line(0).text).strip()


def answer(screen: RegisterScreen) -> str:
    return "".join(screen.prompt.render_line(row).text.strip() for row in range(3))


def shown(screen: ImportScreen) -> str:
    return "\n".join(screen.text.render_line(row).text.rstrip() for row in range(22))


async def choose(screen: ImportScreen, pilot: Pilot[Any], file: Path) -> None:
    await type_keys(pilot, "f2", "ctrl+u")
    screen.take_paste(str(file))
    await type_keys(pilot, "enter")


async def test_a_file_is_read_by_the_format_that_was_chosen(
    village: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "a.dat"
    file.write_text("日期;走访党员;走访户\n2026-11-03;陈建国;赵家沟\n", encoding="utf-8")
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        screen = await importing(village, pilot, app)
        await type_keys(pilot, "f11", "1", "'2")
        assert "格式：县里的" in shown(screen)
        await choose(screen, pilot, file)
        trial = "新增 1 行，变更 0 行，未变 0 行，未导入 0 行"
        await wait_for(pilot, lambda: trial in shown(screen), "the trial's result", tries=20_000)


async def test_a_format_that_fails_says_so_and_the_screen_goes_on(
    village: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "a.dat"
    file.write_text("日期\n", encoding="utf-8")
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        screen = await importing(village, pilot, app)
        await type_keys(pilot, "f11", "1", "'3")
        await choose(screen, pilot, file)
        await wait_for(pilot, lambda: "nothing there" in shown(screen), "the refusal", tries=20_000)
        assert "formats.py:" in shown(screen).replace("\n", "")
        assert "表格文件:" in said(screen)
    (failure,) = village.contributions.failures
    assert (failure.plugin, failure.code, failure.hook) == ("county", "raised", "county.bad")


@pytest.mark.parametrize(("place", "name", "content"), [(7, ".lines", "走访"), (6, ".bad", None)])
async def test_what_is_saved_may_have_a_plugins_format(
    village: Workspace, place: int, name: str, content: str | None
) -> None:
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("register", register=VISITS))
        await wait_for(pilot, lambda: isinstance(app.screen, RegisterScreen), "the register")
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the first frame")
        screen.perform("record.export")
        await type_keys(pilot, f"'{place}", "enter")
        word = "已存" if content else "nothing there"
        await wait_for(pilot, lambda: word in answer(screen), "an answer")
    exports = village.directory / "exports"
    found = [path for path in exports.iterdir() if path.suffix == name]
    assert bool(found) is (content is not None)
    if content:
        assert content in found[0].read_text(encoding="utf-8")
