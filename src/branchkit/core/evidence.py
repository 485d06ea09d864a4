"""What a metric found, with the rows it looked at: the answer to "why 14?" before anybody asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from branchkit.core.values import frozen


@frozen
class Evidence:
    """One row that a metric looked at. ``summary`` is short data ("03 张家"), not a sentence."""

    register: str
    record: str
    on: date | None
    summary: str
    counted: bool = True
    """False for a row that was due but did not count: a meeting not missed, dues not paid."""


@frozen
class Measurement:
    """A metric's figure for one subject and period.

    ``value`` None: it cannot be said, since the register has no rows that could tell.
    """

    metric: str
    value: Decimal | None
    evidence: tuple[Evidence, ...] = ()
