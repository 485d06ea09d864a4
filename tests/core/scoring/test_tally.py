"""A row added up: exact, bounded, whole, whatever the order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.scoring.results import Evidence, Measurement, RowInput, RowResult
from branchkit.core.scoring.rules import Awards, CarryOver, CaseItem, Proportional
from branchkit.core.scoring.rules.base import History
from branchkit.core.scoring.schemes import Applies, Extra, Rounding, Scheme, Veto
from branchkit.core.scoring.tally import propose, refuse_extra, refuse_points, tally
from branchkit.core.texts import LocalText
from branchkit.testing.builders import band, criterion, scheme, section

T = LocalText("题")


def d(number: str | int) -> Decimal:
    return Decimal(number)


def row(points: dict[str, str | int], **rest: object) -> RowInput:
    given_points = {id: Decimal(p) for id, p in points.items()}
    return replace(RowInput(given_points), **rest)  # type: ignore[arg-type]


def codes(result: RowResult) -> list[str]:
    return [reason.code for reason in result.reasons]


PLAIN = scheme([criterion("a"), criterion("b")])


def test_open_criteria_are_missing_and_count_nothing() -> None:
    result = tally(PLAIN, row({"a": 8}))
    assert (result.total, result.missing, result.complete) == (d(8), ("b",), False)


def test_an_excused_criterion_is_not_missing() -> None:
    result = tally(PLAIN, row({"a": 8}, excused=frozenset({"b"})))
    assert (result.total, result.complete) == (d(8), True)


def test_points_of_an_unknown_criterion_are_ignored() -> None:
    assert tally(PLAIN, row({"a": 8, "gone": 5})).total == 8


def test_points_above_the_maximum_count_as_the_maximum_and_say_so() -> None:
    result = tally(PLAIN, row({"a": 12, "b": 1}))
    assert result.total == 11
    assert "outside_maximum" in codes(result)


@pytest.mark.parametrize(
    ("mode", "total"), [("half-up", "2.3"), ("half-even", "2.2"), ("down", "2.2")]
)
def test_only_the_total_is_rounded(mode: str, total: str) -> None:
    rounded = replace(PLAIN, rounding=Rounding(1, mode))
    result = tally(rounded, row({"a": "1.25", "b": "1"}))
    assert result.total == d(total)
    assert result.sections == {"all": d("2.25")}


def test_thirds_that_add_up_to_a_tie_are_rounded_as_a_tie() -> None:
    left_out = {"applies": Applies(never=frozenset({"x"})), "when_not_applicable": "rescale"}
    parts = [section("p"), section("q")]
    made = scheme(
        [
            criterion("a", 3, section="p"),
            criterion("b", 7, section="p", **left_out),
            criterion("c", 3, section="q"),
            criterion("d", 7, section="q", **left_out),
        ],
        parts,
    )
    result = tally(made, row({"a": "0.1", "c": "0.005"}, traits=frozenset({"x"})))
    assert result.total == d("0.4"), "a third and a sixtieth are 0.35 exactly"


def test_a_floor_waits_until_its_section_is_scored() -> None:
    made = scheme([criterion("a"), criterion("b")], [section(floor=d(6))])
    assert tally(made, row({"a": 1})).total == 1
    assert tally(made, row({"a": 1, "b": 1})).total == 6


def test_a_zeroed_section_has_no_floor() -> None:
    made = scheme(
        [criterion("a")], [section(floor=d(6))], vetoes=(Veto("v", T, zero_section="all"),)
    )
    result = tally(made, row({"a": 9}, vetoes=("v",)))
    assert (result.total, result.vetoed) == (d(0), ("v",))


def test_what_does_not_apply_gives_full_marks_or_is_scaled_or_is_no_part() -> None:
    never = Applies(never=frozenset({"retired"}))
    retired = frozenset({"retired"})
    for mode, total in (("full", "15"), ("rescale", "10"), ("none", "5")):
        made = scheme([criterion("a"), criterion("b", applies=never, when_not_applicable=mode)])
        result = tally(made, row({"a": 5}, traits=retired))
        assert (result.total, result.complete) == (d(total), True), mode


def test_a_section_that_does_not_apply_at_all_is_stood_in_for_by_the_others() -> None:
    never = Applies(never=frozenset({"retired"}))
    made = scheme(
        [
            criterion("a", 60, section="p"),
            criterion("b", 40, section="q", applies=never, when_not_applicable="rescale"),
        ],
        [section("p"), section("q")],
    )
    result = tally(made, row({"a": 48}, traits=frozenset({"retired"})))
    assert result.total == 80
    assert "q" not in result.section_shares


def test_where_nothing_applies_the_total_is_zero() -> None:
    never = Applies(never=frozenset({"retired"}))
    made = scheme([criterion("a", applies=never, when_not_applicable="rescale")])
    assert tally(made, row({}, traits=frozenset({"retired"}))).total == 0


BONUS = Extra("bonus", T, d(2), cap=d(3))
FINE = Extra("fine", T, d(-1), at_least=d(-5), at_most=d(-1), cap=d(6))


def test_extras_are_capped_by_item_and_together() -> None:
    made = replace(PLAIN, extras=(BONUS, FINE), extras_cap=d(2))
    events = (("bonus", d(2)), ("bonus", d(2)), ("fine", d(-5)), ("fine", d(-5)))
    result = tally(made, row({"a": 10, "b": 10}, extras=events))
    assert result.extras == 2 - 6
    assert {"extra_cap", "extras_cap"} <= set(codes(result))


def test_an_extra_the_scheme_does_not_know_does_not_count() -> None:
    result = tally(PLAIN, row({"a": 1}, extras=(("gone", d(5)),)))
    assert result.total == 1
    assert "extra_unknown" in codes(result)


def test_deductions_do_not_go_below_zero() -> None:
    made = replace(PLAIN, extras=(Extra("fine", T, d(-9)),))
    assert tally(made, row({"a": 1}, extras=(("fine", d(-9)),))).total == 0


@pytest.mark.parametrize(
    ("extra", "low", "high"),
    [
        (BONUS, 2, 2),
        (FINE, -5, -1),
        (Extra("deed", T, d(2), at_most=d(5)), 2, 5),
        (Extra("fine", T, d(-1), at_least=d(-3)), -3, -1),
    ],
    ids=["points", "both ends", "upper end", "lower end"],
)
def test_an_extra_goes_from_its_points_to_the_end_that_is_declared(
    extra: Extra, low: int, high: int
) -> None:
    fitting = [n for n in range(-6, 7) if refuse_extra(extra, d(n)) is None]
    assert fitting == list(range(low, high + 1))


def test_typed_extras_keep_to_their_item() -> None:
    assert refuse_extra(FINE, d(-3)) is None
    assert refuse_extra(FINE, d(-6)) is not None
    assert refuse_extra(BONUS, d(1)) is not None


RATED = scheme(
    [criterion("a", section="p"), criterion("b", section="q")],
    [section("p"), section("q")],
    [
        band("good", 15, section_minimum=d(80)),
        band("fair", 10, section_minimum=d(50)),
        band("poor"),
    ],
    vetoes=(Veto("v", T, band="fair"), Veto("z", T, zero_total=True)),
)


@pytest.mark.parametrize(
    ("points", "vetoes", "ceiling"),
    [
        ({"a": 8, "b": 8}, (), ""),
        ({"a": 10, "b": "7.9"}, (), "fair"),
        ({"a": 10, "b": 4}, (), "poor"),
        ({"a": 8, "b": 8}, ("v",), "fair"),
        ({"a": 8, "b": 4}, ("v",), "poor"),
        ({"a": 8, "b": 8}, ("z", "v"), "poor"),
        ({"a": 8, "b": 8}, ("gone",), ""),
        ({"a": 10}, (), ""),
    ],
)
def test_ceiling(points: dict[str, str | int], vetoes: tuple[str, ...], ceiling: str) -> None:
    assert tally(RATED, row(points, vetoes=vetoes)).ceiling == ceiling


def test_a_section_scaled_up_to_just_its_minimum_reaches_it() -> None:
    never = Applies(never=frozenset({"x"}))
    made = scheme(
        [criterion("a", 7), criterion("b", 6, applies=never, when_not_applicable="rescale")],
        bands=[band("good", section_minimum=d(80)), band("rest")],
    )
    result = tally(made, row({"a": "5.6"}, traits=frozenset({"x"})))
    assert result.ceiling == ""


def test_a_veto_of_the_total_leaves_nothing() -> None:
    result = tally(RATED, row({"a": 8, "b": 8}, vetoes=("z",)))
    assert result.total == 0
    assert "veto_total" in codes(result)


def test_a_subject_gets_the_alternative_made_for_it() -> None:
    made = scheme(
        [
            criterion("a", applies=Applies(only=frozenset({"x"})), when_not_applicable="none"),
            criterion("b", 8, applies=Applies(never=frozenset({"x"})), when_not_applicable="none"),
        ]
    )
    assert made.maximum == 10
    assert made.maximum_for(frozenset({"x"})) == 10
    assert made.maximum_for(frozenset()) == 8


def test_every_scored_criterion_says_what_it_got() -> None:
    result = tally(PLAIN, row({"a": 8, "b": 1}))
    assert [(r.criterion, r.params["points"]) for r in result.reasons] == [("a", 8), ("b", 1)]


EVIDENCE = (
    Evidence("book", "1", date(2026, 11, 3), "03"),
    Evidence("book", "2", date(2026, 11, 9), "09"),
)


def test_a_proposal_brings_reasons_and_each_row_once() -> None:
    rule = Awards((CaseItem("visit", T, d(2)), CaseItem("solved", T, d(1))))
    fed = criterion("a", rule=rule, feeds={"visit": "m.visits", "solved": "m.solved"})
    measured = {
        "m.visits": Measurement("m.visits", d(2), EVIDENCE),
        "m.solved": Measurement("m.solved", d(1), EVIDENCE[:1]),
    }
    proposal = propose(fed, measured)
    assert proposal is not None
    assert (proposal.points, proposal.evidence) == (d(5), EVIDENCE)
    assert {reason.criterion for reason in proposal.reasons} == {"a"}


@pytest.mark.parametrize("measured", [{}, {"m": Measurement("m", None)}])
def test_nothing_is_proposed_from_a_figure_that_cannot_be_said(
    measured: dict[str, Measurement],
) -> None:
    fed = criterion("a", rule=Proportional(d(4)), feeds={"value": "m"})
    assert propose(fed, measured) is None


def test_nothing_is_proposed_without_feeds() -> None:
    assert propose(criterion("a", rule=Proportional(d(4))), {}) is None


def test_other_sheets_propose_through_history() -> None:
    carried = criterion("a", rule=CarryOver(d(10)))
    proposal = propose(carried, {}, History((d(85),)), EVIDENCE)
    assert proposal is not None
    assert (proposal.points, proposal.evidence) == (d("8.5"), EVIDENCE)


def test_refusals_come_from_the_rule() -> None:
    assert refuse_points(criterion("a"), d(11)) is not None
    assert refuse_points(criterion("a"), d(10)) is None


# --- for any scheme and row

NAMES = tuple("abcdefgh")
PARTS = ("p", "q", "r")
TRAITS = ("x", "y")


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    traits = st.frozensets(st.sampled_from(TRAITS), max_size=1)
    criteria = [
        criterion(
            name,
            draw(st.integers(1, 20)),
            section=draw(st.sampled_from(PARTS)),
            applies=Applies(draw(traits), draw(traits)),
            when_not_applicable=draw(st.sampled_from(["full", "rescale", "none"])),
        )
        for name in NAMES[: draw(st.integers(1, len(NAMES)))]
    ]
    weights = st.sampled_from(["1", "0.3", "0.35", "2"]).map(Decimal)
    bounds = st.none() | st.integers(5, 30).map(Decimal)
    sections = [
        section(part, weight=draw(weights), cap=draw(bounds), floor=draw(st.none() | st.just(d(2))))
        for part in PARTS
    ]
    extras = (BONUS, FINE)
    vetoes = (Veto("v", T, zero_section="q"), Veto("w", T, zero_total=True))
    cap = draw(st.none() | st.just(d(1)))
    return scheme(criteria, sections, extras=extras, extras_cap=cap, vetoes=vetoes)


rows = st.builds(
    RowInput,
    points=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4).map(lambda n: Decimal(n) / 4)),
    excused=st.frozensets(st.sampled_from(NAMES)),
    extras=st.lists(
        st.tuples(st.sampled_from(["bonus", "fine"]), st.integers(-5, 5).map(Decimal)), max_size=4
    ).map(tuple),
    vetoes=st.lists(st.sampled_from(["v", "w"]), max_size=2, unique=True).map(tuple),
    traits=st.frozensets(st.sampled_from(TRAITS)),
)


def scaled(made: Scheme, known: RowInput) -> RowInput:
    """The row with its quarters turned into points of each criterion."""
    maxima = {c.id: c.maximum for c in made.criteria}
    points = {id: share * maxima[id] for id, share in known.points.items() if id in maxima}
    return replace(known, points=points)


@given(made=schemes(), known=rows)
def test_the_total_is_its_parts_rounded(made: Scheme, known: RowInput) -> None:
    result = tally(made, scaled(made, known))
    parts = sum(result.sections.values(), Decimal(0)) + result.extras
    if "w" in known.vetoes:
        assert result.total == 0
    else:
        assert abs(result.total - max(parts, Decimal(0))) <= d("0.05") + d("1E-12")


@given(made=schemes(), known=rows)
def test_the_total_is_bounded(made: Scheme, known: RowInput) -> None:
    result = tally(made, scaled(made, known))
    assert result.total >= 0
    floors = sum((s.weight * (s.floor or 0) for s in made.sections), Decimal(0))
    ceiling = max(made.maximum_for(known.traits), Decimal(0)) + floors + max(result.extras, d(0))
    assert result.total <= ceiling + d("0.05")
    assert all(
        0 <= share <= 100 or made_floor(made, id) for id, share in result.section_shares.items()
    )


def made_floor(made: Scheme, id: str) -> bool:
    """Whether the section has a floor, which may lie above a small section's maximum."""
    return next(part.floor for part in made.sections if part.id == id) is not None


