"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

_ONE = Decimal(1)


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent: 10 for 10.00 and for 1E+1."""
    short = number.normalize()
    return (
        short
        if short == 0 or short.adjusted() < len(short.as_tuple().digits)
        else short.quantize(_ONE)
    )
