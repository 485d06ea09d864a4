from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from branchkit.widgets import cells

TEXTS = st.text(st.sampled_from("ab1 张三丰、，é\n"), max_size=30)


def test_a_chinese_character_takes_two_cells() -> None:
    assert cells.width("张三a") == 5


def test_cutting_never_splits_a_double_cell() -> None:
    assert cells.cut("张三丰", 5) == "张三"


def test_the_tail_of_a_text_keeps_its_end() -> None:
    assert cells.tail("张三丰", 5) == "三丰"


def test_a_cut_text_says_so() -> None:
    assert cells.fit("欧阳若兰", 7) == "欧阳若>"


def test_a_figure_that_does_not_fit_is_never_shown_in_part() -> None:
    assert cells.fit("12345", 4, "right") == "####"


def test_a_window_that_would_split_a_character_shows_a_space() -> None:
    assert cells.window("张三丰", 1, 4) == " 三 "


@given(TEXTS, st.integers(0, 40), st.sampled_from(["left", "right", "center"]))
def test_fit_always_fills_exactly_its_cells(text: str, size: int, align: str) -> None:
    assert cells.width(cells.fit(text, size, align)) == size


@given(TEXTS.filter(str.isprintable), st.integers(0, 40), st.integers(0, 20))
def test_a_window_always_fills_exactly_its_cells(text: str, start: int, size: int) -> None:
    assert cells.width(cells.window(text, start, size)) == size


def test_rich_counts_the_same_cells() -> None:
    """What is drawn is cut and shifted by rich's count."""
    shown = [
        *range(0x20, 0x7F),
        *range(0x3000, 0x302E),
        *range(0x4E00, 0x9FA6),
        *range(0xFF01, 0xFF5F),
    ]
    assert [c for c in map(chr, shown) if cells.width(c) != cell_len(c)] == []
