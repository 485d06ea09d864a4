"""How a year is rated: by the sheet that was handed up, else by the ledger; and who rose, held, fell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.scoring.sheets import SheetState
from branchkit_rural.figures import Figures
from branchkit_rural.levels import Level
from branchkit_rural.ratings import Move, Rating, move_between, rated_years, rating_of, year_of

from .county import LIUBA, QINGSHI, YEAR, a_county, a_ledger_row, rated, unrated


def of(view: object, org: str = QINGSHI, year: int = 2025) -> Rating:
    return rating_of(view, org, Level.VILLAGE, year)  # type: ignore[arg-type]


def test_a_sheet_counts_once_it_was_handed_up() -> None:
    view = a_county()
    rated(view, QINGSHI, "91", "five-star")
    rated(view, LIUBA, "91", "five-star", state=SheetState.DRAFT)
    handed_up, draft = of(view), of(view, LIUBA)
    assert handed_up.band is not None
    assert (handed_up.band.id, handed_up.place) == ("five-star", 0)
    assert (draft.band, draft.place, draft.total) == (None, None, Decimal(91))
    assert draft.is_draft
    assert not handed_up.is_draft


def test_a_sheet_sent_back_counts_no_more() -> None:
    view = a_county()
    rated(view, QINGSHI, "91", "five-star", state=SheetState.RETURNED)
    assert of(view).band is None


def test_years_without_a_sheet_follow_the_ledger() -> None:
    view = a_county(records=[a_ledger_row(QINGSHI, 2023, "four-star", "84")])
    rating = of(view, year=2023)
    assert rating.band is not None
    assert (rating.band.id, rating.total, rating.sheet) == ("four-star", Decimal(84), None)
    assert of(view, year=2022).band is None
    assert of(view, LIUBA, 2023).band is None


def test_of_several_rows_of_a_year_the_one_decided_last_counts() -> None:
    rows = [
        a_ledger_row(QINGSHI, 2023, "two-star", on="2024-06-30"),
        a_ledger_row(QINGSHI, 2023, "four-star", on="2024-01-18"),
    ]
    band = of(a_county(records=rows), year=2023).band
    assert band is not None
    assert band.id == "two-star"


def test_a_sheet_goes_before_the_ledger_even_while_it_is_a_draft() -> None:
    view = a_county(records=[a_ledger_row(QINGSHI, 2025, "four-star")])
    unrated(view, QINGSHI)
    assert of(view).band is None


@pytest.mark.parametrize(
    ("before", "now", "move"),
    [
        ("two-star", "four-star", Move.ROSE),
        ("four-star", "four-star", Move.HELD),
        ("five-star", "three-star", Move.FELL),
        ("", "three-star", Move.NEW),
        ("three-star", "", Move.NEW),
        ("backward", "three-star", Move.NEW),
    ],
)
def test_moves_compare_bands_by_their_place(before: str, now: str, move: Move) -> None:
    given = ((2024, before), (2025, now))
    rows = [a_ledger_row(QINGSHI, year, band) for year, band in given if band]
    view = a_county(records=rows)
    assert move_between(of(view, year=2024), of(view, year=2025)) is move


@pytest.mark.parametrize(
    ("band", "reached", "backward"),
    [
        ("five-star", True, False),
        ("four-star", True, False),
        ("three-star", False, False),
        ("two-star", False, True),
        ("one-star", False, True),
    ],
)
def test_the_rule_pack_says_which_bands_are_good_and_which_backward(
    band: str, reached: bool, backward: bool
) -> None:
    view = a_county()
    rated(view, QINGSHI, "80", band)
    figures = Figures(view.rule_packs, YEAR.last_day)
    assert (of(view).has_reached(figures), of(view).is_backward(figures)) == (reached, backward)


def test_earlier_years_are_told_latest_first_without_gaps() -> None:
    rows = [a_ledger_row(QINGSHI, year, "three-star") for year in (2021, 2023)]
    view = a_county(records=rows)
    rated(view, QINGSHI, "91", "five-star")
    years = [year for year, _rating in rated_years(view, QINGSHI, Level.VILLAGE, 2025, 5)]
    assert years == [2025, 2023, 2021]
    assert year_of(2025) == YEAR
