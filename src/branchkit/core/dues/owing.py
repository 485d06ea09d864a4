"""What a member owes for a month: on which base, by which norm, at which branch.

A base counts from the first month that it was there on the first day of: one that is changed in the middle of a month
counts from the next month, so that a month never has two.

The branch on whose roll a member stands on the first day of a month bills the month. Who leaves later in it still pays
here, as the letter says (党费交至当月); who comes in later has paid at the branch before. A new member pays from the month
of the general meeting that admitted them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, day_of
from branchkit.core.dues.money import NOTHING, kept_money, money_text, rounded
from branchkit.core.errors import DuesError
from branchkit.core.members.member import Member, Standing
from branchkit.core.registers.register import Record
from branchkit.core.rulepacks import Bracket, DuesNorm
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


@frozen
class DuesBase:
    """A row of the register ``dues.base``."""

    id: str
    member: str
    norm: str
    since: date
    base: Decimal | None = None
    """Yuan a month: to which the rate applies or, where the norm has bounds, what is paid; None where nothing was agreed."""
    until: date | None = None
    """It counts for the last time in the month of this day; the base before it counts again afterwards."""
    decided_by: str = ""
    """Who decided that less than usual, or nothing, is paid; empty where nobody has to."""
    decided_on: date | None = None
    parts: str = ""
    """What the base is made of, as :func:`~branchkit.core.dues.money.parse_parts` reads it; empty where it is not told."""

    @property
    def first_month(self) -> Period:
        """The first month it counts in."""
        month = Period.containing(self.since)
        return month if self.since == month.first_day else month.shifted(1)

    @classmethod
    def from_record(cls, record: Record) -> DuesBase:
        """From a kept row."""
        values = record.values
        since = day_of(values.get("from")) or date.min
        return cls(
            id=record.id,
            member=str(values.get("member", "")),
            norm=str(values.get("norm", "")),
            since=since,
            base=kept_money(values.get("base")),
            until=day_of(values.get("until"), last=True),
            decided_by=str(values.get("decided_by", "")),
            decided_on=day_of(values.get("decided_on")),
            parts=str(values.get("parts", "")),
        )

    def of(self, member: str) -> DuesBase:
        """The same for a member."""
        return replace(self, member=member)

    def to_values(self) -> dict[str, object]:
        """As a row keeps it."""
        return {
            "member": self.member,
            "norm": self.norm,
            "base": None if self.base is None else money_text(self.base),
            "from": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "decided_by": self.decided_by,
            "decided_on": self.decided_on.isoformat() if self.decided_on else None,
            "parts": self.parts,
        }


class BaseHistory:
    """The bases of all members of an organisation."""

    def __init__(self, bases: Iterable[DuesBase]) -> None:
        self._of: dict[str, list[DuesBase]] = {}
        for base in sorted(bases, key=lambda base: (base.since, base.id)):
            self._of.setdefault(base.member, []).append(base)

    def of(self, member: str) -> tuple[DuesBase, ...]:
        """All bases of a member, oldest first."""
        return tuple(self._of.get(member, ()))

    def in_month(self, member: str, month: Period) -> DuesBase | None:
        """The base that counts in a month; None where there is none yet."""
        counting = [
            base
            for base in self._of.get(member, ())
            if base.first_month <= month and (base.until is None or month.first_day <= base.until)
        ]
        return counting[-1] if counting else None


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
