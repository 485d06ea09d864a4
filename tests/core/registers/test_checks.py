"""What may be kept in a register, and what may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import day_of
from branchkit.core.errors import Problem
from branchkit.core.registers.checks import RecordCheck, check_values
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Formula, Operation, Register
from branchkit.plugin.manager import load_contributions
from branchkit.testing.register_strategies import values_of
from branchkit.testing.registers import a_column, a_register, every_kind

REGISTER = every_kind()
MEMBERS = frozenset({"m1", "m2"})
ORGANIZATIONS = frozenset({"o1"})
DAY = {"date": "2026-11-03"}


def problems_of(register: Register, values: dict[str, object]) -> list[tuple[str, str]]:
    found = check_values(register, {**DAY, **values}, MEMBERS, ORGANIZATIONS)
    return [(problem.code.removeprefix("record."), problem.place.key) for problem in found]


@given(values_of(REGISTER, members=sorted(MEMBERS), organizations=sorted(ORGANIZATIONS)))
def test_a_sound_row_has_no_problems(values: dict[str, object]) -> None:
    assert check_values(REGISTER, values, MEMBERS, ORGANIZATIONS) == []


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("date", None, "missing"),
        ("date", "2026-11", "not_of_kind"),
        ("date", "2026-13-01", "not_of_kind"),
        ("date", "2026-W45-1", "not_of_kind"),
        ("month", "2026-11-01", "not_of_kind"),
        ("month", "2026-Q4", "not_of_kind"),
        ("month", "2026-13", "not_of_kind"),
        ("choice", "party", "unknown_choice"),
        ("number", 2, "not_of_kind"),
        ("number", "1E-7", "not_of_kind"),
        ("number", "１", "not_of_kind"),
        ("number", "Infinity", "not_of_kind"),
        ("money", "0.2", "not_of_kind"),
        ("money", "2", "not_of_kind"),
        ("yes_no", "yes", "not_of_kind"),
        ("member", "m9", "unknown_member"),
        ("member", ["m1"], "not_of_kind"),
        ("members", "m1", "not_of_kind"),
        ("members", ["m1", "m9"], "unknown_member"),
        ("members", ["m1", "m1"], "named_twice"),
        ("organization", "o9", "unknown_organization"),
        ("organization", ["o1"], "not_of_kind"),
        ("list", "修路", "not_of_kind"),
        ("list", ["修路", 3], "not_of_kind"),
        ("list", ["修路、水渠"], "not_of_kind"),
        ("list", [" 修路"], "not_of_kind"),
        ("list", ["修路", "修路"], "named_twice"),
        ("text", 3, "not_of_kind"),
        ("colour", "red", "unknown_column"),
    ],
)
def test_a_row_that_does_not_fit_is_told_where(column: str, value: object, code: str) -> None:
    assert problems_of(REGISTER, {column: value}) == [(code, column)]


@pytest.mark.parametrize(("value", "code"), [("-1", "too_small"), ("24.5", "too_large")])
def test_a_number_keeps_within_its_bounds(value: str, code: str) -> None:
    for kind, text in ((ColumnKind.NUMBER, value), (ColumnKind.MONEY, f"{Decimal(value):.2f}")):
        register = a_register(a_column("x", kind, minimum="0", maximum="24"))
        assert problems_of(register, {"x": text}) == [(code, "x")]
    assert problems_of(register, {"x": "0.00"}) == []
    assert problems_of(register, {"x": "24.00"}) == []


LESSON = a_register(
    a_column("kind", ColumnKind.CHOICE),
    a_column("lecturer", required=True, when=(Condition("kind", one_of=("a",)),)),
)


def test_a_column_is_asked_for_only_where_its_condition_holds() -> None:
    assert problems_of(LESSON, {"kind": "a"}) == [("missing", "lecturer")]
    assert problems_of(LESSON, {"kind": "a", "lecturer": "王"}) == []
    assert problems_of(LESSON, {"kind": "b"}) == []
    assert problems_of(LESSON, {}) == []


def test_a_column_stays_empty_where_its_condition_does_not_hold() -> None:
    assert problems_of(LESSON, {"kind": "b", "lecturer": "王"}) == [("not_applicable", "lecturer")]
    assert problems_of(LESSON, {"lecturer": "王"}) == [("not_applicable", "lecturer")]


def test_a_computed_column_takes_no_value_and_is_never_missing() -> None:
    count = Formula(Operation.COUNT, ("members",))
    register = a_register(
        a_column("members", ColumnKind.MEMBERS),
        a_column("count", ColumnKind.NUMBER, formula=count, required=True),
    )
    assert problems_of(register, {"count": "2"}) == [("computed", "count")]
    assert problems_of(register, {}) == []


def test_a_condition_may_look_at_a_computed_column() -> None:
    register = a_register(
        a_column("absent", ColumnKind.NUMBER, formula=Formula(Operation.COUNT, ("x",))),
        a_column("reasons", required=True, when=(Condition("absent", at_least=Decimal(1)),)),
    )
    check = RecordCheck(register, ())
    (problem,) = check.problems(DAY, {**DAY, "absent": "2"})
    assert (problem.code, problem.place.key) == ("record.missing", "reasons")
    assert check.problems(DAY, {**DAY, "absent": "0"}) == []


def test_days_that_follow_one_another_are_held_to_it() -> None:
    steps = ("date", "debated", "public")
    register = a_register(*(a_column(id, ColumnKind.DATE) for id in steps[1:]), in_order=(steps,))
    assert problems_of(register, {"debated": "2026-11-03", "public": "2026-11-03"}) == []
    assert problems_of(register, {"public": "2026-11-04"}) == []
    early: dict[str, object] = {"debated": "2026-11-02", "public": "2026-11-02"}
    assert problems_of(register, early) == [("out_of_order", "debated"), ("out_of_order", "public")]
    late: dict[str, object] = {"debated": "2026-11-08", "public": "2026-11-05"}
    assert problems_of(register, late) == [("out_of_order", "public")]


def test_every_problem_of_a_row_is_told() -> None:
    values: dict[str, object] = {"date": "gestern", "number": "x", "member": "m9", "colour": "red"}
    assert len(problems_of(REGISTER, values)) == 4


def test_a_value_that_was_sound_once_is_so_for_its_own_column_only() -> None:
    check = RecordCheck(REGISTER, MEMBERS, ORGANIZATIONS)
    assert check.problems({**DAY, "text": "m1"}) == []
    assert check.problems({**DAY, "member": "m1"}) == []
    (problem,) = check.problems({**DAY, "organization": "m1"})
    assert isinstance(problem, Problem)
    assert problem.code == "record.unknown_organization"


def test_a_month_stands_for_its_first_or_last_day() -> None:
    assert day_of("2028-02") == date(2028, 2, 1)
    assert day_of("2028-02", last=True) == date(2028, 2, 29)
    assert day_of("2028-02-03", last=True) == date(2028, 2, 3)
    assert day_of("") is None
    assert day_of("2028-2") is None


@given(st.text(max_size=12))
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    for column in REGISTER.columns:
        check_values(REGISTER, {column.id: text}, MEMBERS, ORGANIZATIONS)


VOTES = load_contributions(None, safe_mode=True).registers["book.vote"]
VOTE: dict[str, object] = {
    "date": "2026-11-03",
    "kind": "admission",
    "matter": "接收预备党员",
    "candidate": "田禾",
    "entitled": "7",
    "present": "6",
    "in_favour": "5",
    "against": "0",
    "abstained": "1",
}


@pytest.mark.parametrize(
    ("figures", "problems"),
    [
        ({}, []),
        ({"present": "5", "in_favour": "4", "written": "2", "against": "2"}, []),
        ({"present": "9"}, [("vote.more_present", "present")]),
        ({"in_favour": "10", "present": "9"}, [("vote.more_present", "present")]),
        ({"in_favour": "6"}, [("vote.more_votes", "in_favour")]),
        ({"written": "2"}, [("vote.more_written", "written")]),
        ({"present": "5.5"}, [("vote.not_whole", "present")]),
        (
            {"kind": "decision", "candidate": None, "written": "1"},
            [("record.not_applicable", "written")],
        ),
    ],
)
def test_a_vote_that_cannot_have_been_counted_so_is_not_kept(
    figures: dict[str, object], problems: list[tuple[str, str]]
) -> None:
    found = check_values(VOTES, {**VOTE, **figures}, MEMBERS)
    assert [(problem.code, problem.place.key) for problem in found] == problems
