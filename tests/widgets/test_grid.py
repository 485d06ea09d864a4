from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import App, ComposeResult
from textual.strip import Strip

from branchkit.widgets import cells
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import GridCell, GridColumn, Move, Refused, Taken
from branchkit.widgets.theme import Tone


class Scores:
    """A source that counts what it is asked, and an editor that takes 0 to 10."""

    def __init__(self, rows: int = 30, criteria: int = 4) -> None:
        self.rows = rows
        self.criteria = criteria
        self.values: dict[tuple[int, int], str] = {}
        self.asked: list[tuple[int, int]] = []
        self.answer: Taken = Taken()

    def columns(self) -> Sequence[GridColumn]:
        middle = [
            GridColumn(f"c{i}", (f"项{i}", "10"), 4, "right", editable=True)
            for i in range(self.criteria)
        ]
        return [
            GridColumn("no", ("序",), 3, pinned="left"),
            GridColumn("name", ("姓名",), 8, pinned="left"),
            *middle,
            GridColumn("total", ("总分", "100"), 5, "right", pinned="right"),
        ]

    def row_count(self) -> int:
        return self.rows

    def cell(self, row: int, column: int) -> GridCell:
        self.asked.append((row, column))
        if column == 0:
            return GridCell(str(row + 1))
        if column == 1:
            return GridCell("欧阳若兰" if row % 2 else "解缙")
        if column == self.criteria + 2:
            return GridCell("T")
        return GridCell(self.values.get((row, column), ""))

    def row_tone(self, row: int) -> Tone:
        return Tone.NORMAL

    def accept(self, row: int, column: int, text: str) -> Taken | Refused:
        if text and float(text) > 10:
            return Refused("最高 10")
        self.values[row, column] = text
        return self.answer


class GridApp(App[None]):
    def __init__(self, scores: Scores, **options: Any) -> None:
        super().__init__()
        self.scores = scores
        self.options = options
        self.seen: list[Any] = []

    def compose(self) -> ComposeResult:
        yield Grid(self.scores, self.scores, **self.options)

    @on(Grid.CursorMoved)
    @on(Grid.EntryRefused)
    @on(Grid.Pasted)
    def note(self, message: Any) -> None:
        self.seen.append(message)

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)


def lines(grid: Grid) -> list[str]:
    return [grid.render_line(y).text for y in range(grid.size.height)]


async def test_head_rows_and_pinned_columns_are_drawn_by_cells() -> None:
    app = GridApp(Scores())
    async with app.run_test(size=(48, 8)):
        shown = lines(app.grid)
    assert shown[0].rstrip() == "              项0  项1  项2  项3  总分"
    assert shown[1].rstrip() == "序  姓名       10   10   10   10   100"
    assert shown[3].startswith("2   欧阳若兰")
    assert shown[3].rstrip().endswith("T")


async def test_enter_takes_a_figure_and_goes_down() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("8", "enter")
        for character in "７。5":
            app.grid.post_message(events.Key(character, character))
        await pilot.press("enter")
        assert app.scores.values == {(0, 2): "8", (1, 2): "7.5"}
        assert app.grid.cursor == (2, 2)


async def test_tab_and_arrows_take_and_move() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("1", "tab", "2", "right", "3", "down", "4", "left", "5", "shift+tab")
        assert app.scores.values == {
            (0, 2): "1",
            (0, 3): "2",
            (0, 4): "3",
            (1, 4): "4",
            (1, 3): "5",
        }
        assert app.grid.cursor == (1, 2)


async def test_backspace_mends_and_escape_abandons() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("1", "2", "backspace")
        assert app.grid.entry == "1"
        await pilot.press("escape", "enter")
        assert app.scores.values == {}
        assert app.grid.cursor == (1, 2)


async def test_a_refused_figure_stays_open_where_it_stands() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("1", "1", "enter", "down")
        assert (app.grid.entry, app.grid.cursor, app.grid.refusal) == ("11", (0, 2), "最高 10")
        await pilot.press("backspace")
        assert app.grid.refusal == ""
        await pilot.press("0", "enter")
        assert app.scores.values == {(0, 2): "10"}
        refused = [m for m in app.seen if isinstance(m, Grid.EntryRefused)]
        assert [m.message for m in refused] == ["最高 10", "最高 10"]


async def test_the_editor_can_send_the_cursor_elsewhere() -> None:
    scores = Scores()
    scores.answer = Taken(Move.RIGHT)
    app = GridApp(scores)
    async with app.run_test() as pilot:
        await pilot.press("8", "enter")
        assert app.grid.cursor == (0, 3)


async def test_the_screen_looks_first_at_every_key() -> None:
    looked: list[tuple[str, str | None]] = []

    def first(key: str, character: str | None) -> bool:
        looked.append((key, character))
        return character == "8"

    app = GridApp(Scores(), keys=first)
    async with app.run_test() as pilot:
        await pilot.press("8", "9")
        assert looked == [("8", "8"), ("9", "9")]
        assert app.grid.entry == "9"


