"""Dates as people write them in workbooks, made into ISO text.

Out of workbooks come 1985.03, 1985年3月12日, 19850312, 198503, 85-3-12, 1985/3/12, 一九八五年三月, 二〇〇三年十二月, real dates and
the serial numbers that a spreadsheet shows when a date cell has lost its format (:func:`read_date`), and out of other
programs time stamps. A date without a day becomes ``1985-03``; a year alone is no date. Rosters look back, so a year of two
digits is the latest one that is not after ``today`` (in 2026: 26 → 2026, 27 → 1927); one digit is a year only before month
and day (2-5-8 → 2002-05-08).

What is typed at the keyboard may be shorter (:mod:`~branchkit.core.typed_days`). What comes from a file never has its year guessed
that way.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from branchkit.core.tables import Value
from branchkit.core.values import frozen

SERIAL_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets' serial numbers, for days from 1900-03-01 on."""
SERIALS = range(10_000, 73_051)
"""Serials taken for dates: 1927-05-18 to 2100-01-01. Below, a number of four digits is a year."""
DAYS_TO_1904 = 1462
"""From day 0 of the usual serial numbers to day 0 of those that old Macs wrote, 1904-01-01."""
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "◯": "0",
    "两": "2",
    "元": "1",
}
_SEPARATED = re.compile(r"(\d{4}|\d{2}|\d(?=-\d{1,2}-))-(\d{1,2})(?:-(\d{1,2}))?")
_TIME = r"\d{1,2}[:时点](?:\d{1,2}分?|半|整)?(?::\d{2}(?:\.\d+)?)?"
_PART_OF_DAY = "凌晨|早上|上午|中午|下午|晚上"
_CLOCK = re.compile(
    rf"(?:(?<=[日号號])|(?={_PART_OF_DAY})|[T ])\s*(?:{_PART_OF_DAY})?\s*"
    rf"(?:{_TIME}(?:\s*[-~至到]\s*{_TIME})?|(?<={_PART_OF_DAY}))\s*$"
)
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_WORDS_AROUND = re.compile(r"^(?:出?生于|出生)|(?:出?生|入党|转正)$")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+\d{2}:?\d{2})")
_HERE = timezone(timedelta(hours=8))
"""A program that keeps its time in UTC puts midnight in China on the day before."""
_RANGE = re.compile(
    r"(?P<first>\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?)\s*[-~—–至到]+\s*"
    r"(?:\d{4}[-年./])?(?:\d{1,2}[-月./])?\d{1,2}日?"
)
_CHINESE_RUN = re.compile(r"[零〇○◯一二三四五六七八九十廿卅两元]+")


@frozen
class DateReading:
    """What was made of a cell: ``iso`` is empty for an empty cell or a fault.

    Faults: ``unreadable``, ``year_only``, ``impossible`` (a month 13, a 30th of February). Notes: ``two_digits`` (the
    century was supplied, to one digit the decade as well), ``serial`` (a bare number read as a spreadsheet's day), ``zero_lost`` (the number 1985.1, which
    is also what a spreadsheet makes of 1985.10; taken as October), ``bare_one`` (the text 1985.1; taken as January).
    """

    iso: str = ""
    fault: str = ""
    note: str = ""


def read_date(value: Value, today: date) -> DateReading:
    """A date from a cell; an empty cell gives an empty reading without a fault."""
    if isinstance(value, datetime):
        return DateReading(value.date().isoformat())
    if isinstance(value, date):
        return DateReading(value.isoformat())
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _read_number(Decimal(value), today)
    text = unicodedata.normalize("NFKC", str(value or "")).strip().strip("'`").strip()
    return _read_text(text, today) if text else DateReading()


def first_of_range(text: str) -> str:
    """The first of several days that are written as one date (2026.3.7-3.8), as it is written; empty for any other text."""
    found = _RANGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found["first"] if found else ""


