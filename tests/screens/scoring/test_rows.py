"""The rows of a sheet: sorted, a part of them, several at once, copied out and pasted back."""

from __future__ import annotations

from decimal import Decimal

from branchkit.bootstrap import Workspace
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.testing.pilot import type_keys

from ..copied import terminal_of
from .test_screen import points, scoring


def order(screen: ScoringScreen) -> list[int]:
    return screen.grid.shown_rows()


def said(screen: ScoringScreen) -> str:
    return screen.prompt.render_line(0).text


async def test_rows_are_sorted_by_points_and_by_total(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "'10", "enter", "'9", "enter")
        await type_keys(pilot, "s", "enter", "s", "enter")
        assert order(screen)[:3] == [1, 2, 0]
        assert "倒序" in said(screen)
        screen.lists.sort_by("total")
        assert order(screen)[:3] == [0, 2, 1]


async def test_only_rows_that_are_open_stay_and_the_next_open_cell_is_among_them(
    village: Workspace,
) -> None:
    async with scoring(village) as (screen, pilot):
        for _criterion in screen.board.scheme.criteria:
            await type_keys(pilot, "f")
        for place in (1, 4):
            screen.session.clear(place, "meeting")
        await type_keys(pilot, "o")
        assert order(screen) == [1, 4]
        assert "未完 2/6" in said(screen)
        screen.grid.move_to(1, screen.grid.cursor[1])
        await type_keys(pilot, "g")
        assert screen.here() in ((1, "meeting"), (4, "meeting"))
        await type_keys(pilot, "'7", "enter")
        assert len(order(screen)) == 2  # A row stays where it is while one works at it.


async def test_filling_down_leaves_hidden_rows_alone(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "down", "space", "down", "space", "home")
        screen.lists.perform("list.view")
        await type_keys(pilot, "'选中", "enter")
        assert order(screen) == [1, 3]
        await type_keys(pilot, "escape", "'6", "f")
        assert [points(screen, place, "meeting") for place in range(4)] == [None, 6, None, 6]


async def test_a_score_for_all_marked_rows_is_one_change(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "space", "down", "space", "'9", "enter")
        assert [points(screen, place, "meeting") for place in range(4)] == [9, None, 9, None]
        assert not screen.marks
        assert "已填 2 格" in said(screen)
        await type_keys(pilot, "u")
        assert points(screen, 0, "meeting") is None
        assert points(screen, 2, "meeting") is None


async def test_what_does_not_fit_is_refused_for_all_marked_rows(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "space", "space", "'99", "enter")
        assert screen.grid.entry == "99"
        assert points(screen, 0, "meeting") is None
        assert len(screen.marks) == 2


async def test_marked_cells_are_repeated_and_emptied(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "space", "space", "r")
        assert [points(screen, place, "meeting") for place in range(4)] == [8, 8, 8, None]
        await type_keys(pilot, "ctrl+a", "delete")
        assert [points(screen, place, "meeting") for place in range(4)] == [None] * 4


async def test_a_note_is_written_for_all_marked_rows(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "home", "home", "ctrl+a", "n", "'统一补课", "enter")
        notes = [cell.note if (cell := screen.board.cell(n, "meeting")) else "" for n in range(6)]
        assert notes == ["统一补课"] * 6
        assert points(screen, 0, "meeting") == 8
        await type_keys(pilot, "u")
        assert screen.board.cell(1, "meeting") is None


async def test_somebody_who_is_not_there_is_said_not_to_be(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "/", "'zzq", "enter")
        assert "没有这个人" in said(screen)


async def test_a_block_goes_out_and_comes_back_as_it_was(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "'8", "enter", "'7.5", "enter", "home", "home")
        terminal = terminal_of(screen)
        await type_keys(pilot, "shift+down", "shift+right", "c")
        assert terminal.block == [["8", ""], ["7.5", ""]]
        screen.grid.move_to(3, screen.grid.cursor[1])
        await type_keys(pilot, "home")
        screen.take_paste(terminal.texts[0])
        await type_keys(pilot, "enter")
        assert [points(screen, place, "meeting") for place in (3, 4)] == [8, Decimal("7.5")]
