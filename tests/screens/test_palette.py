"""The list behind ``:``: each thing once, digits that mean what they mean on the screen, and everything that is found by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Member
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Place
from branchkit.screens.members.screen import MembersScreen
from branchkit.screens.palette import Palette
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.services.roster import add_member, remove_member
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.testing.statements import statements_of

ORG = "test"


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    with workspace.store.begin(workspace.actor, "test") as uow:
        for name in ("陈建国", "欧阳若兰", "单雄信", "去者"):
            add_member(uow, Member("", ORG, name))
        remove_member(uow, ORG, "m0004", "去世", date(2026, 1, 1))
        uow.commit()
    return workspace


@asynccontextmanager
async def at(workspace: Workspace, place: str) -> AsyncIterator[tuple[ConsoleScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place(place))
        await wait_for(pilot, lambda: type(app.screen).__name__.lower().startswith(place), place)
        await pilot.pause()
        assert isinstance(app.screen, ConsoleScreen)
        yield app.screen, pilot


async def test_each_thing_stands_there_once(branch: Workspace) -> None:
    for place in ("home", "members"):
        async with at(branch, place) as (screen, _pilot):
            texts = [item.text.strip("0123456789 ") for item in Palette(screen).matching("")]
            assert sorted(texts) == sorted(set(texts))


async def test_a_digit_before_a_line_is_the_key_that_it_has_on_the_screen(
    branch: Workspace,
) -> None:
    async with at(branch, "home") as (screen, _pilot):
        numbered = [i for i in Palette(screen).matching("") if i.text[:1].isdecimal()]
        assert numbered
        for item in numbered:
            digits = [key for key in screen.keymap.keys(item.id) if key.isdecimal()]
            assert not digits or item.text[:1] in digits
        assert len({item.text[:1] for item in numbered}) == len(numbered)
        assert [i.text for i in Palette(screen).matching("dangfei") if i.text[:1].isdecimal()] == []


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        *(("dangfei", "place.dues"), ("df", "place.dues"), ("党费", "place.dues")),
        *(("dang费", "place.dues"), ("dues", "place.dues"), ("roster", "place.members")),
        *(("ouyang", f"person {ORG} m0002"), ("oyrl", f"person {ORG} m0002")),
        *(("若兰", f"person {ORG} m0002"), ("zoufang", "register book.visit")),
        *(("book.visit", "register book.visit"), ("青石村", f"org {ORG}")),
    ],
)
async def test_it_finds(branch: Workspace, typed: str, id: str) -> None:
    async with at(branch, "home") as (screen, _pilot):
        assert id in [item.id for item in Palette(screen).matching(typed)]


async def test_nobody_is_found_who_has_left(branch: Workspace) -> None:
    async with at(branch, "home") as (screen, _pilot):
        assert not [i for i in Palette(screen).matching("去者") if i.id.startswith("person")]


async def test_nothing_is_read_before_somebody_types_and_nothing_twice(branch: Workspace) -> None:
    async with at(branch, "home") as (screen, _pilot):
        palette = Palette(screen)
        palette.matching("")
        palette.matching("a")
        with statements_of(branch.store) as statements:
            palette.matching("ab")
        assert statements == []


async def test_a_person_is_opened_with_the_file(branch: Workspace) -> None:
    async with at(branch, "home") as (_screen, pilot):
        await type_keys(pilot, "f9", "'oyrl", "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, MembersScreen), "the roster")
        roster = pilot.app.screen
        assert isinstance(roster, MembersScreen)
        await wait_for(pilot, lambda: roster.report.display, "the person's file")
        shown = "".join(roster.report.render_line(y).text for y in range(5))
        assert "欧阳若兰" in shown + roster.prompt.render_line(0).text


async def test_a_register_is_opened(branch: Workspace) -> None:
    async with at(branch, "home") as (_screen, pilot):
        await type_keys(pilot, "f9", "'zoufangjilu", "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, RegisterScreen), "the register")


async def test_nothing_found_is_said(branch: Workspace) -> None:
    async with at(branch, "home") as (screen, pilot):
        await type_keys(pilot, "f9", "'xyzxyz")
        assert "没有找到" in screen.picker.render_line(0).text
        await type_keys(pilot, "enter")
        assert screen.picker.is_open


async def test_a_page_and_the_end_are_gone_to(branch: Workspace) -> None:
    async with at(branch, "home") as (screen, pilot):
        await type_keys(pilot, "f9")
        items = screen.picker.items
        await type_keys(pilot, "pagedown")
        assert screen.picker.current == items[screen.picker.size.height - 1]
        await type_keys(pilot, "end")
        assert screen.picker.current == items[-1]
        await type_keys(pilot, "home")
        assert screen.picker.current == items[0]
