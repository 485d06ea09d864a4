"""What every grid screen can do with its rows: sort, show a part, only what is open, find among those, copy a block."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from branchkit.bootstrap import Workspace
from branchkit.core.tsv import block_of
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import MARKS, Action, with_lists
from branchkit.screens.context import Context
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.listed import RowView
from branchkit.testing.pilot import SIZE, type_keys, wait_for
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

from .copied import Terminal
from .test_forms import a_context

PEOPLE = [("张三", "8"), ("李四", "10"), ("王五", ""), ("欧阳若兰", "9"), ("赵六", "-1")]


class People:
    """Names and points; a sign behind the points says nothing."""

    def __init__(self, people: Sequence[tuple[str, str]]) -> None:
        self.people = list(people)

    def columns(self) -> Sequence[GridColumn]:
        return (
            GridColumn("name", ("姓名", ""), 8, pinned="left"),
            GridColumn("points", ("得分", "10"), 8, "right"),
            GridColumn("note", ("备注", ""), 10),
        )

    def row_count(self) -> int:
        return len(self.people)

    def cell(self, row: int, column: int) -> GridCell:
        name, points = self.people[row]
        if column == 1:
            return GridCell(f"{points}~", Tone.PROPOSAL, points)
        return GridCell("****" if column else name)

    def row_tone(self, row: int) -> Tone:
        return Tone.NORMAL


class ListScreen(GridScreen):
    ACTIONS = with_lists((Action("trial.find", ("/",)), *MARKS))
    CURSOR = "cell"
    tells_open = True

    def __init__(self, context: Context, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(context)
        self.source = People(people)
        self.make_grid(self.source)
        self.said: list[str] = []

    def row_key(self, row: int) -> Hashable | None:
        return self.source.people[row][0]

    def is_open_row(self, row: int) -> bool:
        return not self.source.people[row][1]

    def views(self) -> Sequence[RowView]:
        return [RowView("两个字的", lambda row: len(self.source.people[row][0]) == 2)]

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        self.said.append(f"{text}|{right}")
        super().say(text, tone, right)

    def say_idle(self, right: str = "") -> None:
        self.said.append(f"|{right}")
        super().say_idle(right)

    def perform(self, action: str) -> None:
        if action == "trial.find":
            self.find([name for name, _points in self.source.people], "找: ", "没有这个人")
        else:
            super().perform(action)


class ListApp(App[None]):
    def __init__(self, catalog: Catalog, people: Sequence[tuple[str, str]], **context: Any) -> None:
        super().__init__()
        self.trial = ListScreen(replace(a_context(catalog), **context), people)


@asynccontextmanager
async def listed(
    catalog: Catalog, people: Sequence[tuple[str, str]] = PEOPLE, **context: Any
) -> AsyncIterator[tuple[ListScreen, Pilot[Any]]]:
    app = ListApp(catalog, people, **context)
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(app.trial)
        await wait_for(pilot, lambda: app.trial.grid.drawn, "the grid is shown")
        await wait_for(pilot, lambda: app.trial.focused is app.trial.grid, "the grid has the keys")
        yield app.trial, pilot


def names(screen: ListScreen) -> list[str]:
    return [screen.source.people[row][0] for row in screen.grid.shown_rows()]


async def test_rows_are_sorted_by_the_column_under_the_cursor_and_turned_round(
    catalog: Catalog,
) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "s", "enter")
        assert names(screen) == ["赵六", "张三", "欧阳若兰", "李四", "王五"]
        assert screen.grid.cursor[0] == 0  # The cursor stays on its row.
        assert screen.said[-1] == "|按得分"
        await type_keys(pilot, "s", "enter")
        assert names(screen) == ["李四", "欧阳若兰", "张三", "赵六", "王五"]
        assert screen.said[-1] == "|按得分倒序"


async def test_columns_the_cursor_cannot_reach_are_sorted_by_too(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "s", "'2")
        assert names(screen) == ["李四", "欧阳若兰", "王五", "赵六", "张三"]
        await type_keys(pilot, "s", "up", "up", "'原来", "enter")
        assert names(screen) == [name for name, _points in PEOPLE]


async def test_a_click_on_a_head_sorts(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await pilot.click(screen.grid, offset=(2, 1))
        assert names(screen) == ["李四", "欧阳若兰", "王五", "赵六", "张三"]
        await pilot.click(screen.grid, offset=(2, 1))
        assert names(screen)[0] == "张三"


async def test_a_click_goes_there_and_a_double_one_is_enter(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        pressed: list[str] = []
        take_key: Callable[[str, str | None], bool] = screen.take_key

        def noted(key: str, character: str | None) -> bool:
            pressed.append(key)
            return take_key(key, character)

        screen.take_key = noted  # type: ignore[method-assign]
        await pilot.click(screen.grid, offset=(12, 4))
        assert (screen.grid.cursor, pressed) == ((2, 1), [])
        await pilot.click(screen.grid, offset=(12, 4), times=2)
        assert pressed == ["enter"]


async def test_a_click_means_nothing_while_something_is_asked(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "/")
        await pilot.click(screen.grid, offset=(12, 4))
        assert screen.grid.cursor[0] == 0
        assert screen.modes.active


async def test_a_line_of_a_list_is_picked_by_a_click(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "s")
        await pilot.click(screen.picker, offset=(4, 1))
        assert not screen.modes.active
        assert names(screen) == ["李四", "欧阳若兰", "王五", "赵六", "张三"]


async def test_a_second_click_does_not_fall_through_a_list_that_the_first_has_closed(
    catalog: Catalog,
) -> None:
    async with listed(catalog) as (screen, _pilot):
        screen.take_click(3, 1, 2)
        assert screen.grid.cursor[0] == 0  # Enter would have gone down.
        screen.take_click(3, 1, 1)
        screen.take_click(3, 1, 2)
        assert screen.grid.cursor[0] == 4


async def test_only_what_is_open_and_all_again(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "o")
        assert names(screen) == ["王五"]
        assert screen.said[-1] == "|未完 1/5"
        await type_keys(pilot, "o")
        assert len(names(screen)) == 5


async def test_where_nothing_is_open_that_is_said_and_all_stays(catalog: Catalog) -> None:
    async with listed(catalog, PEOPLE[:2]) as (screen, pilot):
        await type_keys(pilot, "o")
        assert len(names(screen)) == 2
        assert screen.said[-1] == "没有未完的|"


async def test_a_view_of_the_screen_and_the_marked_rows(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "v", "'1")
        assert names(screen) == ["张三", "李四", "王五", "赵六"]
        await type_keys(pilot, "space", "down", "space")
        await type_keys(pilot, "v", "'4")  # After everything, the view, a column: what is marked.
        assert names(screen) == ["张三", "王五"]
        await type_keys(pilot, "v", "'1")
        assert len(names(screen)) == 5


async def test_rows_with_one_content_and_by_a_condition(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "v", "'2", "enter", "'5")
        assert names(screen) == ["李四"]
        await type_keys(pilot, "v", "'3", "enter", "'1", "'>=9", "enter")
        assert names(screen) == ["李四", "欧阳若兰"]
        await type_keys(pilot, "v", "'3", "enter", "'1", "'>=20", "enter")
        assert screen.said[-1] == "没有这样的行|"
        assert names(screen) == ["李四", "欧阳若兰"]


async def test_a_row_that_changes_stays_and_new_ones_come_in(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "o")
        screen.source.people[2] = ("王五", "7")
        screen.source.people = [("新来", ""), ("也新来", "3"), *screen.source.people]
        screen.repaint()
        assert names(screen) == ["王五", "新来"]
        assert screen.source.people[screen.grid.cursor[0]][0] in names(screen)


async def test_finding_goes_through_what_is_shown_and_says_when_there_is_nothing(
    catalog: Catalog,
) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "/", "'zzq", "enter")
        assert "没有这个人" in screen.prompt.render_line(0).text
        await type_keys(pilot, "escape")
        assert screen.grid.cursor[0] == 0
        await type_keys(pilot, "v", "'1", "/", "'oy", "enter")
        assert "没有这个人" in screen.prompt.render_line(0).text
        await type_keys(pilot, "escape", "s", "'2", "/", "'z", "enter")
        assert screen.source.people[screen.grid.cursor[0]][0] == "张三"


async def test_marks_are_those_of_the_rows_that_are_shown(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        await type_keys(pilot, "ctrl+a", "v", "'1")
        assert screen.marked_or_here() == [0, 1, 2, 4]
        await type_keys(pilot, "v", "'1")
        assert screen.marked_or_here() == [0, 1, 2, 3, 4]


async def test_ten_thousand_rows_are_sorted_while_keys_go_on(catalog: Catalog) -> None:
    many = [(f"党员{n}", str(n % 997)) for n in range(10_000)]
    async with listed(catalog, many) as (screen, pilot):
        await type_keys(pilot, "s", "enter", "down", "down")
        await wait_for(pilot, lambda: screen.grid.viewport.order is not None, "sorted")
        shown = [int(many[row][1]) for row in screen.grid.shown_rows()]
        assert shown == sorted(shown)


# -- copying ----------------------------------------------------------------------------------------


async def test_a_block_selected_with_shift_is_copied_as_it_can_be_pasted(catalog: Catalog) -> None:
    terminal = Terminal()
    async with listed(catalog, copy=terminal) as (screen, pilot):
        await type_keys(pilot, "down", "shift+down", "shift+right", "c")
        assert terminal.block == [["10", "****"], ["", "****"]]
        assert screen.said[-1].startswith("已复制 2 行")
        assert screen.grid.block is None


async def test_a_block_is_begun_without_shift_and_let_go_with_escape(catalog: Catalog) -> None:
    terminal = Terminal()
    async with listed(catalog, copy=terminal) as (screen, pilot):
        await type_keys(pilot, "c", "'5", "down", "down", "c")
        assert terminal.block == [["8"], ["10"], [""]]
        await type_keys(pilot, "c", "'5", "up", "escape")
        assert screen.grid.block is None
        assert len(terminal.texts) == 1


async def test_marked_rows_are_copied_whole_in_the_order_that_is_shown(catalog: Catalog) -> None:
    terminal = Terminal()
    async with listed(catalog, copy=terminal) as (_screen, pilot):
        await type_keys(pilot, "s", "enter", "space", "space", "c", "enter")
        assert terminal.block == [["张三", "8", "****"], ["欧阳若兰", "9", "****"]]


async def test_the_whole_table_comes_with_its_heads(catalog: Catalog) -> None:
    terminal = Terminal()
    async with listed(catalog, copy=terminal) as (_screen, pilot):
        await type_keys(pilot, "o", "c", "'4")
        assert terminal.block == [["姓名", "得分", "备注"], ["王五", "", "****"]]


async def test_where_the_terminal_takes_nothing_a_file_is_written(
    catalog: Catalog, workspace: Workspace
) -> None:
    terminal = Terminal(takes=False)
    async with listed(catalog, copy=terminal, workspace=workspace) as (screen, pilot):
        await type_keys(pilot, "c", "'1")
        (file,) = (workspace.directory / "exports").glob("*.tsv")
        paper = "".join(screen.report.render_line(y).text.strip() for y in range(8))
        assert str(file) in screen.said[-1] + paper
        assert block_of(file.read_text("utf-8")) == [["8"]]
        assert file.stat().st_mode & 0o77 == 0


async def test_rows_that_have_no_key_are_all_shown_once_they_are_others(catalog: Catalog) -> None:
    async with listed(catalog) as (screen, pilot):
        screen.row_key = lambda row: None  # type: ignore[method-assign]
        await type_keys(pilot, "o")
        assert names(screen) == ["王五"]
        screen.source.people.append(("新来", ""))
        screen.repaint()
        assert len(names(screen)) == 6
        assert "未完" not in screen.said[-1]
