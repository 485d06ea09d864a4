"""Demo records of dues: farmers pay a fixed sum a month, two draw a salary and two a pension."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.members.member import Category, Contact, Member
from branchkit.core.values import frozen
from branchkit.pack.demo.making import day_in, january, row
from branchkit.plugin import DemoRecord, DemoScene

DUES, BASES, HANDED_UP = "roll.dues", "dues.base", "dues.handed"


@frozen
class _Terms:
    """What somebody pays by; without a rate the base is the sum itself."""

    norm: str
    base: str
    due: str
    rate: str = ""


_OFFICE = _Terms("farmer", "1.00", "1.00")
_ORDINARY = _Terms("farmer", "0.50", "0.50")
_PROBATION = _Terms("farmer", "0.20", "0.20")
_OTHERS = {
    7: _Terms("monthly", "4200.00", "42.00", "1"),
    12: _Terms("retired", "3600.00", "18.00", "0.5"),
    19: _Terms("monthly", "2900.00", "14.50", "0.5"),
    26: _Terms("retired", "5400.00", "54.00", "1"),
}
"""By number on the roll: a teacher, a village doctor and two pensioners."""


def monthly(scene: DemoScene, month: Period) -> Iterator[DemoRecord]:
    """What everybody owed, what most of them paid in time, and what of a past month was handed up."""
    received = Decimal("0.00")
    for place, member in enumerate(scene.members, start=1):
        terms = _terms(member)
        values = {
            "month": str(month),
            "member": member.id,
            "kind": "normal",
            "base": terms.base,
            "rate": terms.rate,
            "due": terms.due,
        }
        if member.contact is not Contact.LOST and scene.random.random() > 0.06:
            received += Decimal(terms.due)
            values |= {
                "paid": terms.due,
                "paid_on": day_in(scene, month, scene.random.randint(2, 24)),
                "receipt": f"{month.year}{month.index:02d}{place:03d}",
            }
        yield row(DUES, values)
    if month != scene.months[-1]:
        handed_up = {"month": str(month), "amount": str(received), "on": day_in(scene, month, 28)}
        yield row(HANDED_UP, handed_up)


def standing(scene: DemoScene) -> Iterator[DemoRecord]:
    """What everybody's dues are worked out from."""
    for member in scene.members:
        terms = _terms(member)
        since = max(january(scene), member.joined)
        values = {"member": member.id, "norm": terms.norm, "base": terms.base, "from": since}
        yield row(BASES, values)


def _terms(member: Member) -> _Terms:
    if member.category is Category.PROBATIONARY:
        return _PROBATION
    return _OFFICE if member.post else _OTHERS.get(member.number, _ORDINARY)
