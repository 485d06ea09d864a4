"""A branch with cases, and the screen of its board, for the tests of that screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.development.cases import Person
from branchkit.core.development.checks import StepEntry
from branchkit.core.members.member import Category, Member
from branchkit.core.ports import UnitOfWork
from branchkit.screens.context import Place
from branchkit.screens.development.screen import DevelopmentScreen
from branchkit.services.development.cases import cases_of
from branchkit.services.development.life import Opening, cancel, open_case
from branchkit.services.development.steps import take_step
from branchkit.services.roster import add_member
from branchkit.testing.pilot import SIZE, an_app, wait_for

ORG = "test"
TODAY = date(2026, 11, 20)


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """Two full members, 田禾 who applied long ago, 石大勇 who is an activist, 项春生 whose case was cancelled."""
    packs = workspace.contributions.rule_packs
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_member(uow, Member("", ORG, "陈建国"))
        add_member(uow, Member("", ORG, "欧阳若兰"))
        tian = Person("田禾", citizen_id="11010519491231002X", phone="13812345678")
        an_opening(uow, workspace, tian, date(2026, 9, 1))
        stone = an_opening(uow, workspace, Person("石大勇"), date(2025, 1, 1))
        for step, on in (("talk", "2025-01-10"), ("activist", "2025-02-01")):
            entry = StepEntry(step, date.fromisoformat(on), note="补记")
            take_step(uow, packs, ORG, stone, entry, TODAY)
        gone = an_opening(uow, workspace, Person("项春生"), date(2024, 1, 1))
        cancel(uow, packs, ORG, gone, date(2024, 6, 1), "本人提出", TODAY)
        uow.commit()
    return workspace


def an_opening(uow: UnitOfWork, workspace: Workspace, person: Person, on: date) -> str:
    entry = StepEntry("application", on, papers=("入党申请书",))
    packs = workspace.contributions.rule_packs
    return open_case(uow, packs, ORG, Opening(person, entry), TODAY).case.id


def take_over(workspace: Workspace) -> str:
    """鲁思源, on probation until 2026-12-01, whose case was kept on paper up to the request to become a full member."""
    with workspace.store.begin(workspace.actor, "test") as uow:
        member = Member("", ORG, "鲁思源", category=Category.PROBATIONARY, joined="2025-12-01")
        id = add_member(uow, member).id
        opening = Opening(Person("鲁思源"), None, "full-application", id)
        open_case(uow, workspace.contributions.rule_packs, ORG, opening, TODAY)
        uow.commit()
    return id


def state_of(screen: DevelopmentScreen) -> str:
    stands = screen.here()
    assert stands is not None
    return str(stands.state)


def fill_in_at_the_end(text: str) -> tuple[str, ...]:
    """The keys that write into a form's last field and keep it."""
    return ("end", f"'{text}", "f10")


@asynccontextmanager
async def board(
    workspace: Workspace, subject: str = ""
) -> AsyncIterator[tuple[DevelopmentScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("development", subject=subject))
        await wait_for(pilot, lambda: isinstance(app.screen, DevelopmentScreen), "the board")
        screen = app.screen
        assert isinstance(screen, DevelopmentScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the grid is drawn")
        yield screen, pilot


def names(screen: DevelopmentScreen) -> list[str]:
    return screen.board.names()


def said(screen: DevelopmentScreen) -> str:
    return str(screen.prompt.render_line(0).text)


def detail(screen: DevelopmentScreen) -> str:
    return "\n".join(screen.detail.render_line(y).text for y in range(screen.detail.size.height))


def case_named(workspace: Workspace, name: str) -> Any:
    return [case for case in cases_of(workspace.store, ORG) if case.person.name == name][-1]
