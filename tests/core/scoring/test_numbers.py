"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.scoring.results import plain


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("10.00", "10"),
        ("1E+1", "10"),
        ("120", "120"),
        ("0.50", "0.5"),
        ("-2.50", "-2.5"),
        ("0.00", "0"),
        ("0E+2", "0"),
        ("1E-3", "0.001"),
    ],
)
def test_no_trailing_zeros_and_no_exponent(number: str, shown: str) -> None:
    assert str(plain(Decimal(number))) == shown
