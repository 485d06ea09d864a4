"""Days, months and periods as they are typed: short ones of this year, far from today, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period, PeriodError
from branchkit.core.typed_days import (
    day_written_out,
    days_written_out,
    typed_month,
    typed_period,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        *("3", "3日", "3号", "３", "11.3", "11-3", "11/3", "1103", "11月3日", "11月3号", "11。3"),
        *(
            "十一月三日",
            "2026.11.3",
            "2026-11-3",
            "２０２６／１１／３",
            "20261103",
            "二〇二六年十一月三日",
        ),
        *("26-11-3", "-17", "－17", "−17", "17天前", " 3 "),
    ],
)
def test_every_way_to_the_third_of_november(typed: str) -> None:
    assert day_written_out(typed, TODAY) == "2026-11-03"


@pytest.mark.parametrize(
    ("typed", "days"),
    [("今天", 0), ("today", 0), ("昨天", -1), ("前天", -2), ("明天", 1), ("+7", 7), ("＋７天", 7)],
)
def test_days_from_today(typed: str, days: int) -> None:
    assert day_written_out(typed, TODAY) == (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "typed", ["", "31", "2.30", "1332", "2026-11", "2026", "11.3.4.5", "+", "-0x"]
)
def test_what_is_no_day_stays_as_it_was_typed(typed: str) -> None:
    assert day_written_out(typed, TODAY) == typed


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert day_written_out("+9999", date(9999, 1, 1)) == "+9999"


@pytest.mark.parametrize(
    "typed",
    [
        "3",
        "3月",
        "3月份",
        "三月",
        "2026.3",
        "202603",
        "2026年3月",
        "2026-03",
        "2026-3-9",
        "3.9",
        "-8",
    ],
)
def test_every_way_to_march(typed: str) -> None:
    assert str(typed_month(typed, TODAY)) == "2026-03"


@pytest.mark.parametrize(
    ("typed", "month"),
    [("本月", "2026-11"), ("上月", "2026-10"), ("下个月", "2026-12"), ("+2", "2027-01")],
)
def test_months_from_this_one(typed: str, month: str) -> None:
    assert str(typed_month(typed, TODAY)) == month


@pytest.mark.parametrize("typed", ["13", "0", "", "2026-13", "某月"])
def test_what_is_no_month(typed: str) -> None:
    assert typed_month(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        *(("2026-11", "2026-11"), ("11", "2026-11"), ("2026.11", "2026-11"), ("上月", "2026-10")),
        *(
            ("2026-Q4", "2026-Q4"),
            ("q4", "2026-Q4"),
            ("4季度", "2026-Q4"),
            ("2025年第四季度", "2025-Q4"),
        ),
        *(("2026-h2", "2026-H2"), ("下半年", "2026-H2"), ("2025年上半年", "2025-H1")),
        *(("2026", "2026"), ("2026年", "2026"), ("去年", "2025")),
    ],
)
def test_periods(typed: str, period: str) -> None:
    assert str(typed_period(typed, TODAY)) == period


@pytest.mark.parametrize("typed", ["", "13", "Q5", "2026-Q", "五季度", "0"])
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(PeriodError, match="unreadable"):
        typed_period(typed, TODAY)


def test_of_several_texts_only_the_named_ones_are_days() -> None:
    texts = {"joined": "11.3", "birth": "1985.03", "number": "5"}
    written = days_written_out(texts, {"joined", "birth"}, TODAY)
    assert written == {"joined": "2026-11-03", "birth": "1985.03", "number": "5"}


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_written_out_stays_the_same(day: date) -> None:
    assert day_written_out(day.isoformat(), TODAY) == day.isoformat()
    assert day_written_out(f"{day:%m.%d}", day) == day.isoformat()
    assert str(typed_month(f"{day:%Y-%m}", TODAY)) == f"{day:%Y-%m}"
    assert typed_period(f"{day:%m}", day) == Period.containing(day)
