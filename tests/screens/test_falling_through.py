"""What is typed for a question, a list or a search does not fall through to what lies below."""

from __future__ import annotations

from branchkit.bootstrap import Workspace
from branchkit.screens.registers.index import RegistersScreen
from branchkit.testing.pilot import SIZE, an_app, type_keys, wait_for

from .scoring.test_screen import scoring


async def test_a_search_that_finds_nobody_stays_open_and_says_so(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        await type_keys(pilot, "/", "'qqq", "enter", "'8", "enter")
        assert screen.modes.active
        assert screen.grid.entry is None
        assert "没有" in screen.prompt.render_line(0).text
        assert not any(screen.board.row(place).cells for place in range(len(screen.board.roll)))
        await type_keys(pilot, "escape")
        assert not screen.modes.active


async def test_a_figure_after_the_name_of_somebody_is_still_an_entry(village: Workspace) -> None:
    async with scoring(village) as (screen, pilot):
        name = screen.board.name(1)
        await type_keys(pilot, "/", f"'{name}", "'8")
        assert (screen.modes.active, screen.grid.entry) == (False, "8")


async def test_a_number_of_a_register_does_not_swallow_the_key_after_it(
    workspace: Workspace,
) -> None:
    app = an_app(workspace, start="registers")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, RegistersScreen), "the list")
        index = app.screen
        assert isinstance(index, RegistersScreen)
        await wait_for(pilot, lambda: index.grid.drawn, "it is drawn")
        await type_keys(pilot, "3", ".")
        assert index.grid.cursor[0] == 2
        assert [item.id for item in index.picker.items] == ["registers.import"]
