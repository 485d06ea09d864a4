"""A sheet for which nothing is recorded says what would feed it, and leads there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.screens.meetings.screen import MeetingsScreen
from branchkit.screens.registers.screen import RegisterScreen
from branchkit.screens.scoring.feeding import unrecorded
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.registers.writing import RecordWriter
from branchkit.services.roster import add_member
from branchkit.testing.builders import members
from branchkit.testing.pilot import SIZE, an_app, shown_lines, type_keys, wait_for


@asynccontextmanager
async def scoring(workspace: Workspace) -> AsyncIterator[tuple[ScoringScreen, Pilot[Any]]]:
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(3, workspace.organization):
            add_member(uow, member)
        uow.commit()
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
        screen = app.screen
        assert isinstance(screen, ScoringScreen)
        await wait_for(pilot, lambda: all(w.is_finished for w in screen.workers), "it is settled")
        yield screen, pilot


def an_activity(workspace: Workspace) -> None:
    """Only one of three was asked to come."""
    who = ["m0000"]
    values = {"date": "2026-11-05", "kind": "theme", "theme": "植树", "hours": "2"}
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        register = workspace.contributions.registers["book.activity"]
        writer = RecordWriter(uow, register, workspace.organization)
        writer.add({**values, "expected": who, "present": who})
        uow.commit()


def criterion_fed_by(screen: ScoringScreen, metric: str) -> str:
    return next(c.id for c in screen.board.scheme.criteria if metric in c.feeds.values())


async def test_what_would_feed_the_sheet_is_said_when_nothing_is_recorded(
    workspace: Workspace,
) -> None:
    async with scoring(workspace) as (screen, pilot):
        found = unrecorded(screen.session, workspace.contributions)
        assert "book.meeting" in [register.id for register in found]
        await wait_for(
            pilot, lambda: "还没有登记：支部会议记录" in shown_lines(pilot.app)[-1], "it is said"
        )


async def test_the_evidence_of_an_unrecorded_cell_leads_to_where_it_is_kept(
    workspace: Workspace,
) -> None:
    async with scoring(workspace) as (screen, pilot):
        criterion = criterion_fed_by(screen, "book.meeting/general-missed")
        screen.grid.move_to(*screen.source.position(0, criterion))
        await type_keys(pilot, "f6", "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, MeetingsScreen), "the meetings")


async def test_where_there_is_something_to_read_enter_closes_and_a_digit_leads(
    workspace: Workspace,
) -> None:
    async with scoring(workspace) as (screen, pilot):
        an_activity(workspace)
        screen.session.ask_again()
        criterion = criterion_fed_by(screen, "book.activity/hours")
        screen.grid.move_to(*screen.source.position(0, criterion))
        assert screen.session.proposal(0, criterion) is not None
        await type_keys(pilot, "f6", "enter")
        assert pilot.app.screen is screen
        await type_keys(pilot, "f6", "1")
        await wait_for(
            pilot, lambda: isinstance(pilot.app.screen, RegisterScreen), "the activities"
        )


async def test_a_proposal_that_is_missing_is_asked_for_with_its_reason(
    workspace: Workspace,
) -> None:
    async with scoring(workspace) as (screen, pilot):
        criterion = criterion_fed_by(screen, "book.meeting/general-missed")
        screen.grid.move_to(*screen.source.position(0, criterion))
        await type_keys(pilot, "=")
        assert "支部会议记录（2026-11）还没有记录；F6 去登记" in shown_lines(pilot.app)[-1]


async def test_points_for_want_of_records_are_named_when_a_column_is_taken(
    workspace: Workspace,
) -> None:
    async with scoring(workspace) as (screen, _pilot):
        an_activity(workspace)
        screen.session.ask_again()
        criterion = criterion_fed_by(screen, "book.activity/hours")
        outcome = screen.session.take_column(criterion)
        assert outcome.code == "score.column_taken_unrecorded"
        assert (outcome.params["count"], outcome.params["nothing"]) == (3, 2)
        assert screen.board.cell(1, criterion).points == Decimal(0)  # type: ignore[union-attr]
