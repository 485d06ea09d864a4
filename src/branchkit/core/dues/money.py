"""Yuan and fen: always two decimals, never a float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.errors import DuesError

FEN = Decimal("0.01")
NOTHING = Decimal("0.00")
_STOPS = str.maketrans({"。": ".", "．": ".", "｡": "."})
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,2})?")
_AMOUNT = re.compile(r"(\d{1,9})(\.\d{0,2})?|\.\d{1,2}")


def parse_money(text: str) -> Decimal:
    """A typed amount of yuan: full-width figures and 。 count, a 元 at the end is left out.

    More than two decimals, signs and exponents are no amount: :class:`DuesError` ``unreadable``.
    """
    typed = text.translate(_STOPS).strip().removesuffix("元")
    plain = unicodedata.normalize("NFKC", typed)
    # After NFKC a superscript two would be a two.
    if not _AMOUNT.fullmatch(plain) or not all(c.isdecimal() or c == "." for c in typed):
        raise DuesError("unreadable", text=text)
    return Decimal(plain).quantize(FEN)


def parse_grouped_money(text: str) -> Decimal:
    """As :func:`parse_money`, for what comes out of workbooks: thousands may stand apart (1,234.50)."""
    plain = text.strip()
    return parse_money(plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain)


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
