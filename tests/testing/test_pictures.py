"""Screens drawn as SVG."""

from __future__ import annotations

import re

from branchkit.testing.pictures import CELL, EDGE, picture
from branchkit.testing.pty import Piece, Screen, drawing


def screen(sent: str) -> Screen:
    ((_, drawn),) = drawing([Piece(0.0, sent.encode())], 20, 3)
    return drawn


def texts(sent: str) -> list[tuple[int, int, str]]:
    """Column, cells and words of every text."""
    found = re.findall(r'<text x="(\d+)" y="\d+" textLength="(\d+)"[^>]*>([^<]*)<', drawn(sent))
    return [((int(x) - EDGE) // CELL, int(width) // CELL, words) for x, width, words in found]


def drawn(sent: str) -> str:
    return picture(screen(f"\x1b[?25l{sent}"), "画面")


def test_wide_characters_take_two_cells_and_stand_where_they_stood() -> None:
    assert texts("ab 党员 12  x") == [(0, 2, "ab"), (3, 4, "党员"), (8, 2, "12"), (12, 1, "x")]


def test_words_one_blank_apart_are_one_text() -> None:
    assert texts("a b   c") == [(0, 3, "a b"), (6, 1, "c")]


def test_attributes_are_seen() -> None:
    assert 'class="b"' in drawn("\x1b[1mx")
    assert 'class="u"' in drawn("\x1b[4mx")
    assert 'style="fill:#f47067"' in drawn("\x1b[31mx")
    assert drawn("\x1b[7mx").count("<rect") == 2
    assert 'fill="#102030"' in drawn("\x1b[48;2;16;32;48mx")


def test_faint_lasts_until_it_is_taken_back_and_is_no_part_of_a_colour() -> None:
    assert 'class="d"' in drawn("\x1b[2mx")
    assert 'class="d"' not in drawn("\x1b[2m\x1b[22mx")
    assert 'class="d"' not in drawn("\x1b[2m\x1b[0mx")
    assert 'class="d"' not in drawn("\x1b[38;2;2;2;2mx")
    assert 'class="d"' not in drawn("\x1b[38;5;2mx")


def test_what_marks_up_is_escaped() -> None:
    assert "a&lt;b&amp;c" in drawn("a<b&c")


def test_the_cursor_is_drawn_where_it_is_shown() -> None:
    assert picture(screen("x"), "").count("<rect") == 2
    assert drawn("x").count("<rect") == 1
