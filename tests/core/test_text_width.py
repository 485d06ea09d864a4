from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from branchkit.core.text_width import (
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    cell_width,
    cleaned,
    clip,
    is_plain,
    pad,
    printable,
    steers,
    visible,
    without_controls,
    wrap,
)

MIXED = st.text(alphabet="陈欧阳，。（）《》 ab1.%-é—“”", max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("欧阳若兰", 8), ("１２", 4), ("e\u0301", 1), ("a\u200bb", 2), ("。", 2)],
)
def test_width_counts_terminal_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_ambiguous_characters_take_what_the_terminal_gives_them() -> None:
    assert cell_width("“—”") == 3
    assert cell_width("“—”", ambiguous=2) == 6


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_width_of_chinese_agrees_with_rich(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@given(MIXED, st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_padding_gives_exactly_the_width(text: str, width: int, align: str) -> None:
    assert cell_width(pad(text, width, align)) == width


@given(MIXED, st.integers(0, 30))
def test_clipping_never_halves_a_wide_character(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert cell_width(clipped) <= width
    assert text.startswith(clipped)


def test_a_clipped_text_ends_with_the_mark() -> None:
    assert clip("欧阳若兰", 6, ">") == "欧阳>"
    assert clip("欧阳若兰", 8, ">") == "欧阳若兰"


@given(MIXED, st.integers(2, 30))
def test_wrapping_keeps_every_character_within_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="陈欧阳若兰，。（）《》", max_size=60))
def test_punctuation_stays_with_its_text_where_there_is_room(text: str) -> None:
    # Runs of punctuation longer than a line have to be torn somewhere.
    longest = max(
        (len(run) for run in text.translate(str.maketrans("陈欧阳若兰", "     ")).split()),
        default=0,
    )
    width = 2 * (longest + 3)
    lines = wrap(text, width)
    assert all(line[0] not in NOT_AT_LINE_START for line in lines[1:])
    assert all(line[-1] not in NOT_AT_LINE_END for line in lines[:-1])


def test_words_and_figures_stay_whole() -> None:
    assert wrap("走访2026年branchkit户", 10) == ["走访2026年", "branchkit", "户"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("\x1b[31m", "^[[31m"),
        ("\x07", "^G"),
        ("\x7f", "^?"),
        ("\x9b2J", "<U+009B>2J"),
        ("\u202e", "<U+202E>"),
        ("\u2066", "<U+2066>"),
        ("\u200b", "<U+200B>"),
        ("\ud800", "<U+D800>"),
        ("1\r2", "1 2"),
        ("1\n2\t3", "1 2 3"),
    ],
)
def test_what_steers_a_terminal_becomes_a_visible_mark(text: str, mark: str) -> None:
    assert printable(f"张{text}三") == f"张{mark}三"


def test_lines_stay_lines_and_a_return_alone_does_not_go_back() -> None:
    assert visible("一\r\n二\n三\r四\t五") == "一\n二\n三^M四\t五"


@given(st.text(st.characters()))
def test_nothing_that_steers_is_left_in_any_text(text: str) -> None:
    assert not any(map(steers, printable(text)))
    assert not any(map(steers, cleaned(text)))
    assert is_plain(visible(text))


def test_a_file_keeps_marks_of_direction_but_no_controls() -> None:
    assert (
        without_controls("张\x1b\u202e三\x9b\r\n四\ud800") == "张^[\u202e三<U+009B>\r\n四<U+D800>"
    )
