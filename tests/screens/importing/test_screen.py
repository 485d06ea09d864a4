"""Importing on the screen: trial, writing, another register, stopping, and back to where one came from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.screens.context import Place
from branchkit.screens.importing.screen import ImportScreen
from branchkit.services.development.cases import cases_of
from branchkit.services.registers.reading import all_records
from branchkit.services.roster import members_of
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys
from branchkit.testing.pilot import wait_for as wait_for_shortly

ORG, VISITS = "test", "book.visit"


async def wait_for(pilot: Pilot[Any], condition: Callable[[], object], description: str) -> None:
    """Files are read by another process, which the machine may be slow to start."""
    await wait_for_shortly(pilot, condition, description, tries=20_000)


@pytest.fixture
def village(workspace: Workspace) -> Workspace:
    with workspace.store.begin(workspace.actor, "test.enrol") as uow:
        for member in members(org=ORG):
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    return workspace


@asynccontextmanager
async def importing(
    workspace: Workspace, register: str = ""
) -> AsyncIterator[tuple[ImportScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("import", register=register))
        await wait_for(pilot, lambda: isinstance(app.screen, ImportScreen), "importing is shown")
        screen = app.screen
        assert isinstance(screen, ImportScreen)
        await wait_for(pilot, lambda: "表格文件:" in said(screen), "a file is asked for")
        yield screen, pilot


def said(screen: ImportScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


def shown(screen: ImportScreen) -> str:
    return "\n".join(screen.text.render_line(row).text.rstrip() for row in range(22))


async def choose(screen: ImportScreen, pilot: Pilot[Any], file: Path) -> None:
    await type_keys(pilot, "f2", "ctrl+u")
    screen.take_paste(str(file))
    await type_keys(pilot, "enter")


def a_csv(folder: Path, *rows: str) -> Path:
    file = folder / "visits.csv"
    file.write_text("\n".join(["日期,走访党员,走访户", *rows]), encoding="utf-8")
    return file


GOOD, BAD = "2026-11-03,陈建国,赵家沟", "2026-11-03,张飞,赵家沟"


async def test_a_trial_says_what_would_happen_and_enter_does_it(
    village: Workspace, tmp_path: Path
) -> None:
    async with importing(village, VISITS) as (screen, pilot):
        await choose(screen, pilot, a_csv(tmp_path, GOOD, BAD))
        await wait_for(pilot, lambda: "试读，还没有写入" in shown(screen), "the trial's result")
        assert "新增 1 行，变更 0 行，未变 0 行，未导入 1 行" in shown(screen)
        assert "张飞" in shown(screen)
        assert all_records(village.store, VISITS, ORG) == []
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "已写入：" in shown(screen), "the writing's result")
        assert len(all_records(village.store, VISITS, ORG)) == 1
        assert (tmp_path / "visits-待改.xlsx").exists()


async def test_what_was_written_is_not_written_again(village: Workspace, tmp_path: Path) -> None:
    async with importing(village, VISITS) as (screen, pilot):
        await choose(screen, pilot, a_csv(tmp_path, GOOD))
        await wait_for(pilot, lambda: "试读，还没有写入" in shown(screen), "the trial's result")
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "已写入：" in shown(screen), "the writing's result")
        entries = village.store.last_seq()
        await type_keys(pilot, "enter")
        await choose(screen, pilot, tmp_path / "visits.csv")
        await wait_for(pilot, lambda: "没有可写入的变化" in shown(screen), "the trial's result")
        assert village.store.last_seq() == entries


async def test_a_roster_is_imported_where_no_register_is_named(
    village: Workspace, tmp_path: Path
) -> None:
    roster = tmp_path / "a.csv"
    roster.write_text("姓名,性别\n高大山,男\n", encoding="utf-8")
    async with importing(village) as (screen, pilot):
        await choose(screen, pilot, roster)
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial's result")
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "已写入：" in shown(screen), "the writing's result")
        assert members_of(village.store, ORG)[-1].name == "高大山"


async def test_another_register_is_chosen_by_pinyin(village: Workspace) -> None:
    async with importing(village) as (screen, pilot):
        await type_keys(pilot, "f3", "'zfjl", "enter")
        assert "导入：走访记录" in screen.title_line.render_line(0).text


@pytest.mark.parametrize("place", ["roll.activists", "cases"])
async def test_people_in_development_become_cases(
    village: Workspace, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名,性别,申请入党\n田禾,女,2026-03-04\n", encoding="utf-8")
    async with importing(village, place) as (screen, pilot):
        await choose(screen, pilot, path)
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial")
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "已写入" in shown(screen), "the writing")
    assert [case.person.name for case in cases_of(village.store, ORG)][-1] == "田禾"


async def test_a_file_that_is_not_there_is_told(village: Workspace, tmp_path: Path) -> None:
    async with importing(village, VISITS) as (screen, pilot):
        await choose(screen, pilot, tmp_path / "nothing.xlsx")
        await wait_for(pilot, lambda: "找不到文件" in shown(screen), "the refusal")


async def test_a_template_is_written_and_proposed_as_the_file(village: Workspace) -> None:
    (village.directory / "exports").mkdir(exist_ok=True)
    async with importing(village, VISITS) as (screen, pilot):
        await type_keys(pilot, "f8", "enter")
        target = village.directory / "exports" / "走访记录-模板.xlsx"
        assert target.exists()
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "没有可写入的变化" in shown(screen), "an empty trial")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two workbooks and a folder."""
    for name in ("花名册.csv", "花名册（旧）.csv"):
        (tmp_path / name).write_text("姓名,性别\n高大山,男\n", encoding="utf-8")
    (tmp_path / "资料").mkdir()
    return tmp_path


