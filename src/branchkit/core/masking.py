"""Personal data as it is shown unless somebody asks for it by name."""

from __future__ import annotations

import re

_SHORTEST_ID = 15
_LONG_PHONE = 11
_FIGURES = re.compile(r"\d+(?:[ -]\d+)*")


def mask_citizen_id(citizen_id: str) -> str:
    """The region and the last four characters stay: ``110105********002X``. What is no ID is hidden but for two."""
    if len(citizen_id) < _SHORTEST_ID:
        return _masked(citizen_id, 0, 2)
    return _masked(citizen_id, 6, 4)


def mask_phone(phone: str) -> str:
    """The first three and last four figures stay: ``138****5678``; shorter numbers keep the last two.

    Several numbers in one text are masked one by one.
    """
    return _FIGURES.sub(lambda found: _mask_number(found[0]), phone)


def _mask_number(number: str) -> str:
    return _masked(number, 3, 4) if len(number) >= _LONG_PHONE else _masked(number, 0, 2)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = max(len(text) - head - tail, 0)
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden else "*" * len(text)
