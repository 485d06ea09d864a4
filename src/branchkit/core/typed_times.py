"""Times of day as they are typed: 9, 930, 19.30, 9:30, 下午3点, 晚上七点半. Kept and shown as 09:30."""

from __future__ import annotations

import re
import unicodedata

from branchkit.core.date_reading import arabic

_SAME = str.maketrans({"。": ":", ".": ":", "时": ":", "點": ":", "点": ":", "分": "", "整": ""})
_CLOCK = re.compile(r"(\d{1,2}):?|(\d{1,2}):(\d{1,2})(?::\d{2})?|(\d{1,2})(\d{2})")
_MORNING = ("上午", "早上", "早晨", "清晨", "am")
_NIGHT = ("凌晨",)
_LATER = ("下午", "傍晚", "晚上", "晚", "中午", "pm")
_FRACTIONS = {"半": "30", "一刻": "15", "1刻": "15", "三刻": "45", "3刻": "45"}
_NOON = 12
_EARLIEST_NOON = 10
"""From which hour on 中午 means what the clock shows; before, it is one or two in the afternoon."""


def typed_time(text: str) -> str:
    """The time as 09:30; empty for what is no time of day."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    part, plain = _part_of_day(plain)
    for word, minutes in _FRACTIONS.items():
        if plain.endswith(word):
            plain = plain.removesuffix(word) + minutes
            break
    found = _CLOCK.fullmatch(arabic(plain).translate(_SAME))
    if found is None:
        return ""
    hour = int(found[1] or found[2] or found[4])
    minute = int(found[3] or found[5] or 0)
    hour = _in_full(hour, part)
    return f"{hour:02d}:{minute:02d}" if 0 <= hour < 24 and minute < 60 else ""


def time_written_out(text: str) -> str:
    """What :func:`typed_time` reads, as 09:30; anything else stays as it is."""
    return typed_time(text) or text


def _part_of_day(plain: str) -> tuple[str, str]:
    """The word for the part of the day, before or behind the figures, and the figures."""
    for word in (*_MORNING, *_NIGHT, *_LATER):
        if plain.startswith(word):
            return word, plain.removeprefix(word)
        if plain.endswith(word):
            return word, plain.removesuffix(word)
    return "", plain


def _in_full(hour: int, part: str) -> int:
    """By the clock of 24 hours; -1 where hour and part of the day do not go together."""
    if part in _NIGHT:
        return 0 if hour == _NOON else hour
    if part in _LATER:
        if hour > _NOON or (part == "中午" and hour >= _EARLIEST_NOON):
            return hour
        if hour == _NOON:
            # Midnight is of the next day already, and nobody says noon of an evening.
            return -1 if part in ("晚上", "晚") else hour
        return hour + _NOON
    return hour
