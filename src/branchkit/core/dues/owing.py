"""Which months a member pays for, and at which branch.

The branch on whose roll a member stands on the first day of a month bills the month. Who leaves later in it still pays
here, as the letter says (党费交至当月); who comes in later has paid at the branch before. A new member pays from the month
of the general meeting that admitted them.
"""

from __future__ import annotations

from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.members import Member, Standing
from branchkit.core.periods import Period

PAYING = (Standing.NORMAL, Standing.RESTORED)
"""Who is expelled, struck off, suspended, or abroad with the membership retained, takes no part and pays nothing."""


def owes(member: Member, month: Period, arrived: date | None = None) -> bool:
    """Whether a branch bills a member for a month. ``arrived`` is the day on which the relations came to the branch."""
    joined = day_of(member.joined)
    if joined is not None and joined > month.last_day:
        return False
    if arrived is not None and arrived > month.first_day and not _admitted_here(joined, arrived):
        return False
    left = day_of(member.removed_on)
    if member.removed and (left is None or left <= month.first_day):
        return False
    return member.standing in PAYING or _ended_later(member, month)


def _admitted_here(joined: date | None, arrived: date) -> bool:
    """Whether the member came to the roll by being admitted, not from another branch."""
    return joined is not None and joined >= arrived


def _ended_later(member: Member, month: Period) -> bool:
    """Whether the membership still held at the beginning of the month."""
    since = day_of(member.standing_since)
    return since is not None and since > month.first_day
