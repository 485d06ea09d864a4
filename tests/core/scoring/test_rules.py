"""What the examples of docs/scheme-format.md do not show: edges of single rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.scoring.rules import (
    AllOrNothing,
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
    Judged,
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
from branchkit.core.texts import LocalText

D = Decimal
A = LocalText("甲")
B = LocalText("乙")


def points(rule: Rule, facts: Facts, maximum: str = "10") -> D | None:
    assessment = rule.assess(facts, D(maximum))
    return None if assessment is None else assessment.points


def codes(rule: Rule, facts: Facts, maximum: str = "10") -> list[str]:
    assessment = rule.assess(facts, D(maximum))
    return [] if assessment is None else [reason.code for reason in assessment.reasons]


def figures(**values: str) -> Facts:
    return Facts(values={name: D(value) for name, value in values.items()})


def test_judged_proposes_nothing() -> None:
    assert points(Judged(), figures(value="7")) is None


def test_the_maximum_fits_even_when_it_is_no_multiple_of_the_step() -> None:
    assert Judged(D(2)).refuse(D(7), D(7)) is None


def test_a_refusal_between_steps_names_both_neighbours() -> None:
    refusal = Judged(D("0.5")).refuse(D("7.3"), D(10))
    assert refusal is not None
    assert (refusal.params["below"], refusal.params["above"]) == (D(7), D("7.5"))


def test_a_refusal_near_the_maximum_names_the_maximum() -> None:
    refusal = Judged(D(2)).refuse(D("6.5"), D(7))
    assert refusal is not None
    assert refusal.params["above"] == D(7)


@pytest.mark.parametrize("typed", ["-0.5", "10.5"])
def test_points_outside_the_range_are_refused(typed: str) -> None:
    refusal = Deductions((CaseItem("a", A, D(1)),)).refuse(D(typed), D(10))
    assert refusal is not None
    assert refusal.code == "out_of_range"


GRADES = Graded(
    (
        Option("good", A, D(10), D(90)),
        Option("fair", B, D(6), D(60)),
    )
)


def test_a_figure_below_every_grade_takes_the_last() -> None:
    assert points(GRADES, figures(value="10")) == 6


def test_a_chosen_grade_goes_before_the_figure() -> None:
    assert points(GRADES, Facts(values={"value": D(99)}, option="fair")) == 6


def test_grades_without_bounds_take_no_figure() -> None:
    rule = Graded((Option("good", A, D(10)), Option("fair", B, D(6))))
    assert rule.inputs == frozenset()
    assert points(rule, figures(value="95")) is None


BOTH = (Condition("a", A, D(4)), Condition("b", B, D(3), at_most=D(2)))


def test_all_or_nothing_waits_for_every_condition_unless_one_fails() -> None:
    rule = AllOrNothing(BOTH)
    assert points(rule, figures(a="1")) is None
    assert points(rule, figures(b="3")) == 0
    assert points(rule, figures(a="1", b="2")) == 10


def test_a_condition_with_one_bound_is_open_at_the_other_end() -> None:
    least, most = Condition("a", A, at_least=D(2)), Condition("a", A, at_most=D(2))
    met = {n: (least.holds(figures(a=n)), most.holds(figures(a=n))) for n in ("0", "2", "99")}
    assert met == {"0": (False, True), "2": (True, True), "99": (True, False)}


def test_conditions_of_which_nothing_is_known_are_named() -> None:
    assert points(Conditions(BOTH), figures(b="3")) == 7
    assert codes(Conditions(BOTH), figures(b="3")) == ["not_measured", "condition_missing"]
    assert points(Conditions(BOTH), Facts()) is None


def test_typed_points_of_conditions_are_what_some_of_them_leave() -> None:
    fitting = [n for n in range(11) if Conditions(BOTH).refuse(D(n), D(10)) is None]
    assert fitting == [3, 6, 7, 10]


def test_a_figure_counts_full_portions_only() -> None:
    rule = Awards((CaseItem("hours", A, D(2), per=D(4)),))
    assert points(rule, figures(hours="11")) == 4


def test_a_judged_case_is_kept_within_its_range() -> None:
    rule = Deductions((CaseItem("a", A, D(1), most=D(2)),))
    assert points(rule, Facts(cases=(Case("a", D(5)), Case("a", D("1.5"))))) == D("6.5")


def test_items_without_a_figure_are_named() -> None:
    rule = Deductions((CaseItem("a", A, D(1)), CaseItem("b", B, D(1))))
    assert codes(rule, figures(a="0")) == ["no_deduction", "not_measured"]
    assert points(rule, Facts()) is None


STACKED = Awards(
    items=(CaseItem("adopted", A, D(3)), CaseItem("sent", B, D(1))),
    supplements=(
        Supplement("county", A, D(5), "adopted"),
        Supplement("nation", B, D(15), "adopted"),
    ),
)


def test_supplements_stack_on_the_same_case() -> None:
    listed = Facts(cases=(Case("adopted", supplements=("county", "nation")), Case("sent")))
    assert points(STACKED, listed, "100") == 24
    assert points(STACKED, figures(adopted="2", county="2", nation="1"), "100") == 31


def test_supplements_count_no_further_than_there_are_cases() -> None:
    assert points(STACKED, figures(adopted="1", nation="3"), "100") == 18
    assert points(STACKED, figures(adopted="0", sent="1", nation="3"), "100") == 1


def test_a_supplement_goes_on_cases_of_its_own_item_only() -> None:
    assert points(STACKED, Facts(cases=(Case("sent", supplements=("nation",)),)), "100") == 1


@pytest.mark.parametrize(("best_of", "expected"), [(1, 23), (2, 31), (3, 34), (4, 35), (9, 35)])
def test_only_the_best_cases_count(best_of: int, expected: int) -> None:
    rule = Awards(STACKED.items, STACKED.supplements, best_of=best_of)
    facts = figures(adopted="3", county="2", nation="1", sent="1")
    assert points(rule, facts, "100") == expected


def test_awards_start_from_their_base_and_stop_at_their_cap() -> None:
    rule = Awards((CaseItem("a", A, D(2), cap=D(4)),), base=D(3), cap=D(6))
    assert points(rule, figures(a="0")) == 3
    assert points(rule, figures(a="9")) == 6
    assert rule.refuse(D(7), D(10)) is not None


def test_a_falling_ladder_has_upper_bounds() -> None:
    rule = Ladder((Rung(D(0), D(10)), Rung(D(2), D(6))), falling=True)
    assert [points(rule, figures(value=v)) for v in ("0", "1", "2", "3")] == [10, 6, 6, 0]


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        ("24.9", True, "5"),
        ("25", True, "6"),
        ("14.9", True, "5"),
        ("25.2", False, "6.0"),
        ("5", True, "4"),
    ],
)
def test_a_slope_counts_whole_steps_unless_told_otherwise(
    value: str, whole: bool, expected: str
) -> None:
    rule = Slope(target=D(15), up=D(1), down=D(-1), per=D(10), base=D(5), whole=whole)
    assert points(rule, figures(value=value)) == D(expected)


def test_less_can_be_more() -> None:
    rule = Proportional(target=D(0), start=D(4))
    assert [points(rule, figures(value=v)) for v in ("0", "1", "4", "9")] == [10, D("7.5"), 0, 0]


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "10"), ("2", "10"), ("4", "5"), ("6", "3.3"), ("2000", "0")]
)
def test_twice_as_much_brings_half(value: str, expected: str) -> None:
    assert points(Inverse(D(2)), figures(value=value)) == D(expected)


def test_where_nothing_was_due_the_marks_are_full() -> None:
    assert points(Proportional(None), figures(value="0", target="0")) == 10
    assert points(Proportional(None), figures(value="3")) is None


def test_a_group_without_votes_is_waited_for_or_left_out() -> None:
    options = (BallotOption("yes", A, D(100)), BallotOption("no", B, D(0)))
    groups = (RaterGroup("members", A, D(3)), RaterGroup("masses", B, D(7)))
    facts = Facts(ballots={"members": {"yes": 3, "no": 1}})
    assert points(Ballots(options, groups), facts) is None
    assert points(Ballots(options, groups, rescale=True), facts) == D("7.5")


def test_thirds_are_rounded_to_the_step_once() -> None:
    options = (BallotOption("yes", A, D(100)), BallotOption("no", B, D(0)))
    groups = tuple(RaterGroup(name, A) for name in ("a", "b", "c"))
    facts = Facts(ballots={name: {"yes": 2, "no": 1} for name in ("a", "b", "c")})
    assert points(Ballots(options, groups), facts) == D("6.7")


@pytest.mark.parametrize(
    ("take", "expected"),
    [(Take.SUM, "10"), (Take.MEAN, "8.0"), (Take.BEST, "9.0"), (Take.LATEST, "8.5")],
)
def test_months_add_up_in_four_ways(take: Take, expected: str) -> None:
    rule = Months("a/b", take=take, out_of=D(100))
    facts = Facts(history=History((D(65), D(90), D(85))))
    assert points(rule, facts) == D(expected)


def test_parts_of_a_case_count_unless_only_every_so_many_make_one() -> None:
    late = CaseItem("late", LocalText("迟到"), D(1))
    facts = Facts(values={"late": D("4.5")})
    assert points(Deductions((late,)), facts, "15") == D("10.5")
    assert points(Awards((late,)), facts, "15") == D("4.5")
    tens = replace(late, per=D(2))
    assert points(Deductions((tens,)), facts, "15") == 13
    half = Deductions((replace(late, each=D("0.5")),))
    found = half.assess(facts, D(15))
    assert found is not None
    assert found.points == 13  # 15 - 2.25, in half points, halves upwards
    assert found.reasons[-1].code == "stepped"
    assert half.refuse(found.points, D(15)) is None


def test_absent_months_are_passed_over_or_count_as_nothing() -> None:
    facts = Facts(history=History((D(9), D(6)), ("2026-03",)))
    assert points(Months("a/b"), facts) == D("7.5")
    assert points(Months("a/b", absent_is_zero=True), facts) == 5
    assert (
        points(Months("a/b"), Facts(history=History((), ("2026-01", "2026-02", "2026-03")))) is None
    )


def test_carry_over_stops_at_the_maximum() -> None:
    assert points(CarryOver(D(20)), Facts(history=History((D(90),)))) == 10
    assert points(CarryOver(D(20)), Facts(history=History((D(33),)))) == D("6.6")
    assert points(CarryOver(D(20)), Facts()) is None


@pytest.mark.parametrize(
    "rule",
    [
        Judged(),
        GRADES,
        AllOrNothing(BOTH),
        Conditions(BOTH),
        Deductions((CaseItem("a", A, D(1)),)),
        STACKED,
        Ladder((Rung(D(1), D(10)),)),
        Slope(D(1), D(1), D(-1)),
        Proportional(D(4)),
        Inverse(D(4)),
        Ballots((BallotOption("yes", A, D(100)),), (RaterGroup("a", A),)),
        Months("a/b"),
        CarryOver(D(20)),
    ],
    ids=lambda rule: rule.kind,
)
def test_full_marks_and_a_description_exist_for_every_kind(rule: Rule) -> None:
    assert rule.refuse(D(10), D(10)) is None
    assert rule.describe(D(10))
