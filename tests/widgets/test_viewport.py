from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from branchkit.widgets.grid_model import GridColumn
from branchkit.widgets.viewport import GAP, Viewport


def column(key: str, width: int, pinned: str = "") -> GridColumn:
    return GridColumn(key, (key, "10"), width, "right", pinned)  # type: ignore[arg-type]


def scoring(criteria: int, width: int = 4) -> list[GridColumn]:
    left = [column("no", 3, "left"), column("name", 10, "left")]
    middle = [column(f"c{i}", width) for i in range(criteria)]
    return [*left, *middle, column("total", 5, "right"), column("band", 4, "right")]


def view(columns: list[GridColumn], rows: int, width: int = 80, height: int = 24) -> Viewport:
    viewport = Viewport(columns, rows)
    viewport.resize(width, height)
    return viewport


def visible(viewport: Viewport) -> list[str]:
    return [viewport.columns[place.index].key for place in viewport.placed]


def test_everything_is_shown_side_by_side_where_there_is_room() -> None:
    viewport = view(scoring(3), 10)
    assert visible(viewport) == ["no", "name", "c0", "c1", "c2", "total", "band"]
    assert [place.x for place in viewport.placed] == [0, 4, 15, 20, 25, 30, 36]


def test_pinned_columns_stay_and_the_others_scroll_by_whole_columns() -> None:
    viewport = view(scoring(20), 10)
    viewport.reveal(0, viewport.stops[-1])
    shown = visible(viewport)
    assert shown[:2] == ["no", "name"]
    assert shown[-3:] == ["c19", "total", "band"]
    assert viewport.more_left and not viewport.more_right


def test_the_last_pinned_column_ends_at_the_edge_when_columns_are_hidden() -> None:
    viewport = view(scoring(20), 10)
    assert viewport.more_right
    assert viewport.placed[-1].x + viewport.placed[-1].width == 80


def test_signs_in_the_gaps_tell_of_columns_out_of_sight() -> None:
    viewport = view(scoring(20), 10)
    assert [mark for _, mark in viewport.marks()] == [">"]
    viewport.reveal(0, viewport.stops[-1])
    assert [mark for _, mark in viewport.marks()] == ["<"]
    taken = {x for place in viewport.placed for x in range(place.x, place.x + place.width)}
    assert not taken & {x for x, _ in viewport.marks()}


def test_rows_scroll_by_one_when_the_cursor_leaves_the_window() -> None:
    viewport = view(scoring(3), 100, height=12)
    viewport.reveal(9, 2)
    assert viewport.top == 0
    viewport.reveal(10, 2)
    assert viewport.top == 1


def test_a_wider_window_brings_hidden_columns_back() -> None:
    viewport = view(scoring(20), 10)
    viewport.reveal(0, viewport.stops[-1])
    viewport.resize(200, 24)
    assert not viewport.more_left
    assert not viewport.more_right


def test_totals_give_way_before_the_column_with_the_cursor() -> None:
    viewport = view(scoring(3), 10, width=24)
    assert visible(viewport) == ["no", "name", "c0", "c1"]


@given(
    st.integers(1, 30),
    st.integers(1, 9),
    st.integers(1, 200),
    st.integers(1, 140),
    st.integers(1, 50),
    st.data(),
)
def test_the_cursor_is_always_in_sight_and_columns_never_overlap(
    criteria: int, width: int, rows: int, screen: int, lines: int, data: st.DataObject
) -> None:
    viewport = view(scoring(criteria, width), rows, screen, lines)
    for _ in range(4):
        row = data.draw(st.integers(0, rows - 1))
        stop = data.draw(st.sampled_from(viewport.stops))
        viewport.reveal(row, stop)
        assert viewport.line_of(row) is not None
        if screen > 20:
            assert viewport.place_of(stop) is not None
        end = -GAP
        for place in viewport.placed:
            assert place.x >= end + GAP
            end = place.x + place.width
        assert end <= screen
