"""What the votes of rater groups come to, each group with its weight."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.rating_terms import RaterGroup, RatingTerms
from branchkit.core.values import frozen

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@frozen
class Votes:
    """Votes of one group, added up over ballots and questions."""

    satisfied: int = 0
    mostly: int = 0
    against: int = 0

    def __add__(self, other: Votes) -> Votes:
        return Votes(
            self.satisfied + other.satisfied,
            self.mostly + other.mostly,
            self.against + other.against,
        )

    @property
    def cast(self) -> int:
        """How many there are."""
        return self.satisfied + self.mostly + self.against

    def worth(self, mostly: Decimal) -> Decimal | None:
        """What they come to, in per cent with two decimals; None without votes."""
        if not self.cast:
            return None
        return _rounded((_HUNDRED * self.satisfied + mostly * self.mostly) / self.cast)


def ballot_result(terms: RatingTerms, votes: Mapping[RaterGroup, Votes]) -> Decimal | None:
    """All groups together, in per cent with two decimals.

    None where nobody with a weight has voted, or somebody has not whom the terms wait for.
    """
    weights = total = Decimal(0)
    for group, weight in terms.weights.items():
        worth = votes.get(group, Votes()).worth(terms.mostly)
        if worth is not None:
            weights += weight
            total += weight * worth
        elif terms.all_groups:
            return None
    return _rounded(total / weights) if weights else None


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_CENT, ROUND_HALF_UP, WIDE)
