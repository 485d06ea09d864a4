"""What a member has not paid for months that are over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dues.entries import MonthDues
from branchkit.core.dues.money import NOTHING
from branchkit.core.periods import Period
from branchkit.core.values import frozen


@frozen
class Arrears:
    """The open months, oldest first, with what is open in each."""

    months: tuple[tuple[Period, Decimal], ...] = ()
    in_a_row: int = 0
    """How many months up to the last one that is over were billed and not paid, without a gap.

    Only months in which nothing was paid count: a part is a payment. A month that was never billed ends the row, since
    nobody asked the member for it.
    """

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum((amount for _month, amount in self.months), NOTHING)


def arrears_until(months: Mapping[Period, MonthDues], last: Period) -> Arrears:
    """A member's arrears at the end of the month ``last``."""
    still_open = sorted(
        (month, dues.open) for month, dues in months.items() if month <= last and dues.open
    )
    in_a_row = 0
    month = last
    while (dues := months.get(month)) and dues.open and not dues.paid:
        in_a_row += 1
        month = month.previous
    return Arrears(tuple(still_open), in_a_row)
