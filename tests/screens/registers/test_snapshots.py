"""What registers and forms look like, one picture each; look at a picture before accepting it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.core.registers.register import (
    Choice,
    ColumnKind,
    Formula,
    Operation,
    Register,
    Shelf,
)
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.screens.context import Place
from branchkit.screens.registers.index import RegistersScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.services.registers.writing import add_records
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.testing.registers import a_column, a_register

Compare = Callable[..., bool]


def a_book() -> Register:
    kinds = (Choice("home", LocalText("入户走访")), Choice("field", LocalText("田间地头")))
    columns = (
        a_column("who", ColumnKind.MEMBER, required=True, title=LocalText("走访人")),
        a_column("kind", ColumnKind.CHOICE, choices=kinds, title=LocalText("方式")),
        a_column("hours", ColumnKind.NUMBER, maximum="24", title=LocalText("用时")),
        a_column("paid", ColumnKind.MONEY, title=LocalText("慰问金")),
        a_column("with", ColumnKind.MEMBERS, title=LocalText("同行")),
        a_column(
            "count",
            ColumnKind.NUMBER,
            title=LocalText("同行人数合计"),
            formula=Formula(Operation.COUNT, ("with",)),
        ),
        a_column("phone", personal=True, title=LocalText("户主电话")),
        a_column("note", title=LocalText("反映的问题")),
    )
    return a_register(
        *columns, title=LocalText("走访记录"), shelf=Shelf.BOOK, basis="支部工作条例", position=1
    )


@pytest.fixture
def village(workspace: Workspace) -> Workspace:
    book = a_book()
    roll = a_register(id="roll.test", title=LocalText("制度汇总册"), shelf=Shelf.ROLL)
    contributions = Contributions(registers={book.id: book, roll.id: roll})
    people = members(org=workspace.organization)
    note = "灌渠年久失修，今年冬修能不能排上；低保户的危房改造款还没有到账，请镇里催一催"
    rows: list[dict[str, object]] = [
        {
            "date": f"2026-11-{day:02d}",
            "who": people[day % 6].id,
            "kind": "home" if day % 2 else "field",
            "hours": str(day),
            "paid": "200.00",
            "with": [people[0].id, people[1].id],
            "phone": "13800001234",
            "note": note if day == 3 else "",
        }
        for day in range(1, 4)
    ]
    with workspace.store.begin(workspace.actor, "test") as uow:
        for member in people:
            uow.put(workspace.organization, "member", member.id, member.to_body())
        add_records(uow, book, workspace.organization, rows)
        uow.commit()
    return replace(workspace, contributions=contributions)


async def at(pilot: Pilot[Any], place: Place) -> None:
    app = pilot.app
    assert isinstance(app, BranchkitApp)
    app.context().go(place)
    shown = (RegistersScreen, RegisterScreen)
    await wait_for(pilot, lambda: isinstance(app.screen, shown), "the place is shown")
    screen = app.screen
    assert isinstance(screen, shown)
    await wait_for(pilot, lambda: screen.grid.drawn, "the first frame")


async def all_registers(pilot: Pilot[Any]) -> None:
    await at(pilot, Place("registers"))
    screen = pilot.app.screen
    assert isinstance(screen, RegistersScreen)
    await wait_for(pilot, lambda: screen.source.count(1), "the rows are counted")


async def one_register(pilot: Pilot[Any]) -> None:
    await at(pilot, Place("register", register="book.test"))
    await type_keys(pilot, "right", "'12")


async def a_form_with_faults(pilot: Pilot[Any]) -> None:
    await at(pilot, Place("register", register="book.test"))
    await type_keys(pilot, "enter", "down", "delete", "down", "down", "'25", "f10")


async def people_being_ticked(pilot: Pilot[Any]) -> None:
    await at(pilot, Place("register", register="book.test"))
    await type_keys(pilot, "a", "down", "down", "down", "down", "down", "space", "'*", "'oy")


@pytest.mark.parametrize(
    "before", [all_registers, one_register, a_form_with_faults, people_being_ticked]
)
def test_the_registers(
    snap_compare: Compare, village: Workspace, before: Callable[[Pilot[Any]], Any]
) -> None:
    assert snap_compare(an_app(village), terminal_size=SIZE, run_before=before)
