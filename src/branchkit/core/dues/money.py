"""Yuan and fen: always two decimals, never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.errors import DuesError
from branchkit.core.typed_numbers import bare_amount, typed_number

FEN = Decimal("0.01")
NOTHING = Decimal("0.00")
LIMIT = Decimal(10) ** 9
"""No sum that somebody types is as large."""
_SIGNS = frozenset("+-＋－−﹣")


def parse_money(text: str) -> Decimal:
    """A typed amount of yuan as :func:`~branchkit.core.typed_numbers.typed_number` has it, with or without ¥ and 元.

    More than two decimals, signs and exponents are no amount: :class:`DuesError` ``unreadable``.
    """
    typed = bare_amount(text)
    amount = None if _SIGNS.intersection(typed) else typed_number(typed)
    if amount is None or amount >= LIMIT or amount != amount.quantize(FEN):
        raise DuesError("unreadable", text=text)
    return amount.quantize(FEN)


_BETWEEN_PARTS = re.compile(r"[,，、;；+]")
_PART = re.compile(r"(?P<name>\D*[^\d\s.。．｡-])\s*(?P<less>-?)\s*(?P<amount>[\d.。．｡]+元?)")


def parse_parts(text: str) -> tuple[tuple[str, Decimal], ...]:
    """What a base is made of, name by name: 岗位工资 2800、薪级工资 1900、个人所得税 -120. A part may take away.

    Raises :class:`DuesError` ``part_unreadable`` where a part is no name with a figure, ``unreadable`` where that is no amount.
    """
    found = []
    for part in filter(None, (part.strip() for part in _BETWEEN_PARTS.split(text))):
        match = _PART.fullmatch(part)
        if match is None:
            raise DuesError("part_unreadable", text=part)
        amount = parse_money(match["amount"])
        found.append((match["name"].strip(), -amount if match["less"] else amount))
    return tuple(found)


def parts_text(parts: Iterable[tuple[str, Decimal]]) -> str:
    """As documents keep it and screens show it: 岗位工资 2800.00、个人所得税 -120.00."""
    return "、".join(f"{name} {money_text(amount)}" for name, amount in parts)


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """The multiple of ``step`` that is nearest, half a step going up; with two decimals."""
    return ((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(FEN)


def money_text(amount: Decimal) -> str:
    """As documents keep it and screens show it: 0.50."""
    return str(amount.quantize(FEN))


def kept_money(value: object) -> Decimal | None:
    """The amount that a document keeps; None where it has none."""
    return Decimal(value) if isinstance(value, str) and value else None
