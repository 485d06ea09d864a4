"""Ranks and bands, against a plain model that looks at everybody."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.standings import Entry, Standings
from branchkit.testing.builders import a_scheme, band, criterion, scheme

CRITERIA = [criterion("a", 100)]


def rated(*bands: object) -> Scheme:
    return scheme(CRITERIA, bands=bands)  # type: ignore[arg-type]


def standings(made: Scheme, *totals: int | None) -> Standings:
    return Standings(
        made,
        (
            (str(place), None if total is None else Decimal(total), total is not None, "")
            for place, total in enumerate(totals)
        ),
    )


def bands_of(made: Scheme, *totals: int | None) -> list[str]:
    order = standings(made, *totals)
    found = [order.band(str(place)) for place in range(len(totals))]
    return ["" if each is None else each.id for each in found]


def bands_by(order: Standings) -> list[str]:
    found = [order.band(str(place)) for place in range(5)]
    return ["" if each is None else each.id for each in found]


BY_POINTS = rated(band("good", 90), band("fair", 60), band("poor"))
THIRD = rated(band("good", 90, share=Decimal(34)), band("fair", 60), band("poor"))


def test_equal_totals_share_a_rank_and_leave_a_gap() -> None:
    order = standings(BY_POINTS, 80, 95, 80, 70, None)
    assert [order.rank(str(place)) for place in range(5)] == [2, 1, 2, 4, None]
    assert order.complete_count() == 4


def test_bands_by_points() -> None:
    assert bands_of(BY_POINTS, 90, 89, 60, 0, None) == ["good", "fair", "fair", "poor", ""]


def test_nobody_falls_into_a_band_whose_minimum_is_missed() -> None:
    assert bands_of(rated(band("good", 90)), 95, 50) == ["good", ""]


def test_a_share_is_rounded_down_and_counts_open_rows_too() -> None:
    assert bands_of(THIRD, 99, 98, 97) == ["good", "fair", "fair"]
    assert bands_of(THIRD, 99, 98, None, None, None, None) == ["good", "good", "", "", "", ""]


def test_equal_totals_at_the_edge_of_a_share_all_stay_out() -> None:
    assert bands_of(THIRD, 99, 98, 98, 91, 91, 91) == ["good", *["fair"] * 5]


def test_a_share_covers_better_bands_as_well() -> None:
    made = rated(
        band("five", 0, share=Decimal(20)), band("four", 0, share=Decimal(40)), band("none")
    )
    assert bands_of(made, 5, 4, 3, 2, 1) == ["five", "four", "none", "none", "none"]


def test_who_may_not_have_a_band_takes_no_place_in_it() -> None:
    order = Standings(
        THIRD,
        [
            ("vetoed", Decimal(99), True, "fair"),
            ("next", Decimal(95), True, ""),
            ("last", Decimal(50), True, ""),
        ],
    )
    found = {name: order.band(name) for name in ("vetoed", "next", "last")}
    assert {name: each.id if each else "" for name, each in found.items()} == {
        "vetoed": "fair",
        "next": "good",
        "last": "poor",
    }
    assert (order.rank("vetoed"), order.rank("next")) == (2, 1)


def test_the_first_ranks_include_all_that_share_the_last_of_them() -> None:
    made = rated(band("first", best_ranks=2), band("other"))
    assert bands_of(made, 9, 8, 8, 7) == ["first", "first", "first", "other"]


def test_a_scheme_without_bands_still_ranks() -> None:
    order = standings(rated(), 5, 7)
    assert (order.rank("0"), order.band("0")) == (2, None)


def test_an_unknown_subject_has_no_rank() -> None:
    assert standings(BY_POINTS, 5).rank("nobody") is None


def test_replacing_moves_the_others() -> None:
    order = standings(BY_POINTS, 80, 70)
    order.replace("1", Decimal(90), True, "")
    assert (order.rank("0"), order.rank("1")) == (2, 1)
    order.replace("1", Decimal(90), False, "")
    assert (order.rank("0"), order.rank("1")) == (1, None)


MODEL = rated(
    band("a", 60, share=Decimal(30)), band("b", 40, best_ranks=3), band("c", 20), band("d")
)
LEVELS = ("", "b", "c", "d")
entries = st.tuples(
    st.integers(0, 12).map(lambda n: Decimal(n * 7)), st.booleans(), st.sampled_from(LEVELS)
)


def ranked_by(row: Entry) -> tuple[Decimal, Decimal]:
    """Just less than what the bands want that the row may not have, then its own total."""
    assert row[1] is not None
    closed = MODEL.bands[: LEVELS.index(row[3])]
    limits = [wanted.minimum - Decimal("0.01") for wanted in closed if wanted.minimum is not None]
    return min([row[1], *limits]), row[1]


def model_band(subject: str, rows: dict[str, Entry]) -> str:
    """The definition in the module's docstring, word by word."""
    total, ceiling = ranked_by(rows[subject]), rows[subject][3]
    done = [row for row in rows.values() if row[2]]
    for level, wanted in enumerate(MODEL.bands):
        if level < LEVELS.index(ceiling):
            continue
        rivals = [ranked_by(r) for r in done if LEVELS.index(r[3]) <= level]
        fits = wanted.minimum is None or total[0] >= wanted.minimum
        if wanted.share is not None:
            fits &= sum(r >= total for r in rivals) <= int(wanted.share * len(rows) / 100)
        if wanted.best_ranks is not None:
            fits &= sum(r > total for r in rivals) < wanted.best_ranks
        if fits:
            return wanted.id
    return ""


