"""The difference writer against a terminal emulator: whatever is drawn, both screens must be equal."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchkit.terminal.difference import DifferenceWriter
from branchkit.terminal.moves import shortest_move
from branchkit.testing.pty import Screen, ScreenStream

WIDTH, HEIGHT = 24, 8
LOOKS = [
    "",
    "1",
    "7",
    "4",
    "31",
    "36",
    "1;31",
    "41",
    "7;31",
    "3;4;35",
    "38;5;200",
    "38;2;1;2;3;48;5;7",
]
Cell = tuple[str, str]


class Terminal:
    """An emulator; blanks that look alike count as alike."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.screen = Screen(width, height, lambda _answer: None)
        self.stream = ScreenStream(self.screen)
        self.feed("\x1b[?7l")

    def feed(self, data: str) -> None:
        self.stream.feed(data.encode())

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.x, self.screen.cursor.y

    def buffer(self) -> list[list[object]]:
        return [
            [self._cell(self.screen.buffer[y][x]) for x in range(self.screen.columns)]
            for y in range(self.screen.lines)
        ]

    def _cell(self, char: pyte.screens.Char) -> object:
        seen = char.reverse or char.underscore or char.bg != "default" or char.strikethrough
        return " " if char.data == " " and not seen else tuple(char)


class Pair:
    """One terminal fed by Textual's bytes, one by ours."""

    def __init__(self) -> None:
        self.plain = Terminal()
        self.ours = Terminal()
        self.writer = DifferenceWriter(WIDTH, HEIGHT, tabs=True, repeats=True)
        self.writer.resize(WIDTH, HEIGHT)

    def draw(self, data: str) -> str:
        self.plain.feed(data)
        self.writer.absorb(data)
        sent = self.writer.drain()
        self.ours.feed(sent)
        return sent

    def check(self) -> None:
        assert self.ours.buffer() == self.plain.buffer()
        assert self.ours.cursor == self.plain.cursor


def segment(text: str, look: str) -> str:
    return f"\x1b[{look}m{text}\x1b[0m" if look else text


def paint(
    rows: list[list[Cell]], top: int = 0, left: int = 0, cursor: tuple[int, int] = (0, 0)
) -> str:
    """A region as Textual writes it: a move before every row, a reset after every segment."""
    parts = []
    for y, row in enumerate(rows, top):
        parts.append(f"\x1b[{y + 1};{left + 1}H" + "".join(segment(*cell) for cell in row))
    return "\n".join(parts) + f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H"


def blank(text_width: int) -> list[list[Cell]]:
    return [[(" " * text_width, "")] for _ in range(HEIGHT)]


characters = st.sampled_from(["a", "7", " ", " ", " ", "张", "分", "。"])


@st.composite
def rows_of_cells(draw: st.DrawFn, width: int) -> list[Cell]:
    """A row of exactly ``width`` cells in a few segments."""
    cells: list[Cell] = []
    left = width
    while left:
        look = draw(st.sampled_from(LOOKS))
        text = ""
        for _ in range(draw(st.integers(1, left))):
            character = draw(characters)
            size = 1 if character.isascii() else 2
            if size > left:
                break
            text += character * (draw(st.integers(1, 5)) if character == " " else 1)
            left -= len(text[-1]) if size == 1 else 2
            text = text[: width * 2]
        cells.append((text, look))
        measured = sum(1 if c.isascii() else 2 for cell in cells for c in cell[0])
        if measured >= width:
            return clipped(cells, width)
        left = width - measured
    return cells


def clipped(cells: list[Cell], width: int) -> list[Cell]:
    """Cut to ``width`` cells; a double cell at the edge becomes a space, as Textual does it."""
    out: list[Cell] = []
    for text, look in cells:
        kept = ""
        for character in text:
            size = 1 if character.isascii() else 2
            if width >= size:
                kept += character
                width -= size
            elif width == 1:
                kept += " "
                width = 0
        out.append((kept, look))
    return [*out, (" " * width, "")] if width else out


frames = st.lists(rows_of_cells(WIDTH), min_size=HEIGHT, max_size=HEIGHT)
cursors = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(frames, cursors), min_size=2, max_size=3))
def test_any_frame_after_any_frame_looks_as_textual_drew_it(
    drawn: list[tuple[list[list[Cell]], tuple[int, int]]],
) -> None:
    pair = Pair()
    for rows, cursor in drawn:
        pair.draw(paint(rows, cursor=cursor))
        pair.check()


@settings(max_examples=60, deadline=None)
@given(frames, st.integers(0, HEIGHT - 1), rows_of_cells(WIDTH), cursors)
def test_a_changed_row_looks_as_textual_drew_it(
    rows: list[list[Cell]], y: int, row: list[Cell], cursor: tuple[int, int]
) -> None:
    pair = Pair()
    pair.draw(paint(rows))
    pair.draw(paint([row], top=y, cursor=cursor))
    pair.check()


@settings(max_examples=60, deadline=None)
@given(frames, st.integers(-6, 6), st.integers(0, HEIGHT - 2), st.integers(2, HEIGHT), st.data())
def test_rows_that_moved_look_as_textual_drew_them(
    rows: list[list[Cell]], by: int, top: int, count: int, data: st.DataObject
) -> None:
    pair = Pair()
    pair.draw(paint(rows))
    part = rows[top : top + count]
    fresh = [data.draw(rows_of_cells(WIDTH)) for _ in range(min(abs(by), len(part)))]
    moved = part[by:] + fresh if by >= 0 else fresh + part[:by]
    pair.draw(paint(rows[:top] + moved[: len(part)] + rows[top + count :]))
    pair.check()