async def test_keys_typed_in_one_go_lose_nothing() -> None:
    """All keys are queued before the first is handled, as after a slow line."""
    app = GridApp(Scores(rows=200))
    async with app.run_test() as pilot:
        for number in range(100):
            app.grid.post_message(events.Key(str(number % 10), str(number % 10)))
            app.grid.post_message(events.Key("enter", "\r"))
        await pilot.pause()
        assert app.scores.values == {(n, 2): str(n % 10) for n in range(100)}


async def test_home_twice_is_the_top_and_end_twice_the_bottom() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("right", "down", "home")
        assert app.grid.cursor == (1, 2)
        await pilot.press("home")
        assert app.grid.cursor == (0, 2)
        await pilot.press("end", "end")
        assert app.grid.cursor == (29, 5)


async def test_a_page_down_shows_the_next_rows() -> None:
    app = GridApp(Scores(rows=1000))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("pagedown")
        assert app.grid.cursor == (10, 2)
        assert app.grid.viewport.top == 10


async def test_ten_thousand_rows_ask_for_visible_cells_only() -> None:
    scores = Scores(rows=10_000)
    app = GridApp(scores)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("end", "end")
        await pilot.pause()
        assert {row for row, _ in scores.asked} <= {*range(10), *range(9_990, 10_000)}


async def test_one_changed_cell_asks_for_its_row_only() -> None:
    scores = Scores()
    app = GridApp(scores)
    async with app.run_test() as pilot:
        await pilot.pause()
        scores.asked.clear()
        app.grid.refresh_cells([(5, 3)])
        await pilot.pause()
        assert {row for row, _ in scores.asked} == {5}


def lit(strip: Strip) -> list[str]:
    """The texts of a line that stand in reverse video."""
    return [segment.text for segment in strip if segment.style and segment.style.reverse]


async def test_the_cursor_its_row_and_its_column_are_told_by_reverse_video() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("8", "down", "up")
        strip = app.grid.render_line(app.grid.viewport.head_height)
        assert lit(strip) == ["1  ", "   8"]
        heads = app.grid.viewport.columns[2].head
        assert lit(app.grid.render_line(0)) == [cells.pad(heads[0], 4, "right")]
        await pilot.press("right")
        assert lit(app.grid.render_line(0)) == [cells.pad("项1", 4, "right")]


async def test_the_terminal_cursor_stands_on_the_cell() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        await pilot.press("down", "right")
        place = app.grid.viewport.place_of(3)
        assert place is not None
        assert app.cursor_position == (place.x + place.width - 1, 3)


async def test_a_listener_is_told_of_moves_in_the_same_call() -> None:
    told: list[tuple[int, int]] = []
    app = GridApp(Scores(), moved=lambda row, column: told.append((row, column)))
    async with app.run_test():
        app.grid.press_key("down", None)
        assert told == [(1, 2)]
        app.grid.press_key("up", None)
        app.grid.press_key("up", None)
        assert told == [(1, 2), (0, 2)]


async def test_a_row_cursor_spans_the_line() -> None:
    app = GridApp(Scores(), cursor="row")
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("down")
        line = app.grid.render_line(app.grid.viewport.head_height + 1)
        assert all(segment.style and segment.style.reverse for segment in line)
        above = app.grid.render_line(app.grid.viewport.head_height)
        assert not any(segment.style and segment.style.reverse for segment in above)


async def test_hidden_columns_are_told_in_the_header() -> None:
    app = GridApp(Scores(criteria=20))
    async with app.run_test(size=(60, 10)):
        assert app.grid.render_line(1).text.count(">") == 1


async def test_a_pasted_block_arrives_as_rows_and_cells() -> None:
    app = GridApp(Scores())
    async with app.run_test() as pilot:
        app.grid.post_message(events.Paste("1\t2\r\n3\t4\r\n"))
        await pilot.pause()
        pasted = [m for m in app.seen if isinstance(m, Grid.Pasted)]
        assert [m.rows for m in pasted] == [[["1", "2"], ["3", "4"]]]


async def test_a_smaller_window_keeps_the_cursor_in_sight() -> None:
    app = GridApp(Scores(rows=100))
    async with app.run_test(size=(60, 40)) as pilot:
        await pilot.press(*["down"] * 30)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert app.grid.viewport.line_of(30) is not None


async def test_fewer_rows_after_a_change_of_source_keep_the_cursor_on_one() -> None:
    app = GridApp(Scores(rows=100))
    async with app.run_test() as pilot:
        await pilot.press("end", "end")
        app.grid.set_source(Scores(rows=3))
        await pilot.pause()
        assert app.grid.cursor == (2, 5)


async def test_an_empty_source_takes_no_entry() -> None:
    app = GridApp(Scores(rows=0))
    async with app.run_test() as pilot:
        await pilot.press("8", "enter", "pagedown", "end")
        assert app.grid.cursor == (0, 5)
        assert app.scores.values == {}
