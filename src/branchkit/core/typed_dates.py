"""Dates as somebody types them who means this year: a day of this month, or month and day, in a few figures.

Only for a keyboard and a reader who sees at once what became of it. What comes from a file is read by
:mod:`branchkit.core.messy_dates`, which never guesses a year.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DAY = re.compile(r"(\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月 ](\d{1,2})日?")
_FOUR = re.compile(r"(\d{2})(\d{2})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[-./年 ]?(\d{1,2})[-./月 ](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{1,2})月?")
_YEAR_MONTH = re.compile(r"(\d{4})[-./年 ]?(\d{1,2})月?")


def day_written_out(text: str, today: date) -> str:
    """``3``, ``11.3``, ``1103``, ``11月3日``, ``2026.11.3`` → ``2026-11-03``; anything else stays as it is."""
    plain = _plain(text)
    if found := _DAY.fullmatch(plain):
        return _iso(text, today.year, today.month, int(found[1]))
    if found := _MONTH_DAY.fullmatch(plain) or _FOUR.fullmatch(plain):
        return _iso(text, today.year, int(found[1]), int(found[2]))
    if found := _YEAR_MONTH_DAY.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups() if part)
        return _iso(text, year, month, day)
    return text


def month_written_out(text: str, today: date) -> str:
    """``3``, ``3月``, ``2026.3``, ``202603`` → ``2026-03``; anything else stays as it is."""
    plain = _plain(text)
    year = today.year
    if found := _YEAR_MONTH.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
    elif found := _MONTH.fullmatch(plain):
        month = int(found[1])
    else:
        return text
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 and year else text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def _iso(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text
