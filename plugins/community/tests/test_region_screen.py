"""The region's map under the pilot: looking, adding, noting, settling, taking back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.registers.register import Record
from branchkit.core.text_width import cell_width
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Place
from branchkit.screens.plugin_screen import plugin_screen_for
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.organizations.reshaping import move_organization
from branchkit.services.registers.writing import add_records, all_records
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit_community.screen.region_screen import RegionScreen
from branchkit_community.vocabulary import COMMITMENTS, RESOURCES, UNITS, USES

from .community_builders import CLINIC, CONTRIBUTIONS, ORG, SCHOOL
from .community_workspace import ROWS, fill_community


@pytest.fixture
def workspace(
    tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Workspace:
    store = MemoryStore(clock)
    with store.begin(actor, "test.build") as uow:
        add_organization(uow, Organization(ORG, "梧桐社区党支部", sector="community"))
        add_organization(uow, Organization("new", "滨河社区党支部", sector="community"))
        uow.commit()
    fill_community(store, CONTRIBUTIONS)
    return Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("梧桐社区", ORG, "community")),
        store=store,
        contributions=CONTRIBUTIONS,
        catalog=catalog,
        actor=actor,
        clock=clock,
    )


async def opened(pilot: Pilot[Any], node: str = ORG) -> RegionScreen:
    app: Any = pilot.app
    screen = plugin_screen_for(replace(app.context(), node=node), Place("community.region"))
    app.push_screen(screen)
    await wait_for(pilot, lambda: app.screen is screen and screen.is_mounted, "the map stands")
    assert isinstance(screen, RegionScreen)
    await wait_for(pilot, lambda: screen.grid.drawn, "the map is drawn")
    return screen


def rows(screen: RegionScreen) -> list[list[str]]:
    """The grid's cells."""
    source = screen.grid.source
    columns = range(len(source.columns()))
    return [[source.cell(row, c).text for c in columns] for row in range(source.row_count())]


def detail(screen: RegionScreen) -> str:
    view = screen.detail
    return "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))


def report(screen: RegionScreen) -> str:
    view = screen.report
    return "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))


def bottom(screen: RegionScreen) -> str:
    return screen.prompt.render_line(0).text


def kept(workspace: Workspace, register: str, org: str = ORG) -> list[Record]:
    return [record for record in all_records(workspace.store, register, org) if not record.removed]


