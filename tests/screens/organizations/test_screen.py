"""The tree of organisations as a township's clerk uses it, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import (
    KNOWN_SECTORS,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import EVERYWHERE, ORGANIZATIONS
from branchkit.screens.context import Place
from branchkit.screens.home import HomeScreen
from branchkit.screens.importing.screen import ImportScreen
from branchkit.screens.organizations.commands import card_report
from branchkit.screens.organizations.screen import OrganizationsScreen
from branchkit.services.organizations.organizations import (
    add_organization,
    edit_organization,
    read_tree,
)
from branchkit.services.organizations.reshaping import dissolve_organization
from branchkit.services.roster import members_of
from branchkit.services.unmasking import UNMASKING
from branchkit.settings import UserSettings
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.testing.township import (
    FIRST_GROUP,
    GAOGOU,
    GENERAL,
    QINGSHI,
    TODAY,
    TOWN,
    add_below,
    put_members,
)

SOMEBODY = Actor("别人")


@pytest.fixture
def township(
    tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Iterator[Workspace]:
    """白水乡 with two branches: 高沟 of eight, 青石 of two."""
    directory = tmp_path / "township"
    create_workspace(
        directory,
        name="白水乡党委",
        sector="rural",
        clock=clock,
        actor=actor,
        organization=TOWN,
        kind=OrganizationKind.COMMITTEE,
    )
    opened = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=catalog,
        actor=actor,
        clock=clock,
        safe_mode=True,
        strict=True,
    )
    add_below(opened.store)
    with opened.store.begin(actor, "test") as uow:
        put_members(uow, GAOGOU, 8, group="第一党小组")
        put_members(uow, QINGSHI, 2)
        changes = {"contact_person": "联络员", "phone": "12012345678", "elected_on": "2020-05-01"}
        edit_organization(uow, QINGSHI, changes, TODAY)
        uow.commit()
    yield opened
    opened.close()


@asynccontextmanager
async def tree_of(
    workspace: Workspace, subject: str = ""
) -> AsyncIterator[tuple[OrganizationsScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("organizations", subject=subject))
        await wait_for(
            pilot, lambda: isinstance(app.screen, OrganizationsScreen), "the tree is shown"
        )
        screen = app.screen
        assert isinstance(screen, OrganizationsScreen)
        await wait_for(pilot, lambda: screen.board.count(TOWN) is not None, "rolls are counted")
        yield screen, pilot


def names(screen: OrganizationsScreen) -> list[str]:
    return [row.organization.name for row in screen.board.rows]


def said(screen: OrganizationsScreen) -> str:
    return screen.prompt.render_line(0).text.strip()


def below(screen: OrganizationsScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(5))


def row(screen: OrganizationsScreen, id: str) -> dict[str, str]:
    """Column → text of an organisation in sight."""
    place = screen.board.place_of(id)
    assert place is not None
    columns = screen.source.columns()
    return {c.key: screen.source.cell(place, i).text for i, c in enumerate(columns)}


async def test_the_tree_stands_open_down_to_its_branches(township: Workspace) -> None:
    async with tree_of(township) as (screen, _pilot):
        assert names(screen) == ["白水乡党委", "青石村党支部", "高沟村党总支", "高沟村第一党支部"]
        assert row(screen, TOWN)["members"] == "10"
        assert row(screen, GENERAL)["members"] == "8"
        assert row(screen, GAOGOU)["name"].startswith("    + ")
        assert screen.here().id == TOWN


async def test_the_tree_is_sorted_like_every_list_and_shows_what_is_open(
    township: Workspace,
) -> None:
    async with tree_of(township) as (screen, pilot):
        screen.lists.sort_by("members")
        shown = [screen.board.rows[place].organization.id for place in screen.grid.shown_rows()]
        assert shown[0] == QINGSHI
        assert screen.here().id == TOWN
        screen.lists.sort_by("")
        await type_keys(pilot, "o")
        warned = [n for n in range(len(screen.board.rows)) if screen.is_open_row(n)]
        assert screen.grid.shown_rows() == warned
        assert f"未完 {len(warned)}/{len(screen.board.rows)}" in said(screen)


async def test_a_duty_opens_the_tree_at_its_organisation(township: Workspace) -> None:
    async with tree_of(township, FIRST_GROUP) as (screen, _pilot):
        assert screen.here().id == FIRST_GROUP


async def test_the_lines_below_tell_the_warnings_with_their_rules(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        assert row(screen, QINGSHI)["warnings"] == "2"
        assert row(screen, QINGSHI)["term_ends"] == "2025-05-01"
        text = below(screen)
        assert "不足 3 人" in text
        assert "第四条" in text
        assert "已届满" in text
        await type_keys(pilot, "enter")
        assert screen.report.display
        await type_keys(pilot, "escape")


async def test_arrows_open_and_close(township: Workspace) -> None:
    async with tree_of(township, GAOGOU) as (screen, pilot):
        await type_keys(pilot, "right")
        assert names(screen)[-1] == "第一党小组"
        assert row(screen, FIRST_GROUP)["members"] == "8"
        await type_keys(pilot, "right")
        assert screen.here().id == FIRST_GROUP
        await type_keys(pilot, "left", "left")
        assert screen.here().id == GAOGOU
        assert "第一党小组" not in names(screen)
        await type_keys(pilot, "left", "left")
        assert screen.here().id == GENERAL
        await type_keys(pilot, "v", "1")
        assert "第一党小组" in names(screen)
        await type_keys(pilot, "v", "1")
        assert names(screen) == ["白水乡党委", "青石村党支部", "高沟村党总支"]
        assert screen.here().id == GENERAL


async def test_a_name_in_a_closed_node_is_found_by_its_initials(township: Workspace) -> None:
    async with tree_of(township) as (screen, pilot):
        await type_keys(pilot, "'/", "'dydxz")
        assert screen.here().id == FIRST_GROUP
        await type_keys(pilot, "escape")
        assert screen.here().id == TOWN


async def test_somebody_goes_to_work_at_a_branch(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        await type_keys(pilot, "w")
        app = screen.app
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home is shown")
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.context.node == QINGSHI


async def test_nobody_works_at_a_group(township: Workspace) -> None:
    async with tree_of(township, FIRST_GROUP) as (screen, pilot):
        await type_keys(pilot, "w")
        assert "不单列名册" in said(screen)


async def test_a_branch_is_added_below(township: Workspace) -> None:
    async with tree_of(township, TOWN) as (screen, pilot):
        await type_keys(pilot, "'a", "'石门村党支部", "f10")
        await wait_for(pilot, lambda: "石门村党支部" in names(screen), "the new one is shown")
        new = screen.here()
        assert (new.name, new.parent, new.sector, str(new.kind)) == (
            "石门村党支部",
            TOWN,
            "rural",
            "branch",
        )
        assert township.store.get("", "organization", new.id) is not None
        await type_keys(pilot, "'u")
        assert "石门村党支部" not in names(screen)
        await type_keys(pilot, "'U")
        assert "石门村党支部" in names(screen)


async def test_the_kind_follows_the_name_until_somebody_chooses_one(township: Workspace) -> None:
    async with tree_of(township, TOWN) as (screen, pilot):
        await type_keys(pilot, "'a", "'石门村党总支", "f10")
        await wait_for(pilot, lambda: "石门村党总支" in names(screen), "the new one is shown")
        assert str(screen.here().kind) == "general-branch"


async def test_nothing_is_added_below_a_group(township: Workspace) -> None:
    async with tree_of(township, FIRST_GROUP) as (screen, pilot):
        await type_keys(pilot, "'a")
        assert "不能再设" in said(screen)


async def test_a_new_name_goes_into_the_history_with_its_reason(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        await type_keys(pilot, "'e", "'青石社区党支部", "enter", "end", "'村改居", "f10")
        await wait_for(pilot, lambda: "青石社区党支部" in names(screen), "the new name is shown")
    kept = read_tree(township.store).get(QINGSHI)
    assert [(m.turn, m.reason) for m in kept.history] == [(Turn.RENAMED, "村改居")]
    assert kept.phone == "12012345678", "a masked field that nobody typed into stays"


async def test_a_faulty_field_is_told_and_nothing_kept(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        await type_keys(pilot, "'e")
        for _ in range(6):
            await type_keys(pilot, "down")
        await type_keys(pilot, "'2024-13-01", "f10")
        assert screen.modes.active
        await type_keys(pilot, "escape", "enter")
    assert read_tree(township.store).get(QINGSHI).founded == ""


async def test_an_organisation_moves_under_another_with_a_reason(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        await type_keys(pilot, ".", "2", "f10")
        assert screen.modes.active, "the superior and the reason are needed"
        await type_keys(pilot, "'1", "down", "'并村", "f10")
        await wait_for(
            pilot, lambda: screen.board.tree.get(QINGSHI).parent == GENERAL, "it has moved"
        )
        assert "已划转" in said(screen)
        await type_keys(pilot, "'u")
        assert screen.board.tree.get(QINGSHI).parent == TOWN


async def test_two_branches_are_merged_and_the_old_one_can_still_be_seen(
    township: Workspace,
) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        await type_keys(pilot, ".", "3", "'1", "down", "'村级合并", "f10")
        await wait_for(pilot, lambda: "青石村党支部" not in names(screen), "it is merged")
        assert "转出党员 2 名" in said(screen)
        assert screen.here().id == GAOGOU
        await type_keys(pilot, "v", "2")
        assert "青石村党支部" in names(screen)
    assert len(members_of(township.store, GAOGOU)) == 10


async def test_the_workspaces_own_organisation_stays(township: Workspace) -> None:
    async with tree_of(township, TOWN) as (screen, pilot):
        await type_keys(pilot, "delete")
        assert "就是为" in said(screen)


async def test_an_empty_branch_is_dissolved_without_anybody_to_take_over(
    township: Workspace,
) -> None:
    with township.store.begin(SOMEBODY, "test") as uow:
        add_organization(uow, Organization("empty", "空村党支部", parent=TOWN))
        uow.commit()
    async with tree_of(township, "empty") as (screen, pilot):
        await type_keys(pilot, "delete", "down", "'11.18", "enter", "'撤并", "f10")
        await wait_for(pilot, lambda: "空村党支部" not in names(screen), "it is gone")
    gone = read_tree(township.store).get("empty")
    assert (gone.dissolved_reason, gone.dissolved) == ("撤并", "2026-11-18")


def over(screen: OrganizationsScreen) -> str:
    """What is read over the tree."""
    lines = (screen.report.render_line(y).text for y in range(screen.report.size.height))
    return "\n".join(line.rstrip() for line in lines)


async def test_the_warnings_from_here_down_are_read_over_the_tree(township: Workspace) -> None:
    async with tree_of(township) as (screen, pilot):
        await type_keys(pilot, "d")
        assert "青石村党支部" in over(screen)
        assert "不足 3 人" in over(screen)
        await type_keys(pilot, "escape")
        await type_keys(pilot, *["down"] * 3, "d")
        assert screen.here().id == GAOGOU
        assert "青石村党支部" not in over(screen)


async def test_what_was_dissolved_is_neither_edited_nor_moved(township: Workspace) -> None:
    with township.store.begin(SOMEBODY, "test") as uow:
        add_organization(uow, Organization("empty", "空村党支部", parent=TOWN))
        dissolve_organization(uow, "empty", TODAY, "撤并")
        uow.commit()
    async with tree_of(township) as (screen, pilot):
        await type_keys(pilot, "v", "2", "/", "'空村", "enter")
        assert screen.here().id == "empty"
        assert "撤并" in below(screen)
        for key in ("e", ".2", ".3", "delete"):
            await type_keys(pilot, *(key if key[0] == "." else (key,)))
            assert not screen.modes.active
            assert "空村党支部" in said(screen)


async def test_phones_are_shown_only_after_it_is_on_record(township: Workspace) -> None:
    async with tree_of(township, QINGSHI) as (screen, pilot):
        assert "120****5678" in below(screen)
        await type_keys(pilot, "'m")
        assert "12012345678" in below(screen)
    assert len(list(township.store.scan(TOWN, UNMASKING))) == 1


async def test_what_others_have_changed_is_taken_in_after_a_key(township: Workspace) -> None:
    async with tree_of(township) as (screen, pilot):
        other = open_workspace(
            township.directory,
            settings=UserSettings(),
            catalog=township.catalog,
            actor=SOMEBODY,
            clock=township.clock,
            safe_mode=True,
        )
        with other.store.begin(SOMEBODY, "organization.edit") as uow:
            edit_organization(uow, QINGSHI, {"name": "青石社区党支部"}, TODAY)
            uow.commit()
        other.close()
        await type_keys(pilot, "down")
        assert "青石社区党支部" in names(screen)


def found(screen: ImportScreen) -> str:
    return "\n".join(screen.text.render_line(row).text.rstrip() for row in range(22))


async def test_a_list_is_imported_below_after_a_trial(township: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "tree.csv"
    file.write_text("党组织名称,上级党组织\n石门村党支部,\n松岭村党支部,没有的乡\n", "utf-8")
    async with tree_of(township) as (_tree, pilot):
        await type_keys(pilot, "'i")
        app = pilot.app
        await wait_for(pilot, lambda: isinstance(app.screen, ImportScreen), "the import is shown")
        importing = app.screen
        assert isinstance(importing, ImportScreen)
        await wait_for(pilot, lambda: importing.modes.active, "the file is asked for")
        importing.take_paste(str(file))
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "+ 石门村党支部" in found(importing), "the trial's result")
        assert "新增 1 个，变更 0 个，未变 0 个，未导入 1 行" in found(importing)
        assert len(read_tree(township.store)) == 5, "a trial writes nothing"
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: "已写入：" in found(importing), "it is imported")
        (new,) = [o for o in read_tree(township.store) if o.name == "石门村党支部"]
        assert new.parent == TOWN
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, OrganizationsScreen), "the tree again")
        tree = app.screen
        assert isinstance(tree, OrganizationsScreen)
        await wait_for(pilot, lambda: "石门村党支部" in names(tree), "it is in the tree")


def test_every_action_has_its_words_and_a_key_of_its_own() -> None:
    catalog = Catalog.load("zh_CN")
    keys = [key for action in (*ORGANIZATIONS, *EVERYWHERE) for key in action.keys]
    assert len(keys) == len(set(keys))
    assert all(catalog.has(f"action.{action.id}") for action in ORGANIZATIONS)


async def test_a_plugin_s_sector_is_chosen_and_shown_by_its_title(
    township: Workspace, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> None:
    manifest = township.directory / "plugins" / "water" / "plugin.toml"
    manifest.parent.mkdir(parents=True)
    title = '{ zh_CN = "水务", en = "Water" }'
    manifest.write_text(f'api = 1\ntitle = "水务"\nsectors = {{ water = {title} }}\n', "utf-8")
    opened = open_workspace(
        township.directory,
        settings=UserSettings(),
        catalog=catalog,
        actor=actor,
        clock=clock,
        installed=list,
    )
    async with tree_of(opened, QINGSHI) as (screen, pilot):
        await type_keys(pilot, "'e", *["down"] * 3, f"'{len(KNOWN_SECTORS) + 1}", "f10")
        await wait_for(
            pilot, lambda: screen.board.tree.get(QINGSHI).sector == "water", "the sector is kept"
        )
        shown = [str(line) for line in card_report(screen)]
    opened.close()
    assert any("水务" in line for line in shown)
    assert not any("sector.water" in line for line in shown)


async def test_where_nobody_is_to_be_scored_home_says_where_to_go(township: Workspace) -> None:
    app = an_app(township, start="scoring")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home is shown")
        home = app.screen
        assert isinstance(home, HomeScreen)
        await wait_for(
            pilot, lambda: "没有党员可打分" in home.prompt.render_line(0).text, "it is said"
        )
        await type_keys(pilot, "8")
        await wait_for(pilot, lambda: isinstance(app.screen, OrganizationsScreen), "the tree")
