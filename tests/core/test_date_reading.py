"""Dates as rosters have them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.date_reading import SERIAL_EPOCH, first_of_range, read_date

TODAY = date(2026, 11, 20)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
_FIGURES = "〇一二三四五六七八九"


def _in_chinese(day: date) -> str:
    year = "".join(_FIGURES[int(figure)] for figure in str(day.year))
    return f"{year}年{_counted(day.month)}月{_counted(day.day)}日"


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_FIGURES[tens]}十"
    return head + (_FIGURES[ones] if ones else "")


@given(
    days,
    st.sampled_from(
        [
            "{0.year}.{0.month}.{0.day}",
            "{0.year}.{0.month:02}.{0.day:02}",
            "{0.year}-{0.month}-{0.day}",
            "{0.year}/{0.month:02}/{0.day:02}",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year} 年 {0.month} 月 {0.day} 日",
            "{0.year}年{0.month}月{0.day}号",
            "{0.year:04}{0.month:02}{0.day:02}",
            "{0.year}-{0.month:02}-{0.day:02} 00:00:00",
            "{0.year}、{0.month}、{0.day}",
            "{0.year}．{0.month}．{0.day}",
            "{0.year}年{0.month}月{0.day}日生",
            "出生于{0.year}年{0.month}月{0.day}日",
            "{0.year}年{0.month}月{0.day}日上午9：00",
            "{0.year}年{0.month}月{0.day}日 9时30分",
            "{0.year}.{0.month}.{0.day}（星期四）",
            "{0.year}-{0.month}-{0.day} 14:30-16:00",
            "{0.year:04}-{0.month:02}-{0.day:02}T00:00:00",
            "{0.year:04}-{0.month:02}-{0.day:02}T00:00:00+08:00",
        ]
    ),
)
def test_a_day_written_in_any_way_is_that_day(day: date, way: str) -> None:
    assert read_date(way.format(day), TODAY).iso == day.isoformat()


@pytest.mark.parametrize("way", ["{}.3.12", "{}0312", "{}.0312", "{}年三月"])
def test_rosters_know_the_years_from_1900_to_2100(way: str) -> None:
    faults = {
        year: read_date(way.format(year), TODAY).fault for year in (1850, 1899, 1900, 2100, 2101)
    }
    assert faults == {
        1850: "impossible",
        1899: "impossible",
        1900: "",
        2100: "",
        2101: "impossible",
    }


@pytest.mark.parametrize("year", [1850, 1900, 2100, 2101])
def test_a_year_alone_is_told_from_a_number_that_is_none(year: int) -> None:
    known = 1900 <= year <= 2100
    assert read_date(str(year), TODAY).fault == ("year_only" if known else "unreadable")


@given(days)
def test_a_day_in_chinese_figures_is_that_day(day: date) -> None:
    assert read_date(_in_chinese(day), TODAY).iso == day.isoformat()


@given(days)
def test_real_date_cells_and_iso_text_are_kept(day: date) -> None:
    for value in (day, datetime(day.year, day.month, day.day, 8), day.isoformat()):
        reading = read_date(value, TODAY)
        assert (reading.iso, reading.note, reading.fault) == (day.isoformat(), "", "")


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_a_serial_number_is_the_day_it_counts(day: date) -> None:
    serial = (day - SERIAL_EPOCH) // timedelta(days=1)
    for value in (serial, str(serial), Decimal(serial) + Decimal("0.5")):
        reading = read_date(value, TODAY)
        assert reading.iso == day.isoformat()
        assert reading.note == "serial"


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("1985.03", "1985-03"),
        (Decimal("1985.03"), "1985-03"),
        (Decimal("1985.12"), "1985-12"),
        (Decimal("1985.3"), "1985-03"),
        (Decimal("1985.0312"), "1985-03-12"),
        ("1985年3月", "1985-03"),
        (198503, "1985-03"),
        (19850312, "1985-03-12"),
        ("１９８５．０３", "1985-03"),
        ("一九八五年三月", "1985-03"),
        ("二○○三年十月", "2003-10"),
        ("一九八五年三月廿五", "1985-03-25"),
        ("1985.03.", "1985-03"),
    ],
)
def test_ways_without_a_doubt(value: str | int | Decimal, iso: str) -> None:
    reading = read_date(value, TODAY)
    assert (reading.iso, reading.note, reading.fault) == (iso, "", "")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("85-3-12", "1985-03-12"),
        ("85.3", "1985-03"),
        ("850312", "1985-03-12"),
        ("05年3月1日", "2005-03-01"),
        ("26.11", "2026-11"),
        ("27.1", "1927-01"),
    ],
)
def test_a_year_of_two_digits_is_the_latest_not_in_the_future(value: str, iso: str) -> None:
    reading = read_date(value, TODAY)
    assert (reading.iso, reading.note) == (iso, "two_digits")


def test_the_number_1985_1_is_october_and_the_text_january_both_with_a_note() -> None:
    number, text = read_date(Decimal("1985.1"), TODAY), read_date("1985.1", TODAY)
    assert (number.iso, number.note) == ("1985-10", "zero_lost")
    assert (text.iso, text.note) == ("1985-01", "bare_one")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("1985", "year_only"),
        ("1985年", "year_only"),
        (1985, "year_only"),
        ("1985-13", "impossible"),
        ("1985.02.30", "impossible"),
        ("不详", "unreadable"),
        ("三月", "unreadable"),
        ("3.12.1985", "unreadable"),
        ("入党1985.3", "unreadable"),
        (True, "unreadable"),
    ],
)
def test_what_is_no_date_says_why(value: str | int, fault: str) -> None:
    reading = read_date(value, TODAY)
    assert (reading.iso, reading.fault) == ("", fault)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader_and_what_it_reads_is_a_date(text: str) -> None:
    reading = read_date(text, TODAY)
    assert not (reading.iso and reading.fault)
    if reading.iso:
        date.fromisoformat(reading.iso if len(reading.iso) == 10 else f"{reading.iso}-01")


@given(days)
def test_midnight_in_china_is_the_same_day_in_a_stamp_of_utc(day: date) -> None:
    before = day - timedelta(days=1)
    assert read_date(f"{before}T16:00:00.000Z", TODAY).iso == day.isoformat()


@pytest.mark.parametrize(
    ("written", "iso", "fault"),
    [
        ("2-5-8", "2002-05-08", ""),
        ("9.12.31", "2009-12-31", ""),
        ("2.5", "", "unreadable"),
        ("2-13-8", "", "impossible"),
        ("1985.1生", "1985-01", ""),
        ("1985-13-45T00:00:00Z", "", "impossible"),
        ("上午9:00", "", "unreadable"),
    ],
)
def test_one_figure_is_a_year_only_before_month_and_day(written: str, iso: str, fault: str) -> None:
    reading = read_date(written, TODAY)
    assert (reading.iso, reading.fault) == (iso, fault)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("2026.3.7-3.8", "2026.3.7"),
        ("2026年3月7日至8日", "2026年3月7日"),
        ("2026-03-07～2026-03-09", "2026-03-07"),
        ("2026-03-07", ""),
        ("2026.3-2026.4", ""),
    ],
)
def test_several_days_written_as_one_date_have_a_first(written: str, first: str) -> None:
    assert first_of_range(written) == first