@settings(max_examples=40, deadline=None)
@given(st.lists(frames, min_size=2, max_size=4))
def test_frames_that_the_line_did_not_keep_up_with_become_one(
    drawn: list[list[list[Cell]]],
) -> None:
    pair = Pair()
    for rows in drawn:
        pair.plain.feed(paint(rows))
        pair.writer.absorb(paint(rows))
    pair.ours.feed(pair.writer.drain())
    pair.check()


def names(first: int) -> list[list[Cell]]:
    given_names = "陈单仇曾解华任区查盖"
    return [
        [(f"{n:<3} 欧阳{given_names[n % 10]}", ""), (f"{n * 37 % 101:>6}".ljust(14), "")]
        for n in range(first, first + HEIGHT)
    ]


def test_scrolling_by_a_row_sends_one_row() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    sent = pair.draw(paint(names(2)))
    pair.check()
    assert sent.count("欧") == 1


def test_the_same_picture_again_sends_nothing() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    assert pair.draw(paint(names(1))) == ""


def test_one_digit_sends_one_digit() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    changed = names(1)
    changed[2] = [(changed[2][0][0], ""), ("     9".ljust(10), "")]
    sent = pair.draw(paint(changed))
    pair.check()
    assert len(sent) < 24


def test_a_cleared_screen_is_erased_not_overwritten() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    sent = pair.draw(paint(blank(WIDTH)))
    pair.check()
    assert " " not in sent


def test_modes_keep_their_place_between_pieces_of_text() -> None:
    writer = DifferenceWriter(WIDTH, HEIGHT)
    writer.resize(WIDTH, HEIGHT)
    writer.absorb("\x1b[Hab\x1b[?25hcd")
    sent = writer.drain()
    assert sent.index("ab") < sent.index("\x1b[?25h") < sent.index("cd")


@pytest.mark.parametrize(
    "odd",
    [
        "\x1b[2;3Hab\x1b[5@",
        "\x1b(0qqq\x1b(B",
        "\x1b[51mframed\x1b[0m",
        "\x1b[1;20Htoo long for it",
        "\x1b[3;1H\U0001f468\u200d\U0001f469",
    ],
)
def test_what_is_not_understood_is_passed_through_and_the_next_frame_is_whole(odd: str) -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    assert odd in pair.draw(odd)
    pair.draw("\x1b[m" + paint(names(5)))
    pair.check()


@pytest.mark.parametrize(
    "steering",
    ["\x1b]0;PWN\x07", "\x1bP1q\x1b\\", "\x9d0;PWN\x9c", "\u202e", "\x7f", "\ud800", "\x0e"],
)
def test_what_no_frame_is_made_of_goes_no_further(steering: str) -> None:
    writer = DifferenceWriter(WIDTH, HEIGHT)
    writer.absorb(f"\x1b[1;1H张{steering}")
    sent = writer.drain()
    assert steering not in sent
    assert "PWN" not in sent or steering.startswith("\x9d")


def test_a_new_size_starts_from_a_cleared_screen() -> None:
    writer = DifferenceWriter(WIDTH, HEIGHT)
    writer.resize(30, 10)
    terminal = Terminal(30, 10)
    terminal.feed("leftover")
    writer.absorb("\x1b[10;25H张三丰")
    terminal.feed(writer.drain())
    assert terminal.screen.display[0].strip() == ""
    assert terminal.screen.display[9].strip() == "张三丰"


def test_redrawing_sends_everything_again() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    pair.ours.feed("\x1b[2J\x1b[4;4Hsomebody wrote on the terminal")
    pair.writer.redraw()
    pair.ours.feed(pair.writer.drain())
    pair.check()


def test_half_of_a_double_character_never_stays() -> None:
    pair = Pair()
    pair.draw(paint([[("张三丰".ljust(21), "")]]))
    pair.writer.absorb("\x1b[1;4Hx")
    pair.ours.feed(pair.writer.drain())
    assert pair.ours.screen.display[0].startswith("张 x丰")


def test_after_a_character_of_doubtful_width_the_cursor_is_set_anew() -> None:
    writer = DifferenceWriter(WIDTH, HEIGHT)
    writer.resize(WIDTH, HEIGHT)
    writer.absorb("\x1b[1;1H阿里·木\x1b[1;1H")
    sent = writer.drain()
    assert "·木" not in sent
    assert "·\r\x1b[5C木" in sent


@given(
    st.one_of(st.none(), st.integers(0, WIDTH - 1)),
    st.one_of(st.none(), st.integers(0, HEIGHT - 1)),
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
)
def test_moves_arrive(from_x: int | None, from_y: int | None, x: int, y: int) -> None:
    terminal = Terminal()
    terminal.feed(f"\x1b[{(from_y or 0) + 1};{(from_x or 0) + 1}H")
    terminal.feed(shortest_move(from_x, from_y, x, y))
    assert terminal.cursor == (x, y)


def test_a_rule_is_one_character_repeated_where_the_terminal_can() -> None:
    pair = Pair()
    rule = [[("-" * WIDTH, "2")]]
    assert "-" * 3 not in pair.draw(paint(rule, top=3))
    pair.check()
    bare = DifferenceWriter(WIDTH, HEIGHT)
    bare.absorb(paint(rule, top=3))
    assert "-" * WIDTH in bare.drain()


def test_a_page_that_covers_a_table_erases_it_once() -> None:
    pair = Pair()
    pair.draw(paint(names(1)))
    lines: list[list[Cell]] = [[(f"  {n}".ljust(WIDTH), "")] for n in range(HEIGHT)]
    sent = pair.draw(paint(lines))
    pair.check()
    assert sent.count("\x1b[J") == 1
    assert "\x1b[K" not in sent
