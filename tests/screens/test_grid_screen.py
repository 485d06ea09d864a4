"""The base of grid screens, on a screen with nothing else: when it settles, what stays said, what an entry does to a key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import Action
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.testing.pilot import SIZE, type_keys, wait_for
from branchkit.widgets.grid_model import GridCell, GridColumn, Refused, Taken
from branchkit.widgets.theme import Tone

from .test_forms import a_context


class Rows:
    """Ten rows of two columns, the second of which can be typed into and is as wide as the screen lets it be."""

    def __init__(self) -> None:
        self.width = 0
        self.typed: dict[int, str] = {}

    def fit(self, width: int) -> None:
        self.width = width

    def columns(self) -> Sequence[GridColumn]:
        return (
            GridColumn("name", ("姓名",), 8, pinned="left"),
            GridColumn("paid", ("实缴",), 8, "right", editable=True),
        )

    def row_count(self) -> int:
        return 10

    def cell(self, row: int, column: int) -> GridCell:
        return GridCell(self.typed.get(row, "") if column else f"党员{row}")

    def row_tone(self, row: int) -> Tone:
        return Tone.NORMAL


class TrialScreen(GridScreen):
    ACTIONS = (Action("trial.greet", ("g",)), Action("place.home", ("h", "escape")))
    CURSOR = "cell"
    detail_height = 1

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.source = Rows()
        self.make_grid(self.source, self)
        self.steps: list[str] = []
        self.caught_up = 0
        self.said: list[str] = []

    def accept(self, row: int, column: int, text: str) -> Taken | Refused:
        if text == "9":
            return Refused("太多了")
        self.source.typed[row] = text
        return Taken()

    def arrive(self) -> None:
        self.move_to(3)

    def settle(self) -> Iterator[None]:
        turn = len([step for step in self.steps if step == "begun"])
        self.steps.append("begun")
        for number in range(3):
            yield
            self.steps.append(f"{turn}.{number}")

    def detail_lines(self, width: int) -> Sequence[str]:
        return [f"第 {self.grid.cursor[0] + 1} 行"]

    def catch_up(self) -> None:
        self.caught_up += 1

    def idle_line(self) -> str:
        return "按键"

    def say_idle(self, right: str = "") -> None:
        self.said.append(self.idle_line())
        super().say_idle(right)

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        self.said.append(text)
        super().say(text, tone, right)

    def perform(self, action: str) -> None:
        if action == "trial.greet":
            self.speak("你好")
        else:
            super().perform(action)


class TrialApp(App[None]):
    """Keeps where its screen wanted to go."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.gone: list[str] = []
        self.trial = TrialScreen(replace(a_context(catalog), go=self._go))

    def _go(self, place: Place) -> bool:
        self.gone.append(place.id)
        return False

    def post_display_hook(self) -> None:
        if isinstance(self.screen, GridScreen):
            self.screen.painted()


@asynccontextmanager
async def trial(catalog: Catalog) -> AsyncIterator[tuple[TrialScreen, Pilot[Any], TrialApp]]:
    app = TrialApp(catalog)
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(app.trial)
        await wait_for(pilot, lambda: app.trial.grid.drawn, "the grid is shown")
        yield app.trial, pilot, app


def detail(screen: TrialScreen) -> str:
    return screen.detail.render_line(0).text.strip()


async def test_it_stands_where_it_was_sent_and_tells_about_the_row(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        assert screen.grid.cursor[0] == 3
        await wait_for(pilot, lambda: screen.focused is screen.grid, "the grid has the keys")
        assert detail(screen) == "第 4 行"
        await type_keys(pilot, "down")
        assert detail(screen) == "第 5 行"


async def test_columns_are_told_how_wide_the_screen_is(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        assert screen.source.width == SIZE[0]
        await pilot.resize_terminal(100, 24)
        await wait_for(pilot, lambda: screen.source.width == 100, "the wider screen")


async def test_it_settles_once_in_steps_after_the_first_frame(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        await wait_for(pilot, lambda: len(screen.steps) == 4, "everything worked out")
        await type_keys(pilot, "down", "down")
        assert screen.steps == ["begun", "0.0", "0.1", "0.2"]


async def test_settling_anew_ends_what_was_begun_before(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        await wait_for(pilot, lambda: len(screen.steps) == 4, "everything worked out")
        screen.begin_settling()
        screen.begin_settling()
        await wait_for(pilot, lambda: "2.2" in screen.steps or "1.2" in screen.steps, "the last")
        await wait_for(pilot, lambda: all(w.is_finished for w in screen.workers), "the end")
        assert screen.steps.count("1.2") + screen.steps.count("2.2") == 1


async def test_a_program_that_ends_meanwhile_settles_nothing_more(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, _pilot, _app):
        screen.begin_settling()
    count = len(screen.steps)
    screen.begin_settling()
    assert len(screen.steps) == count
    assert not screen.stands


async def test_what_was_said_stands_until_the_next_key(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        screen.said.clear()
        await type_keys(pilot, "g")
        assert screen.said == ["你好"]
        await type_keys(pilot, "down")
        assert screen.said == ["你好", "按键"]
        await type_keys(pilot, "down")
        assert screen.said == ["你好", "按键"]


async def test_others_are_looked_for_after_each_key_unless_something_is_being_typed(
    catalog: Catalog,
) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        await type_keys(pilot, "down")
        assert screen.caught_up == 1
        await type_keys(pilot, "1", "2")
        assert screen.caught_up == 1
        await type_keys(pilot, "enter")
        assert screen.caught_up == 2


async def test_a_refused_entry_is_told_and_keeps_the_screen(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, app):
        await type_keys(pilot, "9", "h")
        await wait_for(pilot, lambda: screen.said[-1] == "太多了", "the refusal")
        assert app.gone == []
        assert screen.grid.entry == "9"


async def test_an_entry_is_taken_before_the_screen_is_left(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, app):
        await type_keys(pilot, "8", "h")
        assert app.gone == ["home"]
        assert screen.source.typed == {3: "8"}


async def test_finding_moves_the_cursor_and_ends_with_the_keys(catalog: Catalog) -> None:
    async with trial(catalog) as (screen, pilot, _app):
        screen.find([f"党员{row}" for row in range(10)], "/ ", "没有")
        await type_keys(pilot, "7")
        assert screen.grid.cursor[0] == 6
        await type_keys(pilot, "enter")
        assert not screen.modes.active
        assert screen.said[-1] == "按键"
