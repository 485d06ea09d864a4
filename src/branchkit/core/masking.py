"""Personal data as it is shown unless somebody asks for it by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SHORTEST_ID = 15
_LONG_PHONE = 11
_MASKED = re.compile(r"\*\*|^\*+$")
_NUMBERS = re.compile(r"\d{8,}[Xx]?")
_FIGURES = re.compile(r"\d+(?:[ -]\d+)*")


HIDDEN = "***"
"""What stands for a personal value of which nothing may be seen."""


def is_masked(text: str) -> bool:
    """Whether a text is what a masked value looks like; read from a file it says nothing about the value."""
    return bool(_MASKED.search(text))


def mask_citizen_id(citizen_id: str) -> str:
    """The region and the last four characters stay: ``110105********002X``. What is no ID is hidden but for two."""
    if len(citizen_id) < _SHORTEST_ID:
        return _masked(citizen_id, 0, 2)
    return _masked(citizen_id, 6, 4)


def mask_id_start(start: str) -> str:
    """Of an ID that has lost its end the region stays: ``440524*********``."""
    return _masked(start, 6, 0) if len(start) >= _SHORTEST_ID else _masked(start, 2, 0)


def mask_phone(phone: str) -> str:
    """The first three and last four figures stay: ``138****5678``; shorter numbers keep the last two.

    Several numbers in one text are masked one by one.
    """
    return _FIGURES.sub(lambda found: _mask_number(found[0]), phone)


def mask_address(address: str) -> str:
    """The first three characters stay: ``高沟村****``."""
    return _masked(address, 3, 0)


MASKS: Mapping[str, Callable[[str], str]] = {
    "citizen_id": mask_citizen_id,
    "citizen_id_start": mask_id_start,
    "phone": mask_phone,
    "address": mask_address,
}
"""Field or column of a person → how much of it may be seen."""


def mask_value(name: str, value: str) -> str:
    """A personal value by the name of its field or column; one without a form of its own is hidden whole."""
    mask = MASKS.get(name)
    return mask(value) if mask else HIDDEN


def without_numbers(text: str) -> str:
    """A text for anybody's eyes, without figures as long as those of a phone or an ID."""
    return _NUMBERS.sub("*" * 8, text)


def mask_field(name: str, value: object) -> object:
    """A person's value by the name of its field; what is not personal is left as it is."""
    return MASKS[name](value) if name in MASKS and isinstance(value, str) else value


def _mask_number(number: str) -> str:
    return _masked(number, 3, 4) if len(number) >= _LONG_PHONE else _masked(number, 0, 2)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = max(len(text) - head - tail, 0)
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden else "*" * len(text)
