"""The way back: Esc leads where one came from, to the same line."""

from __future__ import annotations

import pytest

from branchkit.app import BranchkitApp
from branchkit.bootstrap import Workspace
from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.screens.context import Place
from branchkit.screens.home import HomeScreen
from branchkit.screens.importing.screen import ImportScreen
from branchkit.screens.meetings.screen import MeetingsScreen
from branchkit.screens.members.screen import MembersScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.screens.reports.screen import ReportsScreen
from branchkit.screens.trail import MOST, Stand, Stop, Trail
from branchkit.services.members.views import View
from branchkit.services.roster import add_member
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.widgets.grid import Grid

HOME, ROSTER, IMPORT = Place("home"), Place("members"), Place("import")


def drawn(app: BranchkitApp) -> bool:
    return any(grid.drawn for grid in app.screen.query(Grid))


def a_stop(place: Place, node: str = "v1", row: int = 0) -> Stop:
    return Stop(place, node, Stand(row))


def test_the_last_one_left_comes_first() -> None:
    trail = Trail()
    trail.leave(a_stop(HOME), ROSTER, "v1")
    trail.leave(a_stop(ROSTER, row=7), IMPORT, "v1")
    assert trail.back() == a_stop(ROSTER, row=7)
    assert trail.back() == a_stop(HOME)
    assert trail.back() is None


def test_home_is_where_the_trail_begins_anew() -> None:
    trail = Trail()
    for stop, place in ((HOME, ROSTER), (ROSTER, IMPORT), (IMPORT, HOME)):
        trail.leave(a_stop(stop), place, "v1")
    assert len(trail) == 0


def test_home_of_another_organisation_is_somewhere_else() -> None:
    trail = Trail()
    trail.leave(a_stop(HOME), Place("organizations"), "v1")
    trail.leave(a_stop(Place("organizations")), HOME, "v2")
    assert trail.back() == a_stop(Place("organizations"))


def test_turning_over_to_another_period_is_no_step() -> None:
    trail = Trail()
    october = Place("scoring", "base/month", Period(2026, 10))
    trail.leave(a_stop(october), Place("scoring", "base/month", Period(2026, 11)), "v1")
    assert len(trail) == 0


def test_nobody_goes_back_to_the_welcome() -> None:
    trail = Trail()
    trail.leave(a_stop(Place("welcome")), HOME, "v1")
    assert len(trail) == 0


def test_a_trail_has_an_end() -> None:
    trail = Trail()
    for step in range(MOST + 5):
        trail.leave(a_stop(ROSTER, row=step), IMPORT, "v1")
    assert len(trail) == MOST


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    with workspace.store.begin(workspace.actor, "test") as uow:
        for name in ("张三", "欧阳若兰", "单雄信", "李四"):
            add_member(uow, Member("", workspace.organization, name, sex="m"))
        uow.commit()
    return workspace


async def test_from_the_import_back_to_the_line_of_the_roster_and_home(branch: Workspace) -> None:
    app = an_app(branch, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home")
        await type_keys(pilot, "2")
        await wait_for(pilot, lambda: isinstance(app.screen, MembersScreen), "the roster")
        await type_keys(pilot, "2", "down", "down", "i")
        await wait_for(pilot, lambda: isinstance(app.screen, ImportScreen), "the import")
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, MembersScreen), "the roster again")
        roster = app.screen
        assert isinstance(roster, MembersScreen)
        await wait_for(pilot, lambda: roster.grid.drawn, "it is drawn")
        here = roster.here()
        assert (here.name if here else "", roster.board.query.view) == ("单雄信", View.FULL)
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home again")
        await type_keys(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_from_a_register_back_to_the_calendar_and_its_cell(branch: Workspace) -> None:
    app = an_app(branch, start="meetings")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, MeetingsScreen), "the calendar")
        calendar = app.screen
        assert isinstance(calendar, MeetingsScreen)
        await type_keys(pilot, "[", "down", "left")
        stood = (calendar.source.year, calendar.grid.cursor)
        calendar.perform("meeting.register")
        await wait_for(pilot, lambda: isinstance(app.screen, RegisterScreen), "the register")
        await wait_for(pilot, lambda: drawn(app), "it is drawn")
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, MeetingsScreen), "the calendar again")
        again = app.screen
        assert isinstance(again, MeetingsScreen)
        await wait_for(pilot, lambda: again.grid.drawn, "it is drawn")
        assert (again.source.year, again.grid.cursor) == stood


async def test_reports_lead_back_to_whoever_opened_them(branch: Workspace) -> None:
    app = an_app(branch, start="home")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home")
        await type_keys(pilot, "7")
        await wait_for(pilot, lambda: isinstance(app.screen, ReportsScreen), "the reports")
        await type_keys(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "home again")
