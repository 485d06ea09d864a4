"""Age, party age and the end of the probation, by calendar years and months; dates are ISO text as members keep them.

A date without a day (1985-03) stands for the first of its month. What is unknown has no age.
"""

from __future__ import annotations

from datetime import date

from branchkit.core.dates import day_of, full_years
from branchkit.core.periods import add_months

PROBATION_MONTHS = 12
"""The Party constitution's year, where no rule pack is at hand to say otherwise."""


def years_since(since: str, day: date) -> int | None:
    """Whole years from a date on; None for an unknown date and before it."""
    first = day_of(since)
    return None if first is None or first > day else full_years(first, day)


def age_on(birth: str, day: date) -> int | None:
    """Somebody's age (周岁); None for an unknown birth."""
    return years_since(birth, day)


def party_age_on(full_since: str, day: date) -> int | None:
    """Years in the Party (党龄), which count from full membership, not from the admission."""
    return years_since(full_since, day)


def probation_end(
    joined: str, extended_until: str = "", months: int = PROBATION_MONTHS
) -> date | None:
    """The day on which a probation is over: calendar months from the admission, or the end of its extension."""
    if extended := day_of(extended_until, last=True):
        return extended
    admitted = day_of(joined)
    return None if admitted is None else add_months(admitted, months)