@given(
    first=st.lists(entries, max_size=12), changes=st.lists(st.tuples(st.integers(0, 14), entries))
)
def test_any_sequence_of_changes_equals_the_model(
    first: list[tuple[Decimal, bool, str]],
    changes: list[tuple[int, tuple[Decimal, bool, str]]],
) -> None:
    rows: dict[str, Entry] = {str(place): (str(place), *entry) for place, entry in enumerate(first)}
    order = Standings(MODEL, rows.values())
    for place, entry in changes:
        rows[str(place)] = (str(place), *entry)
        order.replace(str(place), *entry)
    for subject, (_name, total, complete, _ceiling) in rows.items():
        found = order.band(subject)
        if not complete or total is None:
            assert (order.rank(subject), found) == (None, None)
            continue
        own = ranked_by(rows[subject])
        better = sum(r[2] and ranked_by(r) > own for r in rows.values())
        assert order.rank(subject) == better + 1
        assert (found.id if found else "") == model_band(subject, rows)


@pytest.mark.parametrize("share", [30, 10])
def test_a_share_is_never_exceeded(share: int) -> None:
    made = rated(band("good", share=Decimal(share)), band("rest"))
    for size in range(1, 60):
        good = bands_of(made, *[n // 2 for n in range(size)]).count("good")
        assert good * 100 <= share * size


def test_who_was_vetoed_stands_behind_whoever_reached_the_band_that_is_closed() -> None:
    rows = [
        ("vetoed", Decimal(30), True, "poor"),
        ("good", Decimal(24), True, ""),
        ("fair", Decimal(15), True, ""),
        ("poor", Decimal(14), True, ""),
        ("held", Decimal(29), True, "fair"),
    ]
    standings = Standings(a_scheme(), rows)
    assert {s: standings.rank(s) for s, *_ in rows} == {
        "good": 1,
        "held": 2,
        "fair": 3,
        "vetoed": 4,
        "poor": 5,
    }
    assert [standings.band(s).id for s in ("held", "vetoed")] == ["fair", "poor"]  # type: ignore[union-attr]


def test_an_excluded_subject_has_no_rank_and_counts_in_no_share() -> None:
    order = standings(rated(band("good", share=Decimal(50)), band("poor")), 100, 99, 98, 97, 96)
    assert bands_by(order) == ["good", "good", "poor", "poor", "poor"]
    order.remove("0")
    assert (order.rank("0"), order.rank("1"), order.count()) == (None, 1, 4)
    assert bands_by(order) == ["", "good", "good", "poor", "poor"]
    order.remove("0")
    order.replace("0", Decimal(100), True, "")
    assert (order.rank("0"), order.count()) == (1, 5)
