"""What the store is asked before the scoring screen first stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import a_sheet
from branchkit.testing.pilot import SIZE, an_app, wait_for
from branchkit.testing.statements import statements_of, verbs


@pytest.fixture
def forty(village: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """The village with forty members, in a file."""
    with SqliteStore.create(tmp_path / "branchkit.db", village.clock) as store:
        (scheme,) = village.contributions.schemes.values()
        a_sheet(store, scheme, village.actor, count=40)
        yield replace(village, store=store)


async def test_a_first_paint_takes_six(forty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branchkit.screens.grid_screen.SETTLE_AFTER", 3600)
    app = an_app(forty)
    with statements_of(forty.store) as seen:
        async with app.run_test(size=SIZE) as pilot:
            await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
            screen = app.screen
            assert isinstance(screen, ScoringScreen)
            await wait_for(pilot, lambda: screen.grid.drawn, "the grid is painted")
            assert verbs(seen) == ["SELECT", "SELECT", "SELECT", "PRAGMA", "WITH", "WITH"]
