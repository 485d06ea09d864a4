"""Yuan and fen: always two decimals, never a float."""

from __future__ import annotations

import re
import unicodedata
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


def rounded(amount: Decimal, step: Decimal) -> Decimal:
    """The multiple of ``step`` that is nearest, half a step going up; with two decimals."""
    return ((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(FEN)


def money_text(amount: Decimal) -> str:
    """As documents keep it and screens show it: 0.50."""
    return str(amount.quantize(FEN))


def kept_money(value: object) -> Decimal | None:
    """The amount that a document keeps; None where it has none."""
    return Decimal(value) if isinstance(value, str) and value else None
