"""What is low, what came of it, and by when it is to be mended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.rating.rectification import (
    Ground,
    Result,
    Term,
    deadline_of,
    is_low,
    result_of,
    shortcomings_of,
)
from branchkit.core.scoring.schemes import Veto
from branchkit.core.scoring.sheets import Cell, Row
from branchkit.core.texts import LocalText
from branchkit.testing.builders import criterion, scheme

TEN = criterion("ten", 10)
OFF = criterion("off", 0, base=Decimal(20))
SCHEME = scheme([TEN, OFF], vetoes=(Veto("law", LocalText("违法"), zero_total=True),))


def test_vetoes_come_first_then_low_points_in_the_order_of_the_scheme() -> None:
    cells = {"off": Cell(Decimal(-12)), "ten": Cell(Decimal("5.9"))}
    row = Row("v1", cells, vetoes={"law": "酒驾"})
    found = [(one.ground, one.points, one.maximum) for one in shortcomings_of(SCHEME, row, "")]
    assert found == [
        (Ground.VETO, None, None),
        (Ground.SCORE, Decimal("5.9"), Decimal(10)),
        (Ground.SCORE, Decimal(-12), Decimal(20)),
    ]


def test_what_is_left_out_or_not_scored_wants_no_mending() -> None:
    low = {"ten": Cell(Decimal(1))}
    assert list(shortcomings_of(SCHEME, Row("v1", low, excluded="新成立"), "")) == []
    assert list(shortcomings_of(SCHEME, Row("v1", {"ten": Cell(None, note="缓")}), "")) == []


def test_the_points_of_the_level_above_stand() -> None:
    reviewed = Row("v1", {"ten": Cell(Decimal(9), reviewed=Decimal(4))})
    (one,) = shortcomings_of(SCHEME, reviewed, "")
    assert one.points == 4


def test_just_the_share_is_not_low_and_what_has_no_maximum_never_is() -> None:
    assert not is_low(TEN, Decimal(6), Decimal(60))
    assert is_low(TEN, Decimal("5.99"), Decimal(60))
    assert not is_low(criterion("more", 0, unlimited=True), Decimal(0), Decimal(60))


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [(2, 6, Result.MET), (2, 4, Result.BETTER), (4, 4, Result.SAME), (4, 2, Result.WORSE)],
)
def test_what_the_next_period_says(before: int, after: int, result: Result) -> None:
    assert result_of(TEN, Decimal(before), Decimal(after)) is result


def test_soon_is_by_the_end_of_the_period_in_which_it_is_evaluated_again() -> None:
    third, today = Period.parse("2026-Q3"), date(2026, 10, 31)
    assert deadline_of(Term.SOON, third, today) == date(2026, 12, 31)
    assert deadline_of(Term.NOW, third, today) == date(2026, 11, 30)
    assert deadline_of(Term.LONG, third, today) == date(2027, 10, 31)
    assert deadline_of(Term.SOON, Period.parse("2025-Q3"), today) == today
