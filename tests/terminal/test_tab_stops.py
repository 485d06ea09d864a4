"""Tab stops: figures of a table in few bytes, the same picture, and a terminal that is left as it was."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchkit.terminal.difference import DifferenceWriter
from branchkit.terminal.moves import shortest_move
from branchkit.terminal.tab_stops import TabStops, setting, usual_stops
from branchkit.terminal.tty import sets_tabs

WIDTH, HEIGHT = 60, 12
COLUMNS = range(10, WIDTH - 4, 5)


class Terminal:
    """An emulator that is sent differences, and how many bytes they were."""

    def __init__(self, *, tabs: bool) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)
        self.stream.feed("\x1b[?7l")
        self.writer = DifferenceWriter(WIDTH, HEIGHT, tabs=tabs)
        self.writer.resize(WIDTH, HEIGHT)

    def show(self, lines: list[str]) -> int:
        """Have these rows drawn; the bytes it took."""
        moves = (f"\x1b[{y}H{line.ljust(WIDTH)}" for y, line in enumerate(lines, 1))
        self.writer.absorb("".join(moves))
        sent = self.writer.drain()
        self.stream.feed(sent)
        return len(sent)


def table(figures: list[list[int]]) -> list[str]:
    """A row of figures right-aligned in their columns, as a sheet has them."""
    return [
        f"r{n:<8}" + "".join(f"{figure:>4} " for figure in row) for n, row in enumerate(figures)
    ]


rows = st.lists(st.integers(0, 999), min_size=len(COLUMNS), max_size=len(COLUMNS))
sheets = st.lists(rows, min_size=HEIGHT, max_size=HEIGHT)


@settings(max_examples=40, deadline=None)
@given(st.lists(sheets, min_size=2, max_size=4))
def test_any_table_after_any_other_shows_its_figures(drawn: list[list[list[int]]]) -> None:
    terminal = Terminal(tabs=True)
    for figures in drawn:
        terminal.show(table(figures))
        assert [line.rstrip() for line in terminal.screen.display] == [
            line.rstrip() for line in table(figures)
        ]


def test_a_table_takes_half_the_bytes_with_stops_at_its_columns() -> None:
    figures = [[(x * y) % 9 for x in range(len(COLUMNS))] for y in range(1, HEIGHT + 1)]
    bare, tabbed = Terminal(tabs=False), Terminal(tabs=True)
    before = bare.show(table(figures))
    taken = tabbed.show(table(figures))
    assert bare.screen.display == tabbed.screen.display
    assert taken < before * 2 / 3
    another = [[9 - figure for figure in row] for row in figures]
    assert tabbed.show(table(another)) < bare.show(table(another)) * 0.6


def test_another_size_begins_without_stops() -> None:
    terminal = Terminal(tabs=True)
    terminal.show(table([[n] * len(COLUMNS) for n in range(HEIGHT)]))
    terminal.writer.resize(WIDTH, HEIGHT)
    terminal.stream.feed(terminal.writer.drain() + usual_stops(WIDTH))
    terminal.show(["", "a" + " " * 20 + "b"])
    assert terminal.screen.display[1].rstrip() == "a" + " " * 20 + "b"


@given(
    st.sets(st.integers(1, WIDTH - 1), max_size=9),
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
)
def test_moves_by_tabs_arrive(stops: set[int], from_x: int, from_y: int, x: int, y: int) -> None:
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed(setting(sorted(stops)) + f"\x1b[{from_y + 1};{from_x + 1}H")
    stream.feed(shortest_move(from_x, from_y, x, y, TabStops(stops)))
    assert (screen.cursor.x, screen.cursor.y) == (x, y)


@pytest.mark.parametrize("width", [20, 80, 132])
def test_a_terminal_is_left_with_a_stop_every_eight_cells(width: int) -> None:
    screen = pyte.Screen(width, 5)
    usual = set(screen.tabstops)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[3;7H" + "\r" + setting([3, 11, 12]))
    assert screen.tabstops == {3, 11, 12}
    stream.feed(usual_stops(width))
    assert screen.tabstops == usual


def test_a_terminal_that_is_none_keeps_its_stops() -> None:
    assert not sets_tabs("dumb")
    assert not sets_tabs("")
    assert sets_tabs("xterm-256color")
    assert sets_tabs("linux")
