from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.terminal.cell_style import DEFAULT, CellStyle, UnclearError

PARAMETERS = [
    "0",
    "1",
    "1;31",
    "7",
    "4;36",
    "22",
    "27;39",
    "41",
    "48;5;20",
    "38;2;9;8;7",
    "3;4;9",
    "2;97",
    "",
]


def test_what_was_set_is_taken_back() -> None:
    style = CellStyle()
    assert style.after(style.after(DEFAULT, "1;31;7"), "0") == DEFAULT


def test_the_way_to_the_default_is_three_bytes() -> None:
    style = CellStyle()
    assert style.change(style.after(DEFAULT, "1;31"), DEFAULT) == "\x1b[m"


def test_nothing_is_sent_where_nothing_changes() -> None:
    style = CellStyle()
    assert style.change(DEFAULT, DEFAULT) == ""


@pytest.mark.parametrize("parameters", ["51", "21", "38;9;1", "48;2;1"])
def test_what_terminals_disagree_on_is_unclear(parameters: str) -> None:
    with pytest.raises(UnclearError):
        CellStyle().after(DEFAULT, parameters)


@given(
    st.lists(st.sampled_from(PARAMETERS), min_size=1, max_size=6),
    st.lists(st.sampled_from(PARAMETERS), max_size=6),
)
def test_a_change_leads_where_the_long_way_leads(before: list[str], after: list[str]) -> None:
    style = CellStyle()

    def number(chain: list[str]) -> int:
        look = DEFAULT
        for parameters in chain:
            look = style.after(look, parameters)
        return look

    def attributes(data: str) -> pyte.screens.Char:
        screen = pyte.Screen(4, 1)
        pyte.Stream(screen).feed(data + "x")
        return screen.buffer[0][0]

    straight = "".join(f"\x1b[{parameters}m" for parameters in ["0", *after])
    start = "".join(f"\x1b[{parameters}m" for parameters in before)
    change = style.change(number(before), number(after))
    assert attributes(start + change) == attributes(straight)
    assert attributes(start + style.change(None, number(after))) == attributes(straight)