async def test_the_map_shows_who_offers_what_and_what_is_late(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        assert rows(screen) == [
            [SCHOOL, "学校", "0/1", "", "", "", "1", "", "", "", "", "", ""],
            [CLINIC, "卫生", "", "0/1", "", "", "", "1", "", "1", "", "", ""],
        ]
        assert "单位 2  资源 2 闲置 1  承诺 1 兑现 0 逾期 1" in detail(screen)
        await type_keys(pilot, "down")
        assert "逾期  2026-11-10  每月义诊" in detail(screen)
        assert workspace.contributions.failures == []


async def test_columns_fill_eighty_cells_and_no_more(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        for key in ("1", "2", "3"):
            await type_keys(pilot, key)
            assert sum(column.width + 1 for column in screen.grid.source.columns()) <= 80 + 1


async def test_a_wide_screen_has_room_for_long_names(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=(120, 30)) as pilot:
        screen = await opened(pilot)
        assert screen.grid.source.columns()[0].width == 31


async def test_a_use_is_noted_from_the_list_of_resources(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "2")
        assert [row[-1] for row in rows(screen)] == ["闲置", "待用"]
        await type_keys(pilot, "=", "down", "'运动会", "enter", "f10")
        assert bottom(screen).startswith("已登记。")
        (use,) = kept(workspace, USES)
        wanted = {"date": "2026-11-20", "unit": SCHOOL, "resource": "操场", "used_for": "运动会"}
        assert use.values == wanted
        assert [row[-1] for row in rows(screen)] == ["在用", "待用"]


async def test_a_commitment_is_settled_and_that_is_taken_back(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "3", "=", "f10")
        (commitment,) = kept(workspace, COMMITMENTS)
        assert (commitment.values["state"], commitment.values["done_on"]) == ("kept", "2026-11-20")
        assert rows(screen)[0][-1] == "已兑现"
        assert "超过期限 10 天" in detail(screen)
        await type_keys(pilot, "=")
        assert bottom(screen).startswith("这件承诺已经办结")
        await type_keys(pilot, "u")
        assert kept(workspace, COMMITMENTS)[0].values["state"] == "open"
        assert bottom(screen).startswith("已撤销")


async def test_what_was_settled_since_is_not_settled_again(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        with workspace.store.begin(workspace.actor, "test.build") as uow:
            earlier = {**ROWS[COMMITMENTS][0], "date": "2026-09-01", "deadline": "2026-09-20"}
            settled = {**earlier, "state": "kept", "done_on": "2026-10-08"}
            add_records(uow, CONTRIBUTIONS.registers[COMMITMENTS], ORG, [settled])
            uow.commit()
        screen = await opened(pilot)
        await type_keys(pilot, "[", "3")
        assert rows(screen)[0][-1] == "逾期"
        await type_keys(pilot, "=")
        assert bottom(screen).startswith("这件承诺已经办结")


async def test_of_a_unit_it_is_picked_what_is_noted(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "down", "=")
        shown = [item.text for item in screen.picker.items]
        assert shown == ["1 兑现 每月义诊（逾期）", "2 用了 家庭医生"]
        await type_keys(pilot, "1", "f10")
        assert kept(workspace, COMMITMENTS)[0].values["state"] == "kept"


async def test_a_commitment_is_added_for_the_unit_under_the_cursor(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "3", "a", "f10")
        assert screen.modes.active, "what is asked for is missing, and the cursor stands on it"
        await type_keys(pilot, "5", "'入户体检", "enter", "enter", "'1225", "enter")
        await type_keys(pilot, "f10")
        assert not screen.modes.active
        added = kept(workspace, COMMITMENTS)[-1]
        assert added.values == {
            "date": "2026-11-20",
            "unit": CLINIC,
            "kind": "service",
            "commitment": "入户体检",
            "deadline": "2026-12-25",
            "state": "open",
        }
        assert screen.grid.cursor[0] == 1, "the cursor stands on what was added"


async def test_the_first_unit_of_a_new_community(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, node="new")
        assert "还没有成员单位。按 a 登记第一个。" in detail(screen)
        await type_keys(pilot, "=", "enter", "/", "escape", "a", "'派出所", "enter", "1", "f10")
        (unit,) = kept(workspace, UNITS, "new")
        assert unit.values == {"unit": "派出所", "kind": "office", "since": "2026-11-20"}
        assert [row[0] for row in rows(screen)] == ["派出所"]


async def test_only_what_presses_is_shown_on_demand(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "2", "o")
        assert [row[2] for row in rows(screen)] == ["操场"]
        assert "只看待办" in screen.title_line.render_line(0).text
        await type_keys(pilot, "3", "=", "f10")
        assert rows(screen) == []
        assert "没有待办的。按 0 看全部。" in detail(screen)
        await type_keys(pilot, "o")
        assert len(rows(screen)) == 1


async def test_units_are_found_by_pinyin(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "/", "'wszx")
        assert screen.grid.cursor[0] == 1
        await type_keys(pilot, "enter", "2")
        assert screen.grid.cursor[0] == 0
        await type_keys(pilot, "down", "1")
        assert screen.grid.cursor[0] == 1, "back on the unit that it was about"


async def test_a_unit_is_read_in_full_without_personal_data(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "down", "enter")
        await wait_for(pilot, lambda: screen.report.size.height, "the paper is laid out")
        assert CLINIC in report(screen)
        assert "[逾期] 每月义诊" in report(screen)
        assert "1380000" not in report(screen)


async def test_the_quarter_before_stands_as_it_ended(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await type_keys(pilot, "[", "3")
        assert "2026年第3季度  至2026-09-30" in screen.title_line.render_line(0).text
        assert rows(screen) == []
        await type_keys(pilot, "]")
        assert len(rows(screen)) == 1


async def test_the_register_behind_a_table_is_a_key_away(workspace: Workspace) -> None:
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        assert screen.shown.register == UNITS
        await type_keys(pilot, "2", "d")
        assert screen.shown.register == RESOURCES
        await wait_for(pilot, lambda: pilot.app.screen is not screen, "the register stands")


async def test_a_street_sees_whose_unit_it_is(workspace: Workspace) -> None:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        street = Organization("street", "梧桐街道党工委", OrganizationKind.COMMITTEE, "community")
        add_organization(uow, street)
        move_organization(uow, ORG, "street", date(2026, 11, 1), "设街道党工委")
        uow.commit()
    async with an_app(workspace).run_test(size=SIZE) as pilot:
        screen = await opened(pilot, node="street")
        assert len(rows(screen)) == 2
        assert "(梧桐社区党支部)" in detail(screen)


async def test_it_speaks_english(workspace: Workspace) -> None:
    english = replace(workspace, catalog=Catalog.load("en"))
    async with an_app(english).run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        for key in ("1", "2", "3"):
            await type_keys(pilot, key)
            assert all(cell_width(line) <= 79 for line in detail(screen).splitlines()[1:])
            heads = [column.head[0] for column in screen.grid.source.columns()]
            widths = [column.width for column in screen.grid.source.columns()]
            assert all(cell_width(h) <= w for h, w in zip(heads, widths, strict=True))
            assert cell_width(screen.idle_line()) <= 80
        await type_keys(pilot, "1", "down", "enter", "escape", "=", "escape", "a", "escape")
        assert workspace.contributions.failures == []
