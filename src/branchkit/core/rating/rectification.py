"""整改: what a sheet, the people's ballots and inspections show that wants mending, and what came of it in the next period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import Period, add_months
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Row
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

LOW_SHARE = Decimal(60)
"""Points below so many per cent of what a criterion gives are low, where nobody says otherwise."""
_HUNDRED = Decimal(100)
_MONTHS_NOW, _MONTHS_LONG = 1, 12


class Ground(StrEnum):
    """Out of what an item comes, as the register has it."""

    SCORE = "score"
    VETO = "veto"
    BALLOT = "ballot"
    INSPECTION = "inspection"


class Term(StrEnum):
    """How soon a problem can be solved (立即、限期、长期)."""

    NOW = "now"
    SOON = "soon"
    LONG = "long"


class Result(StrEnum):
    """What the next period's points say of an item."""

    MET = "met"
    """No longer low."""
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@frozen
class Shortcoming:
    """Something that wants mending.

    ``points`` of ``maximum``: of a low score the criterion's, of a ballot the satisfaction and the scheme's line, in per cent.
    """

    ground: Ground
    subject: str
    """The member whom it is about; empty: the organisation itself."""
    source: LocalText
    """The criterion's, the veto's or the question's title; what an inspection found in its own words."""
    points: Decimal | None = None
    maximum: Decimal | None = None
    why: str = ""
    """Why a veto was given."""
    term: Term = Term.SOON
    measures: str = ""
    """What is already meant to be done."""
    owner: str = ""
    """The member who is already to see to it."""


def share_of(criterion: Criterion, points: Decimal) -> Decimal | None:
    """Points in per cent of what the criterion gives; of one that takes off its section's base, of what it left standing.

    None where nothing is full marks.
    """
    if criterion.base:
        return (criterion.base + points) * _HUNDRED / criterion.base
    return points * _HUNDRED / criterion.maximum if criterion.maximum > 0 else None


def is_low(criterion: Criterion, points: Decimal, share: Decimal) -> bool:
    """Whether points stay below so many per cent."""
    reached = share_of(criterion, points)
    return reached is not None and reached < share


def shortcomings_of(
    scheme: Scheme, row: Row, subject: str, share: Decimal = LOW_SHARE
) -> Iterator[Shortcoming]:
    """The vetoes of a row, then its low points in the order of the scheme; nothing of whom the sheet leaves out."""
    if row.excluded:
        return
    for veto in scheme.vetoes:
        if veto.id in row.vetoes:
            yield Shortcoming(
                Ground.VETO, subject, veto.title, why=row.vetoes[veto.id], term=Term.NOW
            )
    for criterion in scheme.criteria:
        cell = row.cells.get(criterion.id)
        points = cell.stands if cell is not None else None
        if points is not None and is_low(criterion, points, share):
            maximum = criterion.base or criterion.maximum
            yield Shortcoming(Ground.SCORE, subject, criterion.title, points, maximum)


def result_of(
    criterion: Criterion, before: Decimal, after: Decimal, share: Decimal = LOW_SHARE
) -> Result:
    """How an item stands after the next period: what is no longer low is met, however it moved."""
    if not is_low(criterion, after, share):
        return Result.MET
    if after == before:
        return Result.SAME
    return Result.BETTER if after > before else Result.WORSE


def deadline_of(term: Term, period: Period, today: date) -> date:
    """By when an item out of a period's sheet is mended: at once within a month, soon by the end of the next period, in which it is
    evaluated again, long-term within a year; never before today."""
    if term is Term.NOW:
        return add_months(today, _MONTHS_NOW)
    if term is Term.LONG:
        return add_months(today, _MONTHS_LONG)
    return max(period.shifted(1).last_day, today)
