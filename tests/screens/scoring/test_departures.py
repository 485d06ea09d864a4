"""Proposals that have gone stale, and reasons for other points, as the secretary sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.scoring.results import Proposal, Reason
from branchkit.core.scoring.sheets import Cell, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.screens.scoring.detail import evidence_report
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.scoring.suggested import LateProposals
from branchkit.testing.builders import a_criterion
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit.testing.proposals import NoProposals
from branchkit.widgets import cells


@dataclass
class Register(NoProposals):
    """Proposes the same for everybody in ``meeting``."""

    points: Decimal
    silent: Reason | None = None
    """Why nothing is proposed."""

    def get(self, subject: str, criterion: str) -> Proposal | None:
        proposes = criterion == "meeting" and self.silent is None
        return Proposal(self.points, (), ()) if proposes else None

    def silence(self, subject: str, criterion: str) -> Reason | None:
        return self.silent


@asynccontextmanager
async def scoring(
    village: Workspace, register: Register
) -> AsyncIterator[tuple[ScoringScreen, Pilot[Any]]]:
    """The screen on a sheet whose first criterion ``register`` proposes."""
    (scheme,) = village.contributions.schemes.values()
    fed = a_criterion("meeting", 10, short="大会", metric="made/up")
    scheme = replace(scheme, criteria=(fed, *scheme.criteria[1:]))
    workspace = replace(village, contributions=Contributions(schemes={scheme.id: scheme}))
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
        screen = app.screen
        assert isinstance(screen, ScoringScreen)
        await wait_for(pilot, lambda: screen.source.show_proposals, "the sheet is settled")
        screen.session.proposals = LateProposals(lambda: register)
        yield screen, pilot


def shown(screen: ScoringScreen, place: int) -> str:
    return screen.source.cell(*screen.source.position(place, "meeting")).text.strip()


def state(screen: ScoringScreen) -> SheetState:
    return screen.board.sheet.state


async def test_other_points_than_proposed_ask_for_a_reason_where_they_are(
    village: Workspace,
) -> None:
    async with scoring(village, Register(Decimal(8))) as (screen, pilot):
        await type_keys(pilot, "'3", "enter")
        assert (screen.here(), screen.grid.entry) == ((0, "meeting"), "3")
        assert screen.board.cell(0, "meeting") is None
        await type_keys(pilot, "'迟到", "enter")
        assert screen.board.cell(0, "meeting") == Cell(Decimal(3), "typed", "迟到")
        assert screen.here() == (1, "meeting")
        await type_keys(pilot, "'8", "tab")
        assert screen.board.cell(1, "meeting") == Cell(Decimal(8))
        assert screen.here() == (1, "lesson")


async def test_usual_reasons_cost_one_key_or_a_number(village: Workspace) -> None:
    async with scoring(village, Register(Decimal(8))) as (screen, pilot):
        await type_keys(pilot, "'3", "enter", "'迟到", "enter", "'4", "enter", "'请假", "enter")
        await type_keys(pilot, "'5", "enter", "enter")
        await type_keys(pilot, "'6", "tab", "'2", "enter")
        notes = [screen.board.row(place).cells["meeting"].note for place in range(4)]
        assert notes == ["迟到", "请假", "请假", "迟到"]
        assert screen.here() == (3, "lesson")


async def test_points_typed_ahead_are_no_reason(village: Workspace) -> None:
    async with scoring(village, Register(Decimal(8))) as (screen, pilot):
        await type_keys(pilot, "'3", "enter", "'9.5", "enter")
        assert screen.board.cell(0, "meeting") is None
        assert screen.prompt.is_open
        await type_keys(pilot, "'迟到", "enter")
        assert screen.board.cell(0, "meeting") == Cell(Decimal(3), "typed", "迟到")


async def test_without_a_reason_the_entry_is_there_to_be_mended(village: Workspace) -> None:
    async with scoring(village, Register(Decimal(8))) as (screen, pilot):
        await type_keys(pilot, "'3", "enter", "escape")
        assert screen.grid.entry == "3"
        await type_keys(pilot, "backspace", "'8", "enter")
        assert screen.board.cell(0, "meeting") == Cell(Decimal(8))


async def test_one_reason_does_for_a_column_that_is_filled(village: Workspace) -> None:
    async with scoring(village, Register(Decimal(8))) as (screen, pilot):
        await type_keys(pilot, "'9", "f", "'补课", "enter")
        cells = {screen.board.cell(place, "meeting") for place in range(6)}
        assert cells == {Cell(Decimal(9), "filled", "补课")}


async def test_a_stale_proposal_is_marked_counted_and_renewed(village: Workspace) -> None:
    register = Register(Decimal(8))
    async with scoring(village, register) as (screen, pilot):
        await type_keys(pilot, "*", "f", "f", "home")
        assert shown(screen, 0) == "8"
        register.points = Decimal(6)
        await type_keys(pilot, "f10")
        assert shown(screen, 0) == "8*"
        assert screen.session.stale == {(place, "meeting") for place in range(6)}
        await type_keys(pilot, "escape", ".", "4")
        assert shown(screen, 5) == "6"
        assert screen.board.cell(0, "meeting") == Cell(Decimal(6), "proposal")
        await type_keys(pilot, "f10", "enter")
        assert state(screen) is SheetState.SUBMITTED


async def test_handing_up_goes_to_the_first_cell_without_a_reason(village: Workspace) -> None:
    register = Register(Decimal(8))
    async with scoring(village, register) as (screen, pilot):
        await type_keys(pilot, "f", "'满分", "enter", "f", "f")
        await type_keys(pilot, "home", "down", "'8", "enter")
        await type_keys(pilot, "up", "n", *["backspace"] * 2, "enter")
        register.points = Decimal(7)
        await type_keys(pilot, "end", "f10", "enter")
        assert screen.here() == (1, "meeting")
        assert state(screen) is SheetState.DRAFT
        await type_keys(pilot, "n", "'未更新", "enter", "f10", "enter")
        assert state(screen) is SheetState.SUBMITTED


async def test_why_nothing_is_proposed_is_read_to_its_end(village: Workspace) -> None:
    metric = "参加的服务事项占支部开展的比例"
    silent = Reason("silent.given_up", {"plugin": "county", "metric": metric})
    async with scoring(village, Register(Decimal(8), silent)) as (screen, _pilot):
        report = evidence_report(screen.session, screen.catalog, 0, "meeting")
        lines = [line if isinstance(line, str) else line.text for line in report]
        assert max(map(cells.width, lines)) <= SIZE[0]
        assert "重新打开这张表会再算" in "".join(lines)
