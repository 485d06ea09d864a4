"""What a member owes in dues, as a rule pack states it."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.rulepacks.basis import Basis
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen


@frozen
class Bracket:
    """Up to and including ``up_to`` yuan a month (None: without limit) the rate applies to the whole base."""

    up_to: Decimal | None
    percent: Decimal


@frozen
class DuesNorm:
    """How one kind of payer pays: by brackets of the monthly base, or an amount between two bounds."""

    id: str
    """monthly, annual, self-employed, retired, farmer, student, laid-off, relief, voluntary"""
    title: LocalText
    brackets: tuple[Bracket, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    """Yuan a month where there are no brackets; equal where the amount is fixed."""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """The edition that it was taken over from; empty where it is this one's own."""
