"""Which rows a filter lets through, as it was set on a screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.registers.filters import FilterTest, RecordFilter, same_value, typed_filter
from branchkit.core.registers.register import Column, ColumnKind
from branchkit.core.texts import LocalText

TODAY = date(2026, 11, 20)


def column(kind: ColumnKind) -> Column:
    return Column("c", kind, LocalText("列"))


def lets_through(filter: RecordFilter | None, value: object, shown: str = "") -> bool:
    assert filter is not None
    return filter.holds({"c": value} if value is not None else {}, lambda _: shown)


@pytest.mark.parametrize(
    ("typed", "value", "passes"),
    [
        (">=3", "3", True),
        (">=3", "2.9", False),
        (">3", "3", False),
        ("<3", "2.99", True),
        ("<=3", "3.0", True),
        ("3", "3.00", True),
        ("3", "4", False),
        ("3..5", "5", True),
        ("3~5", "5.1", False),
        ("..5", "-1", True),
        ("＞＝３", "10", True),
        ("5元", "5.00", True),
        (">=3", None, False),
        ("=", None, True),
        ("=", "0", False),
        ("*", "0", True),
    ],
)
def test_figures_are_compared(typed: str, value: str | None, passes: bool) -> None:
    assert lets_through(typed_filter(column(ColumnKind.MONEY), typed, TODAY), value) is passes


@pytest.mark.parametrize(
    ("typed", "value", "passes"),
    [
        ("2026", "2026-11-20", True),
        ("2026.3", "2026-03-31", True),
        ("2026年3月5日", "2026-03-05", True),
        ("202603", "2026-03-05", True),
        ("<=2026-03", "2026-03-31", True),
        ("<2026-03", "2026-03-01", False),
        (">2026-03", "2026-03-31", False),
        (">2026-03", "2026-04-01", True),
        ("2026-03..2026-05", "2026-05-31", True),
        ("2026-03到2026-05", "2026-06-01", False),
        (">=2026-06", "2026-05", False),
    ],
)
def test_dates_are_compared_as_far_as_they_were_typed(typed: str, value: str, passes: bool) -> None:
    assert lets_through(typed_filter(column(ColumnKind.DATE), typed, TODAY), value) is passes


@pytest.mark.parametrize("typed", ["abc", ">", ">=x", "..", "3..x", ""])
def test_what_means_nothing_for_a_figure_is_no_filter(typed: str) -> None:
    assert typed_filter(column(ColumnKind.NUMBER), typed, TODAY) is None


@pytest.mark.parametrize("typed", ["x", "32", "2026-3-4-5", "某天"])
def test_what_means_nothing_for_a_date_is_no_filter(typed: str) -> None:
    assert typed_filter(column(ColumnKind.DATE), typed, TODAY) is None


def test_texts_are_looked_for_by_character_and_by_initial() -> None:
    kind = column(ColumnKind.MEMBER)
    assert lets_through(typed_filter(kind, "oyrl", TODAY), "m0002", "欧阳若兰")
    assert lets_through(typed_filter(kind, "若兰", TODAY), "m0002", "欧阳若兰")
    assert not lets_through(typed_filter(kind, "陈", TODAY), "m0002", "欧阳若兰")


def test_the_same_value_is_the_kept_one_and_empty_is_empty() -> None:
    choice = column(ColumnKind.CHOICE)
    assert lets_through(same_value(choice, "lesson", "党课"), "lesson")
    assert not lets_through(same_value(choice, "lesson", "党课"), "general")
    assert lets_through(same_value(choice, None, ""), None)
    assert not lets_through(same_value(choice, None, ""), "lesson")


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_a_bound_and_its_opposite_share_out_all_figures(limit: Decimal, value: Decimal) -> None:
    number = column(ColumnKind.NUMBER)
    below, above = (
        typed_filter(number, f"<{limit}", TODAY),
        typed_filter(number, f">={limit}", TODAY),
    )
    assert lets_through(below, str(value)) is not lets_through(above, str(value))


@given(st.dates(), st.dates())
def test_a_day_and_its_opposite_share_out_all_days(limit: object, value: object) -> None:
    day = column(ColumnKind.DATE)
    below, above = typed_filter(day, f"<={limit}", TODAY), typed_filter(day, f">{limit}", TODAY)
    assert lets_through(below, str(value)) is not lets_through(above, str(value))


def test_a_filter_says_what_it_asks() -> None:
    found = typed_filter(column(ColumnKind.NUMBER), "3..5", TODAY)
    assert found is not None
    assert (found.test, found.text, found.low, found.high) == (FilterTest.WITHIN, "3..5", "3", "5")