@given(made=schemes(), known=rows, seed=st.integers())
def test_no_order_changes_anything(made: Scheme, known: RowInput, seed: int) -> None:
    shuffle = random.Random(seed).shuffle
    criteria, parts, extras = list(made.criteria), list(made.sections), list(known.extras)
    points, vetoes = list(scaled(made, known).points.items()), list(known.vetoes)
    for things in (criteria, parts, extras, points, vetoes):
        shuffle(things)
    one = tally(made, scaled(made, known))
    turned = replace(made, criteria=tuple(criteria), sections=tuple(parts))
    other = tally(
        turned, replace(known, points=dict(points), extras=tuple(extras), vetoes=tuple(vetoes))
    )
    assert one.total == other.total
    assert one.extras == other.extras
    assert set(one.missing) == set(other.missing)
    assert one.sections == other.sections
    assert one.vetoed == other.vetoed


@given(known=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40), min_size=8))
def test_weighted_sums_equal_fractions(known: dict[str, int]) -> None:
    weights = {"p": "0.35", "q": "0.25", "r": "0.4"}
    criteria = [criterion(n, 10, section=PARTS[i % 3]) for i, n in enumerate(NAMES)]
    made = scheme(
        criteria,
        [section(part, weight=d(weight)) for part, weight in weights.items()],
        rounding=Rounding(4),
    )
    points = {name: Decimal(quarters) / 4 for name, quarters in known.items()}
    exact = sum(Fraction(points[c.id]) * Fraction(weights[c.section]) for c in criteria)
    assert Fraction(tally(made, RowInput(points)).total) == exact
