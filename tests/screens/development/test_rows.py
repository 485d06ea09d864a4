"""The board of cases as a list."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.screens.development.screen import DevelopmentScreen
from branchkit.testing.pilot import type_keys

from .board import board, branch

__all__ = ["branch"]


def names(screen: DevelopmentScreen) -> list[str]:
    texts = (screen.board.ref(row) for row in screen.grid.shown_rows())
    return [ref.name for ref in texts if ref is not None]


async def test_reminders_are_those_of_the_marked_cases(branch: Workspace) -> None:
    async with board(branch) as (screen, pilot):
        marked, *others = names(screen)
        screen.grid.move_to(0, screen.grid.cursor[1])
        await type_keys(pilot, "space", "p")
        paper = "".join(screen.report.render_line(y).text for y in range(screen.report.size.height))
        assert marked in paper
        assert not any(name in paper for name in others)


async def test_cases_are_sorted_by_any_column_and_one_opens_where_it_stands(
    branch: Workspace,
) -> None:
    async with board(branch) as (screen, pilot):
        before = names(screen)
        screen.lists.sort_by("name")
        screen.lists.sort_by("name")
        assert sorted(names(screen)) == sorted(before)
        first = names(screen)[0]
        screen.grid.move_to(screen.grid.shown_rows()[0], 1)
        await type_keys(pilot, "enter")
        stands = screen.here()
        assert stands is not None and stands.case.person.name == first
        assert len(screen.grid.shown_rows()) == len(stands.steps)
        await type_keys(pilot, "escape")
        assert names(screen)[0] == first
        assert screen.grid.cursor[0] == screen.grid.shown_rows()[0]
