"""Rows of a register: several at once, filled down, only what is not settled."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.testing.builders import members
from branchkit.testing.pilot import type_keys, wait_for

from ..copied import terminal_of
from .test_screen import MEETINGS, ORG, a_meeting, go_to, keep, register, said, topics


@pytest.fixture
def books(workspace: Workspace) -> Workspace:
    """Six members and three meetings."""
    with workspace.store.begin(workspace.actor, "test.enrol") as uow:
        for member in members(org=ORG):
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    keep(
        workspace,
        MEETINGS,
        [a_meeting(f"{month}-10", topic=f"学习{month}") for month in ("07", "08", "09")],
    )
    return workspace


def values(screen: RegisterScreen, column: str) -> list[object]:
    return [screen.board.record(place).values.get(column) for place in range(len(screen.board))]


async def test_a_text_becomes_that_of_all_marked_rows(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await go_to(screen, pilot, "topic")
        await type_keys(pilot, "ctrl+a", "e", "ctrl+u", "'民主评议", "enter")
        assert topics(screen) == ["民主评议"] * 3
        assert "已改 3 行" in said(screen)
        assert not screen.marks
        await type_keys(pilot, "u")
        assert topics(screen) == ["学习07", "学习08", "学习09"]


async def test_what_is_picked_becomes_that_of_the_marked_rows(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await go_to(screen, pilot, "chair")
        await type_keys(pilot, "up", "up", "space", "space", "f2", "'1")
        assert values(screen, "chair") == ["m0000", "m0000", None]


async def test_a_cell_is_filled_into_the_empty_ones_below(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        screen.grid.move_to(1, screen.grid.cursor[1])
        await go_to(screen, pilot, "place")
        await type_keys(pilot, "f2", "'村部", "enter")
        await type_keys(pilot, "ctrl+d")
        assert values(screen, "place") == [None, "村部", "村部"]
        await type_keys(pilot, "ctrl+d")
        assert "没有可填的" in said(screen)


async def test_rows_that_would_not_be_right_are_left_as_they_are(books: Workspace) -> None:
    """A lesson has somebody who gives it; a general meeting has not, and keeps none."""
    row = a_meeting("10-10", topic="党课", kind="lesson", lecturer="m0000")
    keep(books, MEETINGS, [row])
    async with register(books) as (screen, pilot):
        await go_to(screen, pilot, "lecturer")
        await type_keys(pilot, "ctrl+a", "ctrl+d")
        assert values(screen, "lecturer") == [None, None, None, "m0000"]


async def test_only_what_is_not_settled_where_rows_are_settled(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await type_keys(pilot, "o")
        assert "不分未完" in said(screen)
        assert len(screen.grid.shown_rows()) == 3


async def test_columns_out_of_the_cursors_reach_are_sorted_by(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await type_keys(pilot, "f4", "'日期", "enter")
        await wait_for(pilot, lambda: screen.board.selection.order == "date", "by date")
        await type_keys(pilot, "f4", "'日期", "enter")
        await wait_for(pilot, lambda: topics(screen)[0] == "学习09", "the newest first")


async def test_the_marked_rows_alone_and_everything_again(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await type_keys(pilot, "up", "up", "space", "space", "f3", "'选中", "enter")
        assert screen.grid.shown_rows() == [0, 1]
        await type_keys(pilot, "f3", "'全部", "enter")
        assert screen.grid.shown_rows() == [0, 1, 2]


async def test_a_click_on_a_head_sorts_by_values(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        await pilot.click(screen.grid, offset=(2, 1))
        await wait_for(pilot, lambda: screen.board.selection.order == "date", "by date")
        await pilot.click(screen.grid, offset=(2, 1))
        await wait_for(pilot, lambda: topics(screen)[0] == "学习09", "the newest first")
        assert screen.grid.viewport.order is None


async def test_a_row_is_copied_as_it_is_shown(books: Workspace) -> None:
    async with register(books) as (screen, pilot):
        terminal = terminal_of(screen)
        await type_keys(pilot, "ctrl+k", "'2")
        (line,) = terminal.block
        assert {"2026-09-10", "学习09"} <= set(line)
