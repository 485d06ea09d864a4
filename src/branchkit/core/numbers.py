"""Which numbers from outside can be reckoned with: asked wherever one comes in, from a file, a key, a command or a plugin."""

from __future__ import annotations

from decimal import Context, Decimal

WIDE = Context(prec=100)
"""For rounding what comes out of a few multiplications and divisions of workable numbers: none of it is too long."""
LARGEST = Decimal(10) ** 15
"""As many figures as a spreadsheet keeps."""
FINEST = Decimal("1E-9")
"""What a declaration may divide by."""
LIMITS: dict[str, object] = {"figures": LARGEST.adjusted(), "finest": f"{FINEST:f}"}
"""Both in words, for who is told."""


def is_workable(number: Decimal) -> bool:
    """Whether a number is finite and below :data:`LARGEST`.

    Any other ends in an error of decimal arithmetic, somewhere far from where it came in.
    """
    return number.is_finite() and abs(number) < LARGEST
