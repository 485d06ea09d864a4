"""A grid that shows some of its rows, in another order; a block of its cells; columns that grow; the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from textual.events import MouseScrollDown, MouseScrollUp

from branchkit.widgets.grid_model import GridCell, GridColumn, Move
from branchkit.widgets.row_order import RowOrder
from branchkit.widgets.viewport import Block, Viewport, shared

from .test_grid import GridApp, Scores, lines


class Names(Scores):
    """Long names in a column that may grow."""

    def columns(self) -> Sequence[GridColumn]:
        no, _name, *others = super().columns()
        return [no, GridColumn("name", ("姓名",), 8, pinned="left", grows=20), *others]

    def cell(self, row: int, column: int) -> GridCell:
        if column == 1:
            return GridCell("买买提·吐尔逊江" if row == 20 else "阿依古丽·艾买提")
        return super().cell(row, column)


async def test_keys_go_through_the_rows_that_are_shown_in_their_order() -> None:
    app = GridApp(Scores(10))
    async with app.run_test(size=(48, 12)) as pilot:
        app.grid.show_rows(RowOrder((7, 2, 5)))
        await pilot.press("8", "enter", "9", "enter", "down", "down")
        assert app.scores.values == {(7, 2): "8", (2, 2): "9"}
        assert app.grid.cursor == (5, 2)
        shown = lines(app.grid)
    assert [line[:2].strip() for line in shown[2:6]] == ["8", "3", "6", ""]


async def test_a_page_and_the_ends_are_those_of_the_shown_rows() -> None:
    app = GridApp(Scores(100))
    async with app.run_test(size=(48, 12)) as pilot:
        app.grid.show_rows(RowOrder(range(99, -1, -3)))
        assert app.grid.cursor[0] == 0  # It stays where it is shown.
        app.grid.move_to(99, 2)
        await pilot.press("pagedown")
        assert app.grid.cursor[0] == 99 - 3 * app.grid.viewport.body_height
        await pilot.press("ctrl+end")
        assert app.grid.cursor[0] == 0


async def test_whoever_goes_to_a_hidden_row_sees_it() -> None:
    app = GridApp(Scores(10))
    async with app.run_test():
        app.grid.show_rows(RowOrder((1, 4, 8)))
        app.grid.move_to(6, 2)
        assert app.grid.shown_rows() == [1, 4, 6, 8]
        app.grid.show_rows(RowOrder((8, 4, 1)))
        app.grid.move_to(6, 2)
        assert app.grid.shown_rows() == [8, 4, 1, 6]


async def test_the_order_is_asked_for_when_rows_are_read_anew() -> None:
    orders = [RowOrder((3, 1)), None]
    app = GridApp(Scores(10), ordered=lambda: orders.pop(0))
    async with app.run_test():
        app.grid.refresh_all()
        assert app.grid.shown_rows() == [3, 1]
        assert app.grid.cursor[0] == 3
        app.grid.refresh_all()
        assert len(app.grid.shown_rows()) == 10


async def test_shift_and_arrows_select_a_block_that_any_other_move_lets_go() -> None:
    app = GridApp(Scores(10))
    async with app.run_test(size=(48, 12)) as pilot:
        await pilot.press("down", "shift+down", "shift+right", "shift+down")
        assert app.grid.block == Block((1, 2, 3), (2, 3))
        await pilot.press("down")
        assert app.grid.block is None


async def test_a_block_that_was_begun_without_shift_follows_the_arrows() -> None:
    app = GridApp(Scores(10))
    async with app.run_test(size=(48, 12)) as pilot:
        app.grid.show_rows(RowOrder((9, 2, 5)))
        app.grid.begin_block()
        await pilot.press("right", "down")
        assert app.grid.block == Block((9, 2), (2, 3))
        assert app.grid.let_go()
        assert not app.grid.let_go()


async def test_a_column_grows_by_what_is_in_sight_before_it_is_drawn() -> None:
    app = GridApp(Names())
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert any("阿依古丽·艾买提" in line for line in lines(app.grid))
        app.grid.move_to(20, 2)
        assert any("买买提·吐尔逊江" in line for line in lines(app.grid))
        app.grid.move_to(0, 2)
        assert app.grid.viewport.widths[1] == 15


async def test_a_column_does_not_grow_where_there_is_no_room() -> None:
    app = GridApp(Names())
    async with app.run_test(size=(48, 12)) as pilot:
        await pilot.pause()
        viewport = app.grid.viewport
        end = max(place.x + place.width for place in viewport.placed)
        assert end <= 48
        assert len(viewport.placed) == len(viewport.columns)


async def test_a_click_takes_what_is_typed_and_goes_there() -> None:
    app = GridApp(Scores(10))
    async with app.run_test(size=(48, 12)) as pilot:
        await pilot.press("8")
        place = app.grid.viewport.place_of(4)
        assert place is not None
        await pilot.click(app.grid, offset=(place.x + 1, app.grid.viewport.head_height + 3))
        assert app.scores.values == {(0, 2): "8"}
        assert app.grid.cursor == (3, 4)


async def test_an_entry_that_is_refused_keeps_the_cursor_when_one_clicks_elsewhere() -> None:
    app = GridApp(Scores(10))
    async with app.run_test(size=(48, 12)) as pilot:
        await pilot.press("9", "9")
        await pilot.click(app.grid, offset=(20, 6))
        assert (app.grid.cursor, app.grid.entry) == ((0, 2), "99")


async def test_the_screen_is_told_of_clicks_on_rows_and_heads() -> None:
    told: list[tuple[int | None, int, int]] = []
    app = GridApp(Scores(3), clicked=lambda *click: told.append(click))
    async with app.run_test(size=(48, 12)) as pilot:
        await pilot.click(app.grid, offset=(4, 0))
        await pilot.click(app.grid, offset=(4, 3), times=2)
        await pilot.click(app.grid, offset=(4, 9))
    assert told == [(None, 1, 1), (1, 1, 1), (1, 1, 2)]


async def test_the_wheel_scrolls_and_takes_the_cursor_along_where_it_must() -> None:
    app = GridApp(Scores(100))
    async with app.run_test(size=(48, 12)) as pilot:
        grid = app.grid
        await pilot._post_mouse_events([MouseScrollDown], grid, offset=(5, 5))
        assert (grid.viewport.top, grid.cursor[0]) == (3, 3)
        await pilot._post_mouse_events([MouseScrollUp], grid, offset=(5, 5))
        assert (grid.viewport.top, grid.cursor[0]) == (0, 3)


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=6),
    st.lists(st.integers(0, 40), min_size=1, max_size=6),
    st.integers(-5, 60),
)
def test_what_columns_share_is_what_is_spare(
    widths: list[int], needs: list[int], spare: int
) -> None:
    wanted = dict(enumerate(needs[: len(widths)]))
    grown = shared(widths, wanted, spare)
    assert sum(grown) - sum(widths) <= max(0, spare)
    for index, (before, after) in enumerate(zip(widths, grown, strict=True)):
        assert before <= after <= max(before, wanted.get(index, 0))
    short = any(wanted.get(i, 0) > cells for i, cells in enumerate(grown))
    assert not short or sum(grown) - sum(widths) == max(0, spare)


@given(st.permutations(range(12)), st.integers(1, 12), st.data())
def test_moves_stay_within_the_shown_rows(rows: list[int], count: int, data: st.DataObject) -> None:
    order = RowOrder(rows[:count])
    viewport = Viewport(Scores(12).columns(), 12, order)
    viewport.resize(40, 6)
    row, column = order.rows[0], 2
    for move in data.draw(st.lists(st.sampled_from(list(Move)), max_size=12)):
        row, column = viewport.after(move, row, column)
        viewport.reveal(row, column)
        assert row in order.rows and column in viewport.stops
        assert row in viewport.rows_in_sight() and viewport.line_of(row) is not None
