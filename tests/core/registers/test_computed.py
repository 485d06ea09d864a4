"""Computed columns: every operation, by hand and by property."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import add_months, full_months
from branchkit.core.registers.computed import (
    Computation,
    RecordFacts,
    as_kept,
    completed,
    figure,
    in_order,
)
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import Column, ColumnKind, Formula, Operation, Register
from branchkit.testing.registers import a_column, a_register

TODAY = date(2026, 11, 20)
FACTS = RecordFacts(TODAY)
K, Op = ColumnKind, Operation
INPUTS = (
    a_column("expected", K.MEMBERS),
    a_column("present", K.MEMBERS),
    a_column("on_leave", K.MEMBERS),
    a_column("tags", K.LIST),
    a_column("a", K.NUMBER),
    a_column("b", K.NUMBER),
    a_column("due", K.MONEY),
    a_column("paid", K.MONEY),
    a_column("from", K.DATE),
    a_column("until", K.DATE),
    a_column("month", K.MONTH),
    a_column("member", K.MEMBER),
    a_column("kind", K.CHOICE),
)


def register(kind: ColumnKind, formula: Formula, **parts: object) -> Register:
    return a_register(*INPUTS, a_column("x", kind, formula=formula, **parts))


def computed(
    kind: ColumnKind,
    operation: Operation,
    columns: str,
    values: dict[str, object],
    amount: str = "",
    facts: RecordFacts = FACTS,
) -> object:
    formula = Formula(operation, tuple(columns.split()), amount)
    return completed(register(kind, formula), values, facts).get("x")


CALLED: dict[str, object] = {"expected": ["m1", "m2", "m3"], "present": ["m1"], "on_leave": ["m3"]}


@pytest.mark.parametrize(
    ("kind", "operation", "columns", "values", "expected"),
    [
        (K.NUMBER, Op.COUNT, "expected", CALLED, "3"),
        (K.NUMBER, Op.COUNT, "tags", {"tags": ["a", "b"]}, "2"),
        (K.NUMBER, Op.COUNT, "expected", {}, "0"),
        (K.MEMBERS, Op.WITHOUT, "expected present on_leave", CALLED, ["m2"]),
        (K.MEMBERS, Op.WITHOUT, "expected present", {"expected": ["m1"]}, ["m1"]),
        (K.MEMBERS, Op.WITHOUT, "expected present", {"present": ["m1"]}, None),
        (K.NUMBER, Op.SUM, "a b", {"a": "1.50", "b": "2.5"}, "4"),
        (K.NUMBER, Op.SUM, "a b", {"b": "2"}, "2"),
        (K.NUMBER, Op.SUM, "a b", {}, None),
        (K.MONEY, Op.SUM, "due paid", {"due": "0.10", "paid": "0.20"}, "0.30"),
        (K.MONEY, Op.MINUS, "due paid", {"due": "1.00", "paid": "0.40"}, "0.60"),
        (K.MONEY, Op.MINUS, "due paid", {"due": "1.00"}, "1.00"),
        (K.MONEY, Op.MINUS, "due paid", {"paid": "1.00"}, None),
        (K.NUMBER, Op.MINUS, "a b", {"a": "1", "b": "1"}, "0"),
        (K.MONEY, Op.PRODUCT, "due a", {"due": "3333.00", "a": "0.005"}, "16.67"),
        (K.MONEY, Op.PRODUCT, "due a", {"due": "0.01", "a": "0.5"}, "0.01"),
        (K.NUMBER, Op.PRODUCT, "a b", {"a": "100", "b": "0.5"}, "50"),
        (K.NUMBER, Op.PRODUCT, "a b", {"a": "100"}, None),
        (K.NUMBER, Op.SHARE, "present expected", CALLED, "33.3"),
        (K.NUMBER, Op.SHARE, "present expected", {"expected": ["m1"]}, "0"),
        (K.NUMBER, Op.SHARE, "present expected", {"present": ["m1"]}, None),
        (K.NUMBER, Op.SHARE, "a b", {"a": "1", "b": "8"}, "12.5"),
        (K.NUMBER, Op.SHARE, "a b", {"a": "1", "b": "0"}, None),
        (K.NUMBER, Op.SHARE, "a b", {"b": "8"}, None),
        (
            K.NUMBER,
            Op.DAYS_BETWEEN,
            "from until",
            {"from": "2028-02-28", "until": "2028-03-01"},
            "2",
        ),
        (K.NUMBER, Op.DAYS_BETWEEN, "from until", {"from": "2028-02-28"}, None),
        (K.NUMBER, Op.DAYS_BETWEEN, "from", {"from": "2026-11-01"}, "19"),
        (K.NUMBER, Op.DAYS_BETWEEN, "from", {"from": "2026-11-21"}, "-1"),
        (
            K.NUMBER,
            Op.MONTHS_BETWEEN,
            "from until",
            {"from": "2024-01-31", "until": "2024-02-29"},
            "1",
        ),
        (K.NUMBER, Op.MONTHS_BETWEEN, "from", {"from": "2025-11-21"}, "11"),
        (K.NUMBER, Op.MONTHS_BETWEEN, "month", {"month": "2026-05"}, "6"),
        (K.DATE, Op.FIRST, "from until", {"until": "2026-05-02"}, "2026-05-02"),
        (
            K.DATE,
            Op.FIRST,
            "until from",
            {"from": "2026-05-01", "until": "2026-05-02"},
            "2026-05-02",
        ),
        (K.DATE, Op.FIRST, "from until", {}, None),
        (K.CHOICE, Op.NEXT, "from until month", {}, "from"),
        (K.CHOICE, Op.NEXT, "from until month", {"from": "2026-05-01"}, "until"),
        (K.CHOICE, Op.NEXT, "from until month", {"until": "2026-05-01"}, "month"),
        (K.CHOICE, Op.NEXT, "from until month", {"month": "2026-05"}, None),
        (K.NUMBER, Op.GAPS, "from until month", {"month": "2026-05"}, "2"),
        (K.NUMBER, Op.GAPS, "from until month", {"from": "2026-05-01"}, "0"),
        (K.NUMBER, Op.GAPS, "from until month", {}, "0"),
    ],
)
def test_an_operation_gives(
    kind: ColumnKind,
    operation: Operation,
    columns: str,
    values: dict[str, object],
    expected: object,
) -> None:
    assert computed(kind, operation, columns, values) == expected


@pytest.mark.parametrize(
    ("kind", "left_out", "next_step"),
    [("long", "1", "done"), ("short", "0", "done"), (None, "0", "done")],
)
def test_a_step_that_does_not_apply_is_passed_over(
    kind: str | None, left_out: str, next_step: str
) -> None:
    steps = ("begun", "looked_at", "closed", "done")
    long = Condition("kind", one_of=("long",))
    found = completed(
        a_register(
            a_column("kind", K.CHOICE),
            *(a_column(id, K.DATE, when=(long,) if id == "looked_at" else ()) for id in steps),
            a_column("next", K.CHOICE, formula=Formula(Op.NEXT, steps)),
            a_column("gaps", K.NUMBER, formula=Formula(Op.GAPS, steps)),
        ),
        {"kind": kind, "begun": "2026-11-01", "closed": "2026-11-09"},
        FACTS,
    )
    assert (found["gaps"], found["next"]) == (left_out, next_step)


def test_a_figure_of_a_rule_is_that_of_the_row_s_day() -> None:
    def figure_on(rule: str, day: date) -> Decimal | None:
        assert day == date(2026, 11, 3)
        return Decimal(7) if rule == "village/notice" else None

    facts = RecordFacts(TODAY, figure=figure_on)
    row: dict[str, object] = {"date": "2026-11-03", "from": "2026-11-01"}

    def found(kind: ColumnKind, formula: Formula) -> object:
        return completed(register(kind, formula), row, facts).get("x")

    assert found(K.NUMBER, Formula(Op.RULE, (), rule="village/notice")) == "7"
    assert found(K.NUMBER, Formula(Op.RULE, (), rule="village/none")) is None
    assert found(K.DATE, Formula(Op.DAYS_AFTER, ("from",), rule="village/notice")) == "2026-11-08"
    assert found(K.DATE, Formula(Op.DAYS_AFTER, ("from",), rule="village/none")) is None


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        (K.NUMBER, "a", "3.6"),
        (K.NUMBER, "a b", "7.2"),
        (K.MONEY, "due", "0.02"),
        (K.NUMBER, "paid", None),
    ],
)
def test_a_product_may_have_a_factor_of_its_own(
    kind: ColumnKind, columns: str, expected: str | None
) -> None:
    row: dict[str, object] = {"a": "6", "b": "2", "due": "0.03"}
    assert computed(kind, Op.PRODUCT, columns, row, "0.6") == expected


@pytest.mark.parametrize(
    ("operation", "columns", "amount", "start", "expected"),
    [
        (Op.MONTHS_AFTER, "from", "3", "2023-03-01", "2023-06-01"),
        (Op.MONTHS_AFTER, "from", "12", "2023-03-01", "2024-03-01"),
        (Op.MONTHS_AFTER, "from", "1", "2024-01-31", "2024-02-29"),
        (Op.MONTHS_AFTER, "from a", "12", "2021-06-01", "2026-06-01"),
        (Op.MONTHS_AFTER, "from a", "", "2021-06-01", "2021-11-01"),
        (Op.DAYS_AFTER, "from", "90", "2023-03-01", "2023-05-30"),
        (Op.DAYS_AFTER, "from a", "1", "2023-02-26", "2023-03-03"),
        (Op.DAYS_AFTER, "from", "90", "9999-12-31", None),
        (Op.DAYS_AFTER, "from b", "1", "2023-02-26", None),
    ],
)
def test_a_date_is_moved_by_the_calendar(
    operation: Operation, columns: str, amount: str, start: str, expected: str | None
) -> None:
    values: dict[str, object] = {"from": start, "a": "5"}
    assert computed(K.DATE, operation, columns, values, amount) == expected
    assert computed(K.DATE, operation, columns, {"a": "5"}, amount) is None


def test_a_field_of_the_member_is_shown_as_the_column_keeps_it() -> None:
    facts = RecordFacts(TODAY, {"m1": {"age": 41, "post": "", "birth": "1985-03"}}.__getitem__)
    values: dict[str, object] = {"member": "m1"}
    assert computed(K.NUMBER, Op.OF_MEMBER, "member", values, "age", facts) == "41"
    assert computed(K.TEXT, Op.OF_MEMBER, "member", values, "birth", facts) == "1985-03"
    assert computed(K.TEXT, Op.OF_MEMBER, "member", values, "post", facts) is None
    assert computed(K.TEXT, Op.OF_MEMBER, "member", {}, "post", facts) is None


def test_a_vote_is_asked_for_by_kind_counts_and_day() -> None:
    asked: list[tuple[object, ...]] = []

    def passed(kind: str, entitled: int, present: int, in_favour: int, day: date) -> bool:
        asked.append((kind, entitled, present, in_favour, day))
        return in_favour * 2 > entitled

    facts = RecordFacts(TODAY, passed=passed)
    values: dict[str, object] = {"kind": "a", "expected": ["m1", "m2"], "present": ["m1"], "a": "1"}
    columns = "kind expected present a"
    dated = {**values, "date": "2025-03-01"}
    assert computed(K.YES_NO, Op.PASSED, columns, dated, facts=facts) is False
    assert computed(K.YES_NO, Op.PASSED, columns, {**values, "a": "2"}, facts=facts) is True
    assert asked == [("a", 2, 1, 1, date(2025, 3, 1)), ("a", 2, 1, 2, TODAY)]
    assert computed(K.YES_NO, Op.PASSED, columns, {"kind": "a"}, facts=facts) is None
    assert len(asked) == 2


def chained() -> tuple[Column, ...]:
    """Declared in the wrong order, as a clerk may do."""
    return (
        a_column("rate", K.NUMBER, formula=Formula(Op.SHARE, ("absent_count", "expected"))),
        a_column("absent_count", K.NUMBER, formula=Formula(Op.COUNT, ("absent",))),
        a_column("absent", K.MEMBERS, formula=Formula(Op.WITHOUT, ("expected", "present"))),
    )


def test_a_computed_column_may_look_at_others_wherever_they_stand() -> None:
    row = completed(a_register(*INPUTS, *chained()), CALLED, FACTS)
    assert (row["absent"], row["absent_count"], row["rate"]) == (["m2", "m3"], "2", "66.7")


def test_columns_in_a_ring_are_left_out_and_the_others_are_worked_out() -> None:
    ring = (
        a_column("p", K.NUMBER, formula=Formula(Op.SUM, ("q",))),
        a_column("q", K.NUMBER, formula=Formula(Op.SUM, ("p",))),
        a_column("r", K.NUMBER, formula=Formula(Op.SUM, ("a",))),
    )
    made = a_register(*INPUTS, *ring)
    assert [column.id for column in in_order(made)] == ["r"]
    assert completed(made, {"a": "1"}, FACTS) == {"a": "1", "r": "1"}


def test_a_column_that_does_not_apply_is_not_worked_out() -> None:
    when = (Condition("kind", one_of=("a",)),)
    made = register(K.NUMBER, Formula(Op.COUNT, ("expected",)), when=when)
    assert completed(made, {"kind": "a"}, FACTS)["x"] == "0"
    assert "x" not in completed(made, {"kind": "b"}, FACTS)


def test_what_stands_in_a_computed_column_is_not_believed() -> None:
    made = register(K.NUMBER, Formula(Op.SUM, ("a", "b")))
    assert completed(made, {"x": "99", "a": "", "tags": []}, FACTS) == {}


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.50", "1.5"), ("100", "100"), ("1E+3", "1000"), ("-0.0", "0"), ("1E-7", "0.0000001")],
)
def test_a_figure_is_written_without_noughts_or_exponent(number: str, text: str) -> None:
    assert figure(Decimal(number)) == text


def test_fields_are_kept_as_columns_keep_values() -> None:
    assert as_kept(("a", 1)) == ["a", "1"]
    assert as_kept(date(2026, 11, 3)) == "2026-11-03"
    assert as_kept(Decimal("2.50")) == "2.5"
    assert as_kept(True) is True
    assert as_kept(None) is None


PEOPLE = st.lists(st.sampled_from([f"m{n}" for n in range(8)]), unique=True)


@given(PEOPLE, PEOPLE, PEOPLE)
def test_nobody_is_lost_between_those_who_came_and_those_who_did_not(
    expected: list[str], present: list[str], on_leave: list[str]
) -> None:
    values: dict[str, object] = {"expected": expected, "present": present, "on_leave": on_leave}
    found = computed(K.MEMBERS, Op.WITHOUT, "expected present on_leave", values)
    absent = found if isinstance(found, list) else []
    assert set(absent) | set(present) | set(on_leave) >= set(expected)
    assert not set(absent) & (set(present) | set(on_leave))
    assert absent == [id for id in expected if id in absent]


FEN = st.integers(-(10**12), 10**12).map(lambda fen: str(Decimal(fen).scaleb(-2)))


@given(FEN, FEN)
def test_money_adds_up_to_the_fen_and_back(due: str, paid: str) -> None:
    values: dict[str, object] = {"due": due, "paid": paid}
    total = computed(K.MONEY, Op.SUM, "due paid", values)
    back = computed(K.MONEY, Op.MINUS, "due paid", {"due": total, "paid": paid})
    assert isinstance(back, str)
    assert Decimal(back) == Decimal(due)
    assert Decimal(back).as_tuple().exponent == -2


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_is_within_a_twentieth_of_the_truth(part: int, whole: int) -> None:
    found = computed(K.NUMBER, Op.SHARE, "a b", {"a": str(part), "b": str(whole)})
    assert isinstance(found, str)
    assert abs(Decimal(found) * whole - 100 * part) <= Decimal("0.05") * whole


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(0, 240))
def test_so_many_months_after_is_so_many_months_away(start: date, months: int) -> None:
    values: dict[str, object] = {"from": start.isoformat()}
    end = computed(K.DATE, Op.MONTHS_AFTER, "from", values, str(months))
    assert end == add_months(start, months).isoformat()
    between = computed(K.NUMBER, Op.MONTHS_BETWEEN, "from until", {**values, "until": end})
    assert between == str(months) == str(full_months(start, date.fromisoformat(str(end))))


@given(PEOPLE, PEOPLE)
def test_working_a_row_out_twice_changes_nothing(expected: list[str], present: list[str]) -> None:
    computation = Computation(a_register(*INPUTS, *chained()))
    once = computation.completed({"expected": expected, "present": present}, FACTS)
    assert computation.completed(once, FACTS) == once


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({"present": ["m1", "m2"], "a": "9"}, "2"),
        ({"a": "9"}, "9"),
        ({"a": "0"}, "0"),
        ({}, "0"),
    ],
)
def test_a_number_stands_for_a_list_that_nobody_kept(row: dict[str, object], count: str) -> None:
    counted = register(K.NUMBER, Formula(Op.COUNT, ("present", "a")))
    assert completed(counted, row, FACTS)["x"] == count
