"""For any facts: points lie between 0 and the maximum, and what a rule proposes it also accepts when typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.scoring.rules import (
    Awards,
    BallotOption,
    Ballots,
    CarryOver,
    Case,
    CaseItem,
    Condition,
    Conditions,
    Deductions,
    Facts,
    Graded,
    History,
    Inverse,
    Ladder,
    Months,
    Option,
    Proportional,
    RaterGroup,
    Rule,
    Rung,
    Slope,
    Supplement,
    Take,
)
from branchkit.core.scoring.schemes import UNLIMITED
from branchkit.core.scoring.tally import assess, refuse_points
from branchkit.core.texts import LocalText
from branchkit.testing.builders import criterion

D = Decimal
T = LocalText("题")
NAMES = ("a", "b", "value", "target")
halves = st.integers(1, 40).map(lambda n: D(n) / 2)
amounts = st.integers(-500, 5000).map(lambda n: D(n) / 10)
maxima = st.integers(1, 100).map(D)

items = st.builds(
    CaseItem,
    id=st.sampled_from(NAMES[:2]),
    title=st.just(T),
    each=halves,
    per=st.sampled_from([D(1), D(4)]),
    cap=st.none() | halves,
    after=st.integers(0, 3).map(D),
    at_least=st.integers(0, 3).map(D),
)
item_lists = st.lists(items, min_size=1, max_size=2, unique_by=lambda item: item.id).map(tuple)
supplements = st.lists(
    st.builds(
        Supplement, id=st.sampled_from(["s", "t"]), title=st.just(T), points=halves, of=st.just("a")
    ),
    max_size=2,
    unique_by=lambda supplement: supplement.id,
).map(tuple)


def rules(maximum: D) -> st.SearchStrategy[Rule]:
    part = st.integers(0, 4).map(lambda n: maximum * n / 4)
    return st.one_of(
        st.builds(Deductions, items=item_lists),
        st.builds(
            Awards, items=item_lists, supplements=supplements, best_of=st.none() | st.just(2)
        ),
        st.builds(
            lambda p, q: Graded((Option("a", T, p, D(80)), Option("b", T, q, D(20)))), part, part
        ),
        st.builds(lambda p, q: Ladder((Rung(D(9), p), Rung(D(2), q))), part, part),
        st.builds(
            lambda m, n: Conditions((Condition("a", T, m), Condition("b", T, n))), halves, halves
        ),
        st.builds(Slope, target=amounts, up=amounts, down=amounts, per=halves, whole=st.booleans()),
        st.builds(Slope, target=amounts, up=amounts, down=st.just(D(0)), below=part),
        st.builds(Proportional, target=halves),
        st.builds(Inverse, target=halves),
        st.builds(
            Months, scheme=st.just("x"), take=st.sampled_from(Take), out_of=st.none() | halves
        ),
        st.builds(CarryOver, share=halves),
        st.just(
            Ballots(
                (BallotOption("yes", T, D(100)), BallotOption("no", T, D(30))),
                (RaterGroup("a", T, D(3)), RaterGroup("b", T, D(7))),
            )
        ),
    )


facts = st.builds(
    Facts,
    values=st.dictionaries(st.sampled_from([*NAMES, "s", "t"]), amounts),
    cases=st.lists(
        st.builds(
            Case,
            item=st.sampled_from(NAMES[:2]),
            points=st.none() | halves,
            supplements=st.sampled_from([(), ("s",), ("s", "t")]),
        ),
        max_size=4,
    ).map(tuple),
    ballots=st.dictionaries(
        st.sampled_from(NAMES[:2]),
        st.dictionaries(st.sampled_from(["yes", "no"]), st.integers(0, 50)),
    ),
    history=st.none()
    | st.builds(
        History,
        figures=st.lists(st.integers(0, 1000).map(lambda n: D(n) / 10), max_size=12).map(tuple),
        missing=st.integers(0, 12).map(lambda n: ("2026-01",) * n),
    ),
)


@given(data=st.data(), maximum=maxima, known=facts)
def test_points_are_bounded_and_acceptable(data: st.DataObject, maximum: D, known: Facts) -> None:
    rule = data.draw(rules(maximum))
    assessment = rule.assess(known, maximum)
    if assessment is None:
        return
    assert 0 <= assessment.points <= maximum
    assert assessment.reasons
    assert rule.refuse(assessment.points, maximum) is None


@given(data=st.data(), known=facts)
def test_points_without_a_limit_are_acceptable_and_exceed_those_within_one(
    data: st.DataObject, known: Facts
) -> None:
    rule: Rule = data.draw(
        st.one_of(
            st.builds(Awards, items=item_lists, supplements=supplements),
            st.builds(Slope, target=amounts, up=halves, down=st.just(D(0)), base=halves),
            st.builds(Months, scheme=st.just("x"), take=st.sampled_from(Take)),
            st.builds(CarryOver, share=halves),
        )
    )
    free, bound = rule.assess(known, UNLIMITED), rule.assess(known, D(5))
    if free is None or bound is None:
        assert free is bound
        return
    assert bound.points == min(free.points, 5)
    assert rule.refuse(free.points, UNLIMITED) is None
    assert rule.describe(UNLIMITED)


@given(items=item_lists, known=facts, base=maxima)
def test_deductions_from_a_shared_base_are_bounded_and_acceptable(
    items: tuple[CaseItem, ...], known: Facts, base: D
) -> None:
    rule = Deductions(items)
    shared = replace(criterion("a", rule=rule), maximum=D(0), base=base)
    alone = rule.assess(known, base)
    assessment = assess(shared, known)
    if assessment is None or alone is None:
        assert assessment is alone
        return
    assert -base <= assessment.points <= 0
    assert assessment.points == alone.points - base
    assert refuse_points(shared, assessment.points) is None
    assert refuse_points(shared, D(1)) is not None


@given(items=item_lists, extra=supplements, known=facts, seed=st.randoms())
def test_the_order_of_cases_and_items_changes_nothing(
    items: tuple[CaseItem, ...], extra: tuple[Supplement, ...], known: Facts, seed: st.DataObject
) -> None:
    cases = list(known.cases)
    seed.shuffle(cases)  # type: ignore[attr-defined]
    shuffled = Facts(values=known.values, cases=tuple(cases))
    for rule, turned in (
        (Deductions(items), Deductions(items[::-1])),
        (Awards(items, extra), Awards(items[::-1], extra[::-1])),
    ):
        one, other = rule.assess(known, D(30)), turned.assess(shuffled, D(30))
        assert (one and one.points) == (other and other.points)
