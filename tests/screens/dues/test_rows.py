"""The lines of a month of dues: a part of them, several at once, filled down, names as wide as there is room."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Member
from branchkit.services.registers.writing import add_records
from branchkit.services.roster import add_member
from branchkit.testing.pilot import type_keys

from .test_screen import NOVEMBER, bill, dues, fill, paid, said, shown

LONG = "买买提·吐尔逊江"


def add_farmer(workspace: Workspace) -> None:
    """A member who pays as farmers do, after those that are there."""
    org, registers = workspace.organization, workspace.contributions.registers
    with workspace.store.begin(workspace.actor, "test.farmer") as uow:
        farmer = add_member(uow, Member("", org, LONG))
        row = {"member": farmer.id, "norm": "farmer", "base": "0.50", "from": "2026-01-01"}
        add_records(uow, registers["dues.base"], org, [row])
        uow.commit()


async def test_only_who_owes_and_sorted_by_what_is_paid(workspace: Workspace) -> None:
    fill(workspace, 4)
    bill(workspace, NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "=", "down", "=", "o")
        assert screen.grid.shown_rows() == [1, 3]
        await type_keys(pilot, "*")
        assert paid(screen) == ["43.21"] * 4
        await type_keys(pilot, "o")
        assert "没有未完的" not in said(screen)


async def test_a_sum_for_all_marked_lines(workspace: Workspace) -> None:
    fill(workspace, 3)
    bill(workspace, NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "space", "down", "space", "'5", "enter")
        assert paid(screen) == ["5.00", "0.00", "5.00"]
        assert not screen.marks
        await type_keys(pilot, "u")
        assert paid(screen) == ["0.00"] * 3


async def test_a_typed_sum_is_filled_down_to_who_owes(workspace: Workspace) -> None:
    fill(workspace, 3)
    bill(workspace, NOVEMBER)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "down", "'5", "f")
        assert paid(screen) == ["0.00", "5.00", "5.00"]


async def test_a_category_is_filled_down_to_who_has_none(workspace: Workspace) -> None:
    fill(workspace, 0, 3)
    add_farmer(workspace)
    async with dues(workspace) as (screen, pilot):
        rows = range(len(screen.session.board.roll))
        farmer = next(row for row in rows if shown(screen, row, "name") == LONG)
        screen.grid.move_to(farmer, screen.source.paid_column)
        await type_keys(pilot, "home", "home", "ctrl+a")
        screen.grid.move_to(farmer, screen.source.paid_column)
        await type_keys(pilot, "f", "'1")
        assert len({shown(screen, row, "norm") for row in rows}) == 1
        assert not screen.marks
        await type_keys(pilot, "u")
        assert len({shown(screen, row, "norm") for row in rows}) == 2


async def test_a_base_that_is_somebodys_pay_is_not_filled_down(workspace: Workspace) -> None:
    fill(workspace, 1, 1)
    async with dues(workspace) as (screen, pilot):
        await type_keys(pilot, "f", "'1")
        assert "各人不同" in said(screen)
        assert screen.session.board.line(1).base is None


async def test_names_are_not_cut_while_there_is_room(workspace: Workspace) -> None:
    add_farmer(workspace)
    async with dues(workspace) as (screen, pilot):
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert LONG in screen.grid.render_line(screen.grid.viewport.head_height).text
