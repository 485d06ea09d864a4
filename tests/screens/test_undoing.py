"""The list of what one has done, key by key."""

from __future__ import annotations

from decimal import Decimal

from branchkit.bootstrap import Workspace
from branchkit.screens.context import Place
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.screens.undoing import UndoingScreen
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for


async def test_what_was_done_elsewhere_is_listed_and_taken_back(village: Workspace) -> None:
    app = an_app(village)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
        scoring = app.screen
        assert isinstance(scoring, ScoringScreen)
        source = scoring.source
        await wait_for(pilot, lambda: source.show_proposals, "the sheet is settled")
        await type_keys(pilot, "'8", "enter", "'6", "enter")
        scoring.go(Place("undoing"))
        await wait_for(pilot, lambda: isinstance(app.screen, UndoingScreen), "the list is shown")
        screen = app.screen
        assert isinstance(screen, UndoingScreen)
        grid = screen.grid
        await wait_for(pilot, lambda: grid.has_focus, "the list has the keys")
        cells = [[screen.source.cell(row, column).text for column in (1, 2)] for row in (0, 1)]
        assert [text.rpartition(" 大会 ")[2] for text, _why in cells] == ["6 分", "8 分"]
        assert [why for _text, why in cells] == ["可以撤销", "先撤销它后面的改动"]
        await type_keys(pilot, "down", "enter")
        assert not screen.report.display
        await type_keys(pilot, "up", "enter", "escape", "enter", "enter")
        assert screen.source.cell(0, 2).text == "已经撤销"
        assert screen.source.cell(1, 2).text == "可以撤销"
        screen.go(Place("scoring"))
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scoring is shown")
        scoring = app.screen
        assert isinstance(scoring, ScoringScreen)
        assert scoring.board.cell(1, "meeting") is None
        cell = scoring.board.cell(0, "meeting")
        assert cell is not None
        assert cell.points == Decimal(8)