async def test_a_path_is_typed_at_once_and_completed(village: Workspace, folder: Path) -> None:
    async with importing(village) as (screen, pilot):
        await type_keys(pilot, f"'{folder}/花")
        assert "花名册（旧）.csv" in shown(screen)
        await type_keys(pilot, "tab")
        assert screen.prompt.typed == f"{folder}/花名册"
        await type_keys(pilot, "'.", "tab", "enter")
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial's result")


async def test_a_file_is_picked_from_the_list(village: Workspace, folder: Path) -> None:
    async with importing(village) as (screen, pilot):
        await type_keys(pilot, f"'{folder}/资", "down", "enter")
        assert screen.prompt.typed == f"{folder}/资料/"
        await type_keys(pilot, "ctrl+u", f"'{folder}/hmc", "down", "enter")
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial's result")


async def test_a_wrong_path_is_mended_where_it_stands(village: Workspace, folder: Path) -> None:
    async with importing(village) as (screen, pilot):
        await type_keys(pilot, f"'{folder}/花名.csv", "enter")
        await wait_for(pilot, lambda: "找不到文件" in shown(screen), "the refusal")
        assert screen.prompt.typed == f"{folder}/花名.csv"
        await type_keys(pilot, "left", "left", "left", "left", "'册")
        assert "找不到文件" not in shown(screen)
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial's result")


async def test_another_path_typed_after_a_trial_begins_anew(
    village: Workspace, folder: Path
) -> None:
    async with importing(village) as (screen, pilot):
        await choose(screen, pilot, folder / "花名册.csv")
        await wait_for(pilot, lambda: "新增 1 人" in shown(screen), "the trial's result")
        await type_keys(pilot, "'/tmp")
        assert screen.prompt.typed == "/tmp"


async def test_what_is_typed_stays_while_keys_are_read(village: Workspace) -> None:
    async with importing(village) as (screen, pilot):
        await type_keys(pilot, "'abc", "f1")
        assert screen.report.display
        await type_keys(pilot, "escape")
        assert screen.prompt.typed == "abc"
        await type_keys(pilot, "f8")
        assert "这里没有空表" in shown(screen)
        assert screen.prompt.typed == "abc"
