"""The reports screen as a secretary uses it, key by key."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.scoring.sheets import SheetKey
from branchkit.screens.reports.screen import ReportsScreen
from branchkit.services.reports.official import read_paper_settings
from branchkit.services.scoring.sheets import open_sheet
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for

BY_SSH = {"SSH_CONNECTION": "10.0.0.9 50312 10.0.0.5 22", "USER": "li"}


@pytest.fixture
def desk(village: Workspace) -> Workspace:
    (village.directory / "exports").mkdir()
    return village


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """A branch in a folder of its own, with a sheet of November."""
    org = workspace.organization
    scheme = workspace.contributions.schemes["base/member-month"]
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(org=org):
            uow.put(org, "member", member.id, member.to_body())
        open_sheet(uow, scheme, SheetKey(scheme.id, org, Period(2026, 11)))
        uow.commit()
    return workspace


@asynccontextmanager
async def reports(
    workspace: Workspace, environment: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[ReportsScreen, Pilot[Any]]]:
    app = an_app(workspace, start="reports", environment=environment)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ReportsScreen), "the reports")
        screen = app.screen
        assert isinstance(screen, ReportsScreen)
        await wait_for(pilot, lambda: screen.preview.line_count > 5, "the notice")
        yield screen, pilot


async def save(screen: ReportsScreen, pilot: Pilot[Any]) -> None:
    await type_keys(pilot, "p", "1", "enter")


async def test_several_are_ticked_and_saved_as_one_zip(desk: Workspace) -> None:
    async with reports(desk) as (_screen, pilot):
        await type_keys(pilot, "space", "down", "down", "space", "enter", "1", "enter")
        exports = desk.directory / "exports"
        await wait_for(pilot, lambda: list(exports.glob("*.zip")), "the zip file")
        (saved,) = exports.glob("*.zip")
        assert saved.name == "2026年11月通报、排名.zip"
        with zipfile.ZipFile(saved) as archive:
            assert archive.namelist() == ["2026年11月通报.docx", "2026年11月排名.docx"]
        await wait_for(pilot, lambda: "已存" in shown_lines(pilot.app)[-1], "that it is saved")


async def test_whoever_ticks_nothing_saves_nothing(desk: Workspace) -> None:
    async with reports(desk) as (screen, pilot):
        await type_keys(pilot, "space", "space", "enter")
        assert not screen.modes.active
        await type_keys(pilot, "space", "escape")
        assert not screen.modes.active


async def test_over_ssh_the_way_home_is_shown_until_escape(desk: Workspace) -> None:
    async with reports(desk, BY_SSH) as (screen, pilot):
        await save(screen, pilot)
        assert screen.report.display
        shown = "".join(line.strip() for line in shown_lines(pilot.app))
        path = desk.directory / "exports" / "2026年11月通报.docx"
        for program in ("scp", "sftp"):
            assert f"{program} li@10.0.0.5:{path} .".replace(" ", "") in shown.replace(" ", "")
        await type_keys(pilot, "escape")
        assert not screen.report.display


async def test_elsewhere_the_bottom_line_is_enough(desk: Workspace) -> None:
    async with reports(desk) as (screen, pilot):
        await save(screen, pilot)
        assert not screen.report.display
        assert "已存" in shown_lines(pilot.app)[-1]


async def test_the_red_head_is_filled_in_once_and_numbers_are_given(branch: Workspace) -> None:
    async with reports(branch) as (_screen, pilot):
        await type_keys(pilot, ".", "1", "1")
        assert "代字" in shown_lines(pilot.app)[-1]
        await type_keys(pilot, ".", "1", "2", "'MARK", "enter", "'CODE", "f10")
        await wait_for(pilot, lambda: "MARK" in shown_lines(pilot.app)[1], "the red head")
        await type_keys(pilot, ".", "1", "1")
        await wait_for(pilot, lambda: "CODE〔2026〕1号" in shown_lines(pilot.app)[3], "a number")
        assert "发文登记簿" in shown_lines(pilot.app)[-1]
        await type_keys(pilot, ".", "1", "3")
        await wait_for(pilot, lambda: "MARK" not in shown_lines(pilot.app)[1], "a plain paper")
        assert read_paper_settings(branch.directory, branch.organization).prefix == "CODE"


async def test_settings_that_cannot_be_read_are_named_and_nothing_is_lost(
    branch: Workspace,
) -> None:
    file = branch.directory / "branchkit.toml"
    async with reports(branch) as (screen, pilot):
        wrong = f"{file.read_text('utf-8')}\n[paper.{branch.organization}]\nmarc = '文件'\n"
        file.write_text(wrong, "utf-8")
        await type_keys(pilot, ".", "1", "2")
        assert "marc" in shown_lines(pilot.app)[-1]
        assert not screen.modes.active
        await type_keys(pilot, ".", "1", "3")
        assert "关于2026年11月" in "".join(shown_lines(pilot.app))
        await type_keys(pilot, ".", "1", "3")
        assert "marc" in "".join(shown_lines(pilot.app))
    assert file.read_text("utf-8") == wrong


async def test_how_organisations_have_moved_is_shown_for_the_periods_they_are_judged_by(
    branch: Workspace,
) -> None:
    async with reports(branch) as (screen, pilot):
        await type_keys(pilot, "5")
        await wait_for(pilot, lambda: "晋位情况" in shown_lines(screen.app)[0], "the other report")
        assert "2026年第4季度" in shown_lines(screen.app)[0]
        assert screen.report_shown is not None
        assert screen.report_shown.title == "青石村党支部2026年第4季度晋位情况"
