"""What is lacking for the next band: points, sections, vetoes; and where points were lost."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.scoring.results import RowInput
from branchkit.core.scoring.sheets import SheetState
from branchkit.core.scoring.tally import tally
from branchkit_rural.levels import Level
from branchkit_rural.ratings import rating_of
from branchkit_rural.shortfall import Shortfall, lost_points, section_shares, shortfall

from .county import QINGSHI, a_county, a_ledger_row, contributions, rated, unrated

WEAK_LEADING = {"core-study": "10", "democratic-life": "10", "clean": "20"}


def of(view: object, year: int = 2025) -> Shortfall | None:
    rating = rating_of(view, QINGSHI, Level.VILLAGE, year)  # type: ignore[arg-type]
    return shortfall(rating, view.tree().get(QINGSHI))  # type: ignore[attr-defined]


def test_points_and_weak_sections_are_lacking() -> None:
    view = a_county()
    rated(view, QINGSHI, "74.5", "three-star", points=WEAK_LEADING)
    lacks = of(view)
    assert lacks is not None
    assert (lacks.band.id, lacks.points) == ("four-star", Decimal("5.5"))
    ((weak),) = lacks.sections
    assert (weak.section.id, weak.share, weak.wanted) == ("leading", Decimal(65), Decimal(80))
    assert not lacks.is_nothing


def test_enough_points_and_a_weak_section() -> None:
    view = a_county()
    rated(view, QINGSHI, "93", "three-star", points=WEAK_LEADING)
    lacks = of(view)
    assert lacks is not None
    assert lacks.points == 0
    assert [weak.section.id for weak in lacks.sections] == ["leading"]


def test_a_veto_bars_the_better_bands_and_is_named() -> None:
    view = a_county()
    rated(view, QINGSHI, "97", "three-star", vetoes=["dissatisfied"])
    lacks = of(view)
    assert lacks is not None
    assert lacks.points == 0
    assert lacks.sections == ()
    assert [veto.id for veto in lacks.vetoes] == ["dissatisfied"]


def test_a_veto_that_leaves_the_next_band_open_is_not_named() -> None:
    view = a_county()
    rated(view, QINGSHI, "65", "two-star", vetoes=["dissatisfied"])
    lacks = of(view)
    assert lacks is not None
    assert lacks.band.id == "three-star"
    assert lacks.vetoes == ()


def test_nothing_lacks_at_the_top_or_where_nothing_is_known() -> None:
    view = a_county()
    assert of(view) is None
    rated(view, QINGSHI, "95", "five-star")
    assert of(view) is None


def test_a_draft_is_held_against_the_best_band() -> None:
    view = a_county()
    rated(view, QINGSHI, "62", "", state=SheetState.DRAFT)
    lacks = of(view)
    assert lacks is not None
    assert (lacks.band.id, lacks.points) == ("five-star", Decimal(28))
    unrated(view, QINGSHI)
    assert of(view) is None


def test_the_ledger_tells_points_only() -> None:
    view = a_county(records=[a_ledger_row(QINGSHI, 2023, "three-star", "75")])
    lacks = of(view, 2023)
    assert lacks is not None
    assert (lacks.band.id, lacks.points) == ("four-star", Decimal(5))
    assert lacks.sections == ()


def test_points_lost_are_weighted_and_the_largest_come_first() -> None:
    view = a_county()
    rated(view, QINGSHI, "90", "four-star", points={"tasks": "8", "clean": "15", "open": "15"})
    rating = rating_of(view, QINGSHI, Level.VILLAGE, 2025)
    lost = lost_points(rating, view.tree().get(QINGSHI))
    # 12 of the results at 0.25, 10 of the leading group at 0.2
    assert [(one.criterion.id, one.points) for one in lost] == [
        ("tasks", Decimal(3)),
        ("clean", Decimal(2)),
    ]
    assert section_shares(rating, view.tree().get(QINGSHI))["results"] == 88


@given(st.lists(st.integers(0, 20), min_size=27, max_size=27))
def test_points_and_what_was_lost_come_to_the_maximum(taken: list[int]) -> None:
    scheme = contributions().schemes["rural/branch-year"]
    points = {
        criterion.id: criterion.maximum * (20 - take) / 20
        for criterion, take in zip(scheme.criteria, taken, strict=True)
    }
    view = a_county()
    rated(view, QINGSHI, "1", "one-star", points={id: str(p) for id, p in points.items()})
    lost = lost_points(rating_of(view, QINGSHI, Level.VILLAGE, 2025), view.tree().get(QINGSHI))
    sections = tally(scheme, RowInput(points=points)).sections
    assert sum(sections.values()) + sum(one.points for one in lost) == 100
