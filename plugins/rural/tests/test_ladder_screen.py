"""The ladder under the pilot: looked at, filtered, turned to another year, something given to mend and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Place
from branchkit.screens.plugin_screen import plugin_screen_for
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import all_records
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import open_sheet
from branchkit.services.scoring.steps import take_step
from branchkit.settings import Settings, UserSettings, WorkspaceSettings
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for
from branchkit_rural.ladder import Only
from branchkit_rural.ladder_screen.screen import LadderScreen
from branchkit_rural.rectification import ITEMS

from .county import COMMITTEE, LIUBA, QINGSHI, QINGXI, YEAR, contributions

SCHEME = "rural/branch-year"
FULL = Decimal(1)


@pytest.fixture
def township(
    tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Workspace:
    """清溪镇 with two villages: 青石 has everything, 柳坝 half of it."""
    store = MemoryStore(clock)
    with store.begin(actor, "test") as uow:
        add_organization(uow, Organization(QINGXI, "清溪镇党委", COMMITTEE, "rural"))
        for id, name in ((QINGSHI, "青石村党支部"), (LIUBA, "柳坝村党支部")):
            add_organization(uow, Organization(id, name, sector="rural", parent=QINGXI))
            uow.put(id, "member", "m1", Member("m1", id, "汪本昌", 1, post="书记").to_body())
        uow.commit()
    workspace = Workspace(
        directory=tmp_path,
        settings=Settings(UserSettings(), WorkspaceSettings("清溪镇党委", QINGXI, "rural")),
        store=store,
        contributions=contributions(),
        catalog=catalog,
        actor=actor,
        clock=clock,
    )
    hand_up(workspace, QINGSHI, FULL)
    hand_up(workspace, LIUBA, Decimal("0.5"))
    return workspace


def hand_up(workspace: Workspace, org: str, part: Decimal) -> None:
    """The sheet of 2025 with a part of the maximum everywhere it may be given, nought elsewhere."""
    scheme = workspace.contributions.schemes[SCHEME]
    key = SheetKey(SCHEME, org, YEAR)
    with workspace.store.begin(workspace.actor, "test") as uow:
        open_sheet(uow, scheme, key)
        edits = [
            CellEdit(org, criterion.id, Cell(points))
            for criterion in scheme.criteria
            for points in [criterion.maximum * part]
            if criterion.rule.refuse(points, criterion.maximum) is None
        ]
        edits += [
            CellEdit(org, criterion.id, Cell(Decimal(0)))
            for criterion in scheme.criteria
            if criterion.id not in {edit.criterion for edit in edits}
        ]
        change_cells(uow, scheme, key, edits)
        take_step(uow, workspace.contributions, key, SheetStep.SUBMIT, workspace.clock)
        uow.commit()


@asynccontextmanager
async def ladder_of(
    workspace: Workspace, subject: str = ""
) -> AsyncIterator[tuple[LadderScreen, Pilot[Any]]]:
    async with an_app(workspace, start="welcome").run_test(size=SIZE) as pilot:
        app: Any = pilot.app
        screen = plugin_screen_for(app.context(), Place("rural.ladder", subject=subject))
        assert isinstance(screen, LadderScreen)
        app.push_screen(screen)
        await wait_for(pilot, lambda: app.screen is screen and screen.grid.drawn, "the ladder")
        yield screen, pilot


def title(screen: LadderScreen) -> str:
    return "".join(segment.text for segment in screen.title_line.render_line(0))


def names(screen: LadderScreen) -> list[str]:
    return [rung.organization.name for rung in screen.ladder.shown]


async def test_it_stands_on_the_node_and_counts_once_it_is_drawn(township: Workspace) -> None:
    async with ladder_of(township) as (screen, pilot):
        rung = screen.here()
        assert rung is not None
        assert rung.id == QINGXI
        assert "2025年" in title(screen)
        await wait_for(pilot, lambda: "未评1" in title(screen), "the counts are there")
        assert "晋0 保0 降0" in title(screen)


async def test_it_can_be_opened_at_an_organisation(township: Workspace) -> None:
    async with ladder_of(township, LIUBA) as (screen, pilot):
        rung = screen.here()
        assert rung is not None
        assert rung.id == LIUBA
        await type_keys(pilot, "enter")
        assert screen.report.display
        await type_keys(pilot, "escape")
        assert not screen.report.display


async def test_only_the_backward_are_shown_and_all_again(township: Workspace) -> None:
    async with ladder_of(township) as (screen, pilot):
        await type_keys(pilot, "v", "3")
        assert (screen.ladder.only, names(screen)) == (Only.BACKWARD, ["柳坝村党支部"])
        assert "只看后进的" in title(screen)
        await type_keys(pilot, "v", "2")
        assert names(screen) == []
        await type_keys(pilot, "enter", "down", "a")
        assert not screen.report.display
        await type_keys(pilot, "v", "1")
        assert len(names(screen)) == 3


async def test_other_years_are_turned_to(township: Workspace) -> None:
    async with ladder_of(township) as (screen, pilot):
        await type_keys(pilot, "]")
        assert "2026年" in title(screen)
        await wait_for(pilot, lambda: "未评3" in title(screen), "the counts of 2026")
        await type_keys(pilot, "[", "[")
        assert "2024年" in title(screen)


async def test_a_township_folds_and_the_cursor_goes_up(township: Workspace) -> None:
    async with ladder_of(township, LIUBA) as (screen, pilot):
        await type_keys(pilot, "left")
        rung = screen.here()
        assert rung is not None
        assert rung.id == QINGXI
        await type_keys(pilot, "left")
        assert names(screen) == ["清溪镇党委"]
        await type_keys(pilot, "right")
        assert len(names(screen)) == 3
        await type_keys(pilot, ".", "1")
        assert names(screen) == ["清溪镇党委"]


async def test_something_is_given_to_mend_and_taken_back(township: Workspace) -> None:
    async with ladder_of(township, LIUBA) as (screen, pilot):
        await type_keys(pilot, "a")
        assert screen.modes.active
        for _ in range(4):
            await type_keys(pilot, "down")
        await type_keys(pilot, "'12.31", "f10")
        await wait_for(pilot, lambda: not screen.modes.active, "the form is closed")
        (row,) = all_records(township.store, ITEMS, LIUBA)
        assert row.values["deadline"] == "2026-12-31"
        assert row.values["owner"] == "m1"
        assert "整改1项" in "".join(
            segment.text for y in range(6) for segment in screen.detail.render_line(y)
        )
        await type_keys(pilot, "f7")
        assert list(all_records(township.store, ITEMS, LIUBA)) == []


async def test_an_organisation_without_members_has_nobody_to_own_it(township: Workspace) -> None:
    async with ladder_of(township) as (screen, pilot):
        said: list[str] = []
        screen.say = lambda text, *_, **__: said.append(text)  # type: ignore[method-assign]
        await type_keys(pilot, "a")
        assert said == ["清溪镇党委没有党员可作责任人"]
        assert not screen.modes.active


@pytest.mark.parametrize(
    ("org", "scheme"), [(LIUBA, "rural/branch-year"), (QINGXI, "rural/township-year")]
)
async def test_the_sheet_of_an_organisation_is_opened_at_that_one(
    township: Workspace, org: str, scheme: str
) -> None:
    async with ladder_of(township, org) as (_screen, pilot):
        await type_keys(pilot, "=")
        app: Any = pilot.app
        await wait_for(pilot, lambda: hasattr(app.screen, "session"), "the scoring screen")
        key = app.screen.session.board.key
        assert (key.scheme, key.org, key.period) == (scheme, org, YEAR)
