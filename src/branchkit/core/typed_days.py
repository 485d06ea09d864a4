"""Days, months and periods as they are typed: in forms, cells, questions and options of commands, everywhere the same.

Somebody at a keyboard means these days: a day of this month, month and day of this year, so many days from today, or a
word for it. Who typed it sees at once what became of it. What comes out of a file is never read this way
(:mod:`~branchkit.core.date_reading`): there a lone 5 is no date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from branchkit.core.date_reading import arabic, read_date, read_day
from branchkit.core.dates import Period, PeriodError, PeriodKind

DAYS = {
    **dict.fromkeys(("今天", "今日", "本日", "today"), 0),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), -1),
    **dict.fromkeys(("明天", "明日", "tomorrow"), 1),
    "前天": -2,
    "后天": 2,
}
"""Word → how many days from today."""
MONTHS = {
    **dict.fromkeys(("本月", "这个月", "当月", "this month"), 0),
    **dict.fromkeys(("上月", "上个月", "last month"), -1),
    **dict.fromkeys(("下月", "下个月", "next month"), 1),
}
"""Word → how many months from this one."""
YEARS = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "明年": 1}

_SAME = str.maketrans({"。": ".", "−": "-", "–": "-", "—": "-", "号": "日", "號": "日", "、": "."})
_OFFSET = re.compile(r"([+-]\d{1,4})[天日]?|(\d{1,4})天([前后])")
_MONTHS_OFF = re.compile(r"([+-]\d{1,3})(?:个月|月)?")
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月 ](\d{1,2})日?")
_FOUR = re.compile(r"(\d{2})(\d{2})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[-./年 ]?(\d{1,2})[-./月 ](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{1,2})月?(?:份)?")
_YEAR_MONTH = re.compile(r"(\d{4})[-./年 ]?(\d{1,2})月?(?:份)?")
_PART_OF_YEAR = re.compile(
    r"(?:(\d{4})[-./年 ]?)?(?:q([1-4])|第?([1-4])季度?|h([12])|(上|下)半年)", re.IGNORECASE
)
_YEAR = re.compile(r"(\d{4})年(?:度)?")


def typed_day(text: str, today: date) -> date | None:
    """``5``, ``11.3``, ``1103``, ``11月3日``, ``+7``, ``-3``, ``昨天``, ``2026-11-3``, ``2026.11.03``; None for what is no whole day."""
    return _short_day(_plain(text), today) or read_day(text, today)


def typed_month(text: str, today: date) -> Period | None:
    """``11``, ``11月``, ``2026.11``, ``202611``, ``-1``, ``上月``; of a whole day its month. None for anything else."""
    plain = _plain(text)
    if (steps := _steps(plain, MONTHS, _MONTHS_OFF)) is not None:
        return Period.containing(today).shifted(steps)
    found = _YEAR_MONTH.fullmatch(plain)
    year, month = (int(found[1]), found[2]) if found else (today.year, "")
    if not month and (found := _MONTH.fullmatch(plain)):
        month = found[1]
    if month:
        return Period(year, int(month)) if 1 <= int(month) <= 12 and year else None
    if day := typed_day(text, today):
        return Period.containing(day)
    iso = read_date(text, today).iso
    return Period.parse(iso) if iso else None


def typed_period(text: str, today: date) -> Period:
    """A month as :func:`typed_month` has it, ``2026-Q4``, ``Q4``, ``4季度``, ``2026-H2``, ``下半年``, ``2026``, ``去年``.

    Raises :class:`~branchkit.core.dates.PeriodError` ``period.unreadable``.
    """
    plain = _plain(text)
    try:
        return Period.parse(plain)
    except PeriodError:
        if plain in YEARS:
            return Period(today.year + YEARS[plain], 1, PeriodKind.YEAR)
        if found := _YEAR.fullmatch(plain):
            return Period(int(found[1]), 1, PeriodKind.YEAR)
        if found := _PART_OF_YEAR.fullmatch(plain):
            year = int(found[1] or today.year)
            if quarter := found[2] or found[3]:
                return Period(year, int(quarter), PeriodKind.QUARTER)
            half = int(found[4] or " 上下".index(found[5]))
            return Period(year, half, PeriodKind.HALF_YEAR)
        if month := typed_month(text, today):
            return month
        raise PeriodError("unreadable", text=text) from None


def day_written_out(text: str, today: date) -> str:
    """What :func:`typed_day` reads, as 2026-11-03; anything else stays as it is."""
    day = typed_day(text, today)
    return day.isoformat() if day else text


def days_written_out(
    texts: Mapping[str, str], names: Collection[str], today: date
) -> dict[str, str]:
    """Texts by name; those of ``names`` that are short days written out, so that what reads files reads them as well."""
    return {
        name: short.isoformat()
        if name in names and (short := _short_day(_plain(text), today))
        else text
        for name, text in texts.items()
    }


def _short_day(plain: str, today: date) -> date | None:
    steps = _steps(plain, DAYS, _OFFSET)
    try:
        if steps is not None:
            return today + timedelta(days=steps)
        if found := _DAY.fullmatch(plain):
            return date(today.year, today.month, int(found[1]))
        if found := _MONTH_DAY.fullmatch(plain) or _FOUR.fullmatch(plain):
            return date(today.year, int(found[1]), int(found[2]))
        if found := _YEAR_MONTH_DAY.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    except (ValueError, OverflowError):
        return None
    return None


def _steps(plain: str, words: Mapping[str, int], offset: re.Pattern[str]) -> int | None:
    """How far from now a text says, by a word or by a figure with its sign; None where it says no such thing."""
    if plain in words:
        return words[plain]
    found = offset.fullmatch(plain)
    if found is None:
        return None
    if found[1]:
        return int(found[1])
    return int(found[2]) * (-1 if found[3] == "前" else 1)


def _plain(text: str) -> str:
    return arabic(unicodedata.normalize("NFKC", text).translate(_SAME).strip().casefold())
