"""Numbers as they are typed: full-width figures, 。 for the point, thousands apart or not (1,200.5)."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

_SIGNS = {
    **dict.fromkeys(".。．｡、", "."),
    **dict.fromkeys(",，", ","),
    **dict.fromkeys("-－−﹣", "-"),
    **dict.fromkeys("+＋", "+"),
}
_GROUP = 3
"""Figures between two commas."""


def typed_number(text: str) -> Decimal | None:
    """The number; None for anything else.

    Character by character: ``Decimal`` itself would also read 1e3 and 1_0, and NFKC makes a two of a superscript two.
    How large it may be is for the caller to say (:func:`~branchkit.core.numbers.is_workable`).
    """
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else _SIGNS.get(char, "?")
        for char in text.strip()
    )
    whole, _point, part = plain.removeprefix("+").removeprefix("-").partition(".")
    first, *groups = whole.split(",")
    figures = "".join((first, *groups, part))
    if not figures.isdecimal() or (groups and not 1 <= len(first) <= _GROUP):
        return None
    if any(len(group) != _GROUP for group in groups) or plain.startswith("+-"):
        return None
    return Decimal(plain.replace(",", ""))


def typed_count(text: str) -> int | None:
    """A whole number that is not negative; None for anything else."""
    number = typed_number(text)
    if number is None or number < 0 or number != number.to_integral_value():
        return None
    return int(number)


def number_written_out(text: str) -> str:
    """What :func:`typed_number` reads, in plain figures; anything else stays as it is."""
    number = typed_number(text)
    return text if number is None else f"{number:f}"


def bare_amount(text: str) -> str:
    """A sum of money without what is written around it: ¥ before, 元 behind."""
    return text.strip().removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
