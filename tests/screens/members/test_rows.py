"""The roster as a list: any column, only who is incomplete, a field for several."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Member
from branchkit.screens.members.screen import MembersScreen
from branchkit.services.roster import add_member, members_of
from branchkit.testing.pilot import type_keys

from ..copied import terminal_of
from .test_screen import ID, ORG, PHONE, roster, said


@pytest.fixture
def people(workspace: Workspace) -> Workspace:
    """张三, whole; 欧阳若兰 and 单雄信, of whom little is known."""
    with workspace.store.begin(workspace.actor, "test") as uow:
        whole = {"sex": "f", "birth": "1949-12-31", "joined": "1980-01-01", "citizen_id": ID}
        add_member(uow, Member("", ORG, "张三", phone=PHONE, group="第二党小组", **whole))  # type: ignore[arg-type]
        add_member(uow, Member("", ORG, "欧阳若兰", group="第一党小组"))
        add_member(uow, Member("", ORG, "单雄信"))
        uow.commit()
    return workspace


def names(screen: MembersScreen) -> list[str]:
    return [screen.board.shown[row].name for row in screen.grid.shown_rows()]


def groups(workspace: Workspace) -> dict[str, str]:
    return {member.name: member.group for member in members_of(workspace.store, ORG)}


async def test_any_column_sorts_and_the_orders_of_a_roster_remain(people: Workspace) -> None:
    async with roster(people) as (screen, pilot):
        await type_keys(pilot, "s", "'党小组", "enter")
        assert names(screen) == [
            "张三",
            "欧阳若兰",
            "单雄信",
        ]  # 第二, 第一 by their initials, then who is in none.
        await type_keys(pilot, "s", "'笔画", "enter")
        assert names(screen)[0] == "张三"
        assert screen.grid.viewport.order is None


async def test_the_marked_ones_alone_and_a_view_shows_all_of_it_again(people: Workspace) -> None:
    async with roster(people) as (screen, pilot):
        await type_keys(pilot, "space", "down", "space", "v", "'选中", "enter")
        assert names(screen) == ["张三", "单雄信"]
        await type_keys(pilot, "v", "'全体", "enter")
        assert len(names(screen)) == 3


async def test_only_who_is_incomplete(people: Workspace) -> None:
    async with roster(people) as (screen, pilot):
        await type_keys(pilot, "o")
        assert names(screen) == ["欧阳若兰", "单雄信"]
        assert "未完 2/3" in said(screen)


async def test_a_field_is_filled_into_those_below_who_lack_it(people: Workspace) -> None:
    async with roster(people) as (_screen, pilot):
        await type_keys(pilot, "f", "enter")
        assert groups(people) == {
            "张三": "第二党小组",
            "欧阳若兰": "第一党小组",
            "单雄信": "第二党小组",
        }
        await type_keys(pilot, "u")
        assert groups(people)["单雄信"] == ""


async def test_a_field_is_given_to_all_who_are_marked(people: Workspace) -> None:
    async with roster(people) as (screen, pilot):
        await type_keys(pilot, "ctrl+a", "f", "enter")
        assert set(groups(people).values()) == {"第二党小组"}
        assert not screen.marks


async def test_masked_and_shown_alike_are_copied_as_they_stand(people: Workspace) -> None:
    async with roster(people) as (screen, pilot):
        terminal = terminal_of(screen)
        await type_keys(pilot, "space", "space", "c", "enter")
        block = terminal.block
        assert [line[1] for line in block] == ["张三", "欧阳若兰"]
        assert ID not in terminal.texts[0]
        assert PHONE not in terminal.texts[0]


async def test_a_wide_screen_shows_days_besides_and_long_names_whole(people: Workspace) -> None:
    with people.store.begin(people.actor, "test") as uow:
        add_member(uow, Member("", ORG, "买买提·吐尔逊江", joined="2001-07-01"))
        uow.commit()
    async with roster(people) as (screen, pilot):
        assert len(screen.source.columns()) == 10
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        line = screen.grid.render_line(4).text
        assert "买买提·吐尔逊江" in line
        assert "2001-07-01" in line
