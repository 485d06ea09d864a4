"""Little pictures: what they are drawn with, and that nothing in them says more than is so."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.pictures import BLOCKS, PLAIN, bar, lengths, line_of


def decimals(*values: object) -> list[Decimal | None]:
    return [None if value is None else Decimal(str(value)) for value in values]


def test_months_become_a_line() -> None:
    assert line_of(decimals(80, 90, None, 100)) == "_- ^"
    assert line_of(decimals(80, 90, None, 100), blocks=True) == "▁▅ █"
    assert line_of(decimals(90, 90)) == "--"
    assert line_of(decimals(None, None)) == "  "
    assert line_of([]) == ""


def test_a_scale_may_be_given() -> None:
    ten = Decimal(10)
    assert line_of(decimals(0, 5, 10, 12, -1), low=Decimal(0), high=ten) == "_-^^_"


def test_the_plain_twin_goes_on_every_terminal() -> None:
    assert PLAIN.isascii()
    BLOCKS.encode("gbk")
    # The reason for the twin: these are two cells wide where a terminal counts them as Chinese.
    assert {unicodedata.east_asian_width(block) for block in BLOCKS} == {"A"}


@given(st.integers(0, 99), st.integers(1, 99), st.integers(2, 20))
def test_a_bar_is_full_when_all_is_done_and_empty_when_nothing_is(
    done: int, total: int, cells: int
) -> None:
    drawn = bar(done, total, cells)
    assert len(drawn) == cells
    assert ("." not in drawn) == (done >= total)
    assert ("#" in drawn) == (done > 0)


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [([16, 8, 1, 0], ["########", "####", "#", ""]), ([], []), ([0, 0], ["", ""])],
)
def test_lengths_are_in_proportion(counts: list[int], drawn: list[str]) -> None:
    assert lengths(counts, 8) == drawn


def test_there_are_no_bars_where_there_is_no_room() -> None:
    assert bar(1, 2, 0) == ""
    assert bar(0, 0, 4) == "####"
    assert lengths([3, 1], 0) == ["", ""]
