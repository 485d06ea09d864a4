"""A few figures typed for a date of this year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.date_reading import day_written_out, month_written_out

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed", ["3", "11.3", "11-3", "1103", "11月3日", "３", "11。3", "2026.11.3", "20261103"]
)
def test_every_way_to_the_third_of_november(typed: str) -> None:
    assert day_written_out(typed, TODAY) == "2026-11-03"


@pytest.mark.parametrize("typed", ["", "31", "2.30", "1332", "昨天", "2026-11", "11.3.4.5"])
def test_what_is_no_day_stays_as_it_was_typed(typed: str) -> None:
    assert day_written_out(typed, TODAY) == typed


@pytest.mark.parametrize("typed", ["3", "3月", "2026.3", "202603", "2026年3月", "2026-03"])
def test_every_way_to_march(typed: str) -> None:
    assert month_written_out(typed, TODAY) == "2026-03"


@pytest.mark.parametrize("typed", ["13", "0", "", "2026-13", "三月"])
def test_what_is_no_month_stays_as_it_was_typed(typed: str) -> None:
    assert month_written_out(typed, TODAY) == typed


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_out_stays_the_same(day: date) -> None:
    assert day_written_out(day.isoformat(), TODAY) == day.isoformat()
    assert day_written_out(f"{day:%m.%d}", day) == day.isoformat()
    assert month_written_out(f"{day:%Y-%m}", TODAY) == f"{day:%Y-%m}"
