from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from branchkit.core.text_width import (
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    cell_width,
    clip,
    pad,
    printable,
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


def test_escape_sequences_and_direction_marks_do_not_survive() -> None:
    assert printable("张\x1b[31m三\u202e\n四\t五") == "张[31m三 四 五"
