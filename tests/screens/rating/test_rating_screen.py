"""The rating of a township on its screen: begun, proposed, decided, made known, undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.rating.rating import RatingState
from branchkit.core.scoring.rating_terms import RatingTerms
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.screens.context import Place
from branchkit.screens.rating.screen import RatingScreen
from branchkit.services.rating.ratings import existing_rating
from branchkit.services.rating.steps import Decision, decide
from branchkit.testing.builders import band, criterion, scheme
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.testing.villages import put_sheet, put_villages

YEAR = Period.parse("2026")


def a_scheme() -> Scheme:
    return scheme(
        [criterion("work", 100)],
        bands=(band("advanced", share=Decimal(34)), band("ordinary")),
        id="local/village-year",
        origin="local",
        subject=SubjectKind.ORGANIZATION,
        period=PeriodKind.YEAR,
        rating=RatingTerms(),
    )


@pytest.fixture
def township(workspace: Workspace) -> Workspace:
    made = a_scheme()
    contributions = replace(workspace.contributions, schemes={made.id: made})
    with workspace.store.begin(Actor("筹备人"), "test.build") as uow:
        town = Organization(workspace.organization, "白水乡党委", OrganizationKind.COMMITTEE)
        uow.put("", "organization", town.id, town.to_body())
        uow.commit()
    put_villages(workspace.store, made, workspace.organization, YEAR)
    return replace(workspace, contributions=contributions)


@asynccontextmanager
async def rating(workspace: Workspace) -> AsyncIterator[tuple[RatingScreen, Pilot[Any]]]:
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        app.context().go(Place("rating"))
        await wait_for(pilot, lambda: isinstance(app.screen, RatingScreen), "the rating is shown")
        screen = app.screen
        assert isinstance(screen, RatingScreen)
        await wait_for(pilot, lambda: screen.grid.drawn, "the grid is drawn")
        yield screen, pilot


def shown(screen: RatingScreen) -> list[tuple[str, ...]]:
    """Name, proposal and decision of each row."""
    keys = [column.key for column in screen.source.columns()]
    wanted = [keys.index(key) for key in ("name", "rank", "proposal", "decided", "reason")]
    return [
        tuple(screen.source.cell(row, column).text for column in wanted)
        for row in range(screen.source.row_count())
    ]


def key_of(workspace: Workspace) -> SheetKey:
    return SheetKey("local/village-year", workspace.organization, YEAR)


async def test_a_rating_is_taken_from_its_beginning_to_the_notice(township: Workspace) -> None:
    async with rating(township) as (screen, pilot):
        assert "还没有开始评定" in screen.title_line.render_line(0).text
        await type_keys(pilot, "f10")
        assert len(shown(screen)) == 3
        await type_keys(pilot, "f10")
        assert shown(screen)[0] == ("东村党支部", "1", "advanced", "_", "")
        # The second one is given another band, for a reason; the others as proposed.
        await type_keys(pilot, "=", "down", "enter", "1")
        await type_keys(pilot, *"X", "enter")
        assert shown(screen)[1] == ("南村党支部", "2", "ordinary", "advanced!", "X")
        await type_keys(pilot, "*")
        assert existing_rating(township.store, key_of(township)).undecided == []
        await type_keys(pilot, "f10", "1")
        assert "名额只有 1 个" in screen.prompt.render_line(0).text
        await type_keys(pilot, "=", "f10", "1")
        assert existing_rating(township.store, key_of(township)).state is RatingState.NOTICE
        assert "公示到" in screen.title_line.render_line(0).text


async def test_undo_takes_back_the_last_step_and_redo_does_it_again(township: Workspace) -> None:
    async with rating(township) as (screen, pilot):
        await type_keys(pilot, "f10", "f10", "=")
        assert shown(screen)[0][3] == "advanced"
        await type_keys(pilot, "u")
        assert shown(screen)[0][3] == "_"
        await type_keys(pilot, "U")
        assert shown(screen)[0][3] == "advanced"


async def test_what_somebody_else_decides_is_not_overwritten(township: Workspace) -> None:
    async with rating(township) as (screen, pilot):
        await type_keys(pilot, "f10", "f10")
        other = township.store
        with other.begin(Actor("书记"), "rating.decide") as uow:
            decision = Decision("dongcun", "ordinary", "会议决定")
            decide(uow, township.contributions, key_of(township), [decision])
            uow.commit()
        await type_keys(pilot, "=")
        assert "别人刚刚审定了" in screen.prompt.render_line(0).text
        assert shown(screen)[0][3:] == ("ordinary!", "会议决定")


async def test_a_village_without_a_confirmed_sheet_is_left_out_for_a_reason(
    township: Workspace,
) -> None:
    key = SheetKey("local/village-year", "xicun", YEAR)
    put_sheet(township.store, a_scheme(), key, 55, SheetState.SUBMITTED)
    async with rating(township) as (screen, pilot):
        await type_keys(pilot, "f10", "f10")
        assert "还有 1 个的考核表没有审定：西村党支部" in screen.prompt.render_line(0).text
        screen.move_to(screen.board.place_of("xicun"))
        screen.do("rating.left_out")
        await type_keys(pilot, *"Y", "enter", "f10")
        assert shown(screen)[2] == ("西村党支部", "", "", "不评定", "决定不参加 Y")
