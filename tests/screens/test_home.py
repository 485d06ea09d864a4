"""The home screen: what is owed, once each, however fast one asks for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.duties import Duty, Opening
from branchkit.core.errors import RulePackError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.rulepacks import Citation
from branchkit.core.text_width import cell_width
from branchkit.core.texts import LocalText
from branchkit.plugin.duties import DutySpec, DutyView
from branchkit.screens.dues.screen import DuesScreen
from branchkit.screens.home import HomeScreen
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.organizations.organizations import add_organization, edit_organization
from branchkit.services.roster import add_member
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

FIRST = 5
"""So many lines lead a new branch through its first month; duties stand below them."""


@asynccontextmanager
async def home(workspace: Workspace) -> AsyncIterator[tuple[HomeScreen, Pilot[Any]]]:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(8, workspace.organization):
            add_member(uow, member)
        uow.commit()
    async with an_app(workspace, start="home").run_test(size=SIZE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HomeScreen)
        await wait_for(pilot, screen.source.row_count, "duties")
        yield screen, pilot


def codes(screen: HomeScreen) -> list[tuple[str, str]]:
    found = []
    for row in range(FIRST, screen.source.row_count()):
        duty = screen.source.duty(row)
        assert duty is not None
        found.append((duty.code, f"{duty.opens.period}{duty.opens.subject}"))
    return found


async def test_what_is_asked_for_twice_at_once_is_told_once(workspace: Workspace) -> None:
    async with home(workspace) as (screen, pilot):
        alone = codes(screen)
        # As when its key is pressed again while the first answer is still being looked for.
        screen.begin_settling()
        await pilot.pause()
        screen.begin_settling()
        await wait_for(pilot, lambda: all(w.is_finished for w in screen.workers), "the answer")
        assert codes(screen) == alone
        assert len(set(alone)) == len(alone)


async def test_enter_opens_where_a_line_is_done(workspace: Workspace) -> None:
    async with home(workspace) as (screen, pilot):
        place = [code for code, _ in codes(screen)].index("sheet_open")
        screen.grid.move_to(FIRST + place, 0)
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, ScoringScreen), "the scoring")


async def test_a_new_branch_is_led_through_its_first_month(workspace: Workspace) -> None:
    async with home(workspace) as (screen, pilot):
        marks = [screen.source.cell(row, 0).text for row in range(FIRST)]
        assert marks == ["1 已办", "2 下一步", "3", "4", "5"]
        assert screen.grid.cursor[0] == 1
        assert "8 人没定" in screen.source.told(1)
        assert screen.source.cell(1, 2).text == "给打分：党费一项"
        await type_keys(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, DuesScreen), "the dues")


async def test_a_committee_sees_what_is_owed_below_it(workspace: Workspace) -> None:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        kind = OrganizationKind.COMMITTEE
        edit_organization(uow, workspace.organization, {"kind": kind}, workspace.clock().date())
        branch = Organization("", "柳坝村党支部", parent=workspace.organization)
        below = add_organization(uow, branch).id
        for member in members(8, below):
            add_member(uow, member)
        uow.commit()
    async with an_app(workspace, start="home").run_test(size=SIZE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HomeScreen)
        await wait_for(pilot, screen.source.row_count, "duties")
        duty = next(d for r in range(screen.source.row_count()) if (d := screen.source.duty(r)))
        assert duty.org == below
        assert "柳坝村党支部" in screen.source.text(duty)


def a_duty(view: DutyView) -> list[Duty]:
    opens, rule = Opening("register", register="book.activity"), Citation(LocalText("制度"))
    text = LocalText("上段还没有巡护")
    return [Duty("trial.due", view.org, opens, date(2020, 1, 1), rule, text=text)]


def lacks_one(view: DutyView) -> list[Duty]:
    raise RulePackError("no_pack", pack="patrols")


def lacks_another(view: DutyView) -> list[Duty]:
    raise RulePackError("no_pack", pack="dikes")


def with_duties(workspace: Workspace) -> Workspace:
    specs = [
        DutySpec(f"trial.{f.__name__}", LocalText("提醒"), f"{__name__}:{f.__name__}")
        for f in (a_duty, lacks_one, lacks_another)
    ]
    contributions = replace(
        workspace.contributions,
        duties={spec.id: spec for spec in specs},
        owners={("duties", spec.id): "trial" for spec in specs},
    )
    return replace(workspace, contributions=contributions)


async def test_without_a_worker_duties_of_plugins_stand_with_ours_and_refusals_are_told_in_turn(
    workspace: Workspace,
) -> None:
    async with home(with_duties(workspace)) as (screen, pilot):
        assert codes(screen)[0] == ("trial.due", "")
        assert "sheet_open" in dict(codes(screen))
        assert "patrols" in screen.prompt.render_line(0).text
        await type_keys(pilot, "down")
        assert "dikes" in screen.prompt.render_line(0).text
        await type_keys(pilot, "down")
        assert "8组织" in screen.prompt.render_line(0).text


async def test_the_introduction_is_folded_to_the_screen(workspace: Workspace) -> None:
    async with home(workspace) as (screen, _pilot):
        assert all(cell_width(line) <= SIZE[0] for line in screen.help_lines())
        assert "暂定" in "".join(screen.help_lines())
