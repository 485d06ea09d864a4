"""The month's bill: a row for every member who owes."""

from __future__ import annotations

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import DuesError, Place, Problem
from branchkit.core.members.member import Member
from branchkit.core.values import frozen
from branchkit.services.dues.roll import DuesRoll


@frozen
class Billing:
    """What a bill did: how many rows are new, how many follow another base now, and who could not be billed."""

    added: int
    changed: int
    problems: tuple[Problem, ...]


def make_bill(roll: DuesRoll, month: Period) -> Billing:
    """Bill a month; made again, it adds who is missing and changes nothing else.

    A bill on which nothing was paid follows its base when that is another one now; a sum that was changed by hand stays as
    long as the base behind it is the same. Who has no base, or one that does not fit its norm, is told of, not guessed.
    """
    biller = _Biller(roll, month)
    for member in roll.book.payers(month):
        biller.bill(member)
    return Billing(biller.added, biller.changed, tuple(biller.problems))


def bill_member(roll: DuesRoll, member: Member, month: Period) -> None:
    """Bill one member as :func:`make_bill` does."""
    _Biller(roll, month).bill(member)


class _Biller:
    def __init__(self, roll: DuesRoll, month: Period) -> None:
        self._roll = roll
        self._month = month
        self.added = 0
        self.changed = 0
        self.problems: list[Problem] = []

    def bill(self, member: Member) -> None:
        """One member's row."""
        book = self._roll.book
        state = book.month(member.id, self._month)
        if not book.owes(member, self._month):
            if state.open:
                self.problems.append(_problem(DuesError("not_owing"), member))
            return
        if state.is_billed and (state.bill is None or state.bill.paid is not None):
            return
        try:
            amount = book.amount(member.id, self._month)
        except DuesError as error:
            self.problems.append(_problem(error, member))
            return
        base = book.bases.in_month(member.id, self._month)
        if state.bill is None:
            self._roll.add(member.id, self._month, amount.due, base=base, percent=amount.percent)
            self.added += 1
        elif base is not None and _is_outdated(state.bill, base, amount):
            self._roll.recalculate(state.bill, base, amount)
            self.changed += 1


def _problem(error: DuesError, member: Member) -> Problem:
    """Why a member is not billed, as a problem of the roster."""
    return Problem(error.code, Place(key=member.name), "warning", dict(error.params))


def _is_outdated(bill: DuesEntry, base: DuesBase, amount: Amount) -> bool:
    same = (bill.base, bill.percent) == (base.base, amount.percent)
    return bill.due != amount.due and not same
