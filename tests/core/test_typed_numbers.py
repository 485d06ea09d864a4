"""Numbers as they are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.typed_numbers import bare_amount, typed_count, typed_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("8", "8"), ("8.5", "8.5"), (".5", "0.5"), ("5.", "5"), ("８。５", "8.5"), ("-2", "-2")),
        *(("1,200.5", "1200.5"), ("１，２００．５", "1200.5"), ("−3", "-3"), (" +7 ", "7")),
        ("-1,234,567", "-1234567"),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: str) -> None:
    assert typed_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "-",
        "+-1",
        "1e3",
        "1_0",
        "²",
        "1,2",
        "12,50",
        "1,2345",
        ",123",
        "1.2.3",
        "三",
        "1 2",
        "NaN",
    ],
)
def test_what_is_no_number(typed: str) -> None:
    assert typed_number(typed) is None


@pytest.mark.parametrize(("typed", "count"), [("3", 3), ("３", 3), ("1,000", 1000), ("3.0", 3)])
def test_counts(typed: str, count: int) -> None:
    assert typed_count(typed) == count


@pytest.mark.parametrize("typed", ["-1", "1.5", "", "三"])
def test_what_is_no_count(typed: str) -> None:
    assert typed_count(typed) is None


def test_an_amount_without_what_stands_around_it() -> None:
    assert [bare_amount(text) for text in ("¥5", "￥ 5", "5元", "5")] == ["5"] * 4


@given(st.integers(-(10**14), 10**14))
def test_thousands_apart_or_not(number: int) -> None:
    assert typed_number(f"{number:,}") == typed_number(str(number)) == number
