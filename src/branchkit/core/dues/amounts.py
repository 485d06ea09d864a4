"""What a norm asks of a member for one month."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.dues.money import NOTHING, rounded
from branchkit.core.errors import DuesError
from branchkit.core.rulepacks.norms import Bracket, DuesNorm
from branchkit.core.values import frozen

_HUNDRED = Decimal(100)


@frozen
class Amount:
    """What is due for a month. ``percent`` is the rate it was worked out with; None where the norm has no rates."""

    due: Decimal
    percent: Decimal | None = None


def amount_due(norm: DuesNorm, base: Decimal | None, step: Decimal) -> Amount:
    """The month's due, rounded to ``step`` yuan.

    Where the norm has brackets, the rate of the bracket in which ``base`` lies applies to the whole of it. Where it has
    bounds, ``base`` is the sum that was agreed on; without one the least is due, since more is the member's own decision.

    Raises :class:`DuesError` ``base_missing``, ``base_negative`` or ``outside_bounds``.
    """
    if base is not None and base < 0:
        raise DuesError("base_negative", base=base)
    if norm.brackets:
        if base is None:
            raise DuesError("base_missing", norm=norm.title)
        percent = bracket_of(norm, base).percent
        return Amount(rounded(base * percent / _HUNDRED, step), percent)
    least, most = norm.least or NOTHING, norm.most or NOTHING
    if base is None or least == most:
        return Amount(rounded(least, step))
    if not least <= base <= most:
        raise DuesError("outside_bounds", agreed=base, least=least, most=most)
    return Amount(rounded(base, step))


def bracket_of(norm: DuesNorm, base: Decimal) -> Bracket:
    """The bracket in which a base lies: a limit itself belongs to the bracket below it."""
    for bracket in norm.brackets:
        if bracket.up_to is None or base <= bracket.up_to:
            return bracket
    # The reader of rule packs takes no norm whose last bracket has a limit.
    raise ValueError(f"{norm.id} has no bracket for {base}")