def day_of_1904(value: Value) -> Value:
    """A bare number as the date that it means where days are counted from 1904; anything else stays."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    days = int(value) + DAYS_TO_1904
    return SERIAL_EPOCH + timedelta(days=days) if days in SERIALS else value


def read_day(text: str, today: date) -> date | None:
    """A whole date as people type it; None for anything else."""
    try:
        return date.fromisoformat(read_date(text, today).iso)
    except ValueError:
        return None


def _read_number(value: Decimal, today: date) -> DateReading:
    whole = int(value)
    if whole in SERIALS:
        return DateReading((SERIAL_EPOCH + timedelta(days=whole)).isoformat(), note="serial")
    reading = _read_text(format(value.normalize(), "f"), today)
    if reading.note == "bare_one":
        return DateReading(f"{reading.iso[:4]}-10", note="zero_lost")
    return reading


def _read_text(text: str, today: date) -> DateReading:
    if _STAMP.fullmatch(text):
        return _read_stamp(text)
    text = re.sub(r"\s+", "", _CLOCK.sub("", _WEEKDAY.sub("", text)))
    text = _WORDS_AROUND.sub("", text)
    if re.fullmatch(r"\d{4}\.1", text):
        return DateReading(f"{text[:4]}-01", note="bare_one")
    text = arabic(text)
    text = re.sub(r"[年月./\\\-‐–—−、,,。·~]+", "-", text)
    text = re.sub(r"(?<=\d)[日号號]", "", text).strip("-")
    if text.isascii() and text.isdecimal():
        return _read_digits(text, today)
    found = _SEPARATED.fullmatch(text)
    if found is None:
        return _read_year_and_digits(text, today)
    return _dated(found[1], found[2], found[3] or "", today)


def _read_stamp(text: str) -> DateReading:
    """A moment with its distance from UTC, by the day that it is in China."""
    try:
        return DateReading(datetime.fromisoformat(text).astimezone(_HERE).date().isoformat())
    except ValueError:
        return DateReading(fault="impossible")


def _read_digits(digits: str, today: date) -> DateReading:
    """Figures without anything between them. Six are year and month where that makes sense, else 850312."""
    match len(digits):
        case 8:
            return _dated(digits[:4], digits[4:6], digits[6:], today)
        case 6 if EARLIEST_YEAR <= int(digits[:4]) <= LATEST_YEAR and 1 <= int(digits[4:]) <= 12:
            return _dated(digits[:4], digits[4:], "", today)
        case 6:
            return _dated(digits[:2], digits[2:4], digits[4:], today)
        case 5 if int(digits) in SERIALS:
            return _read_number(Decimal(digits), today)
        case 4 if EARLIEST_YEAR <= int(digits) <= LATEST_YEAR:
            return DateReading(fault="year_only")
        case _:
            return DateReading(fault="unreadable")


def _read_year_and_digits(text: str, today: date) -> DateReading:
    """1985.0312, which a number format for dates leaves behind."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(\d{2})", text)
    if found is None:
        return DateReading(fault="unreadable")
    return _dated(found[1], found[2], found[3], today)


def _dated(year: str, month: str, day: str, today: date) -> DateReading:
    full_year = int(year) if len(year) == 4 else _with_century(int(year), today)
    if not EARLIEST_YEAR <= full_year <= LATEST_YEAR:
        return DateReading(fault="impossible")
    try:
        read = date(full_year, int(month), int(day or 1))
    except ValueError:
        return DateReading(fault="impossible")
    iso = read.isoformat() if day else read.isoformat()[:7]
    return DateReading(iso, note="two_digits" if len(year) < 4 else "")


def _with_century(year: int, today: date) -> int:
    this_century = today.year // 100 * 100 + year
    return this_century if this_century <= today.year else this_century - 100


def arabic(text: str) -> str:
    """A text with its Chinese numbers in figures: 二〇二六年十一月三日 → 2026年11月3日."""
    return _CHINESE_RUN.sub(lambda run: _chinese_number(run[0]), text)


def _chinese_number(run: str) -> str:
    """三 → 3, 十二 → 12, 二十 → 20, 廿五 → 25, and figure by figure where there is no ten: 一九八五 → 1985."""
    run = run.replace("廿", "二十").replace("卅", "三十")
    if "十" not in run:
        return "".join(_DIGITS[char] for char in run)
    tens, _, ones = run.partition("十")
    if "十" in ones:
        return run
    return _DIGITS.get(tens, "1") + _DIGITS.get(ones, "0")
