"""What must hold of a row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.registers.conditions import Condition, all_hold, is_empty


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (Condition("x", one_of=("a", "b")), "b", True),
        (Condition("x", one_of=("a",)), "b", False),
        (Condition("x", one_of=("yes",)), True, True),
        (Condition("x", one_of=("no",)), True, False),
        (Condition("x", one_of=("m2",)), ["m1", "m2"], True),
        (Condition("x", one_of=("m3",)), ["m1", "m2"], False),
        (Condition("x", at_least=Decimal(2)), "2", True),
        (Condition("x", at_least=Decimal(2)), "1.99", False),
        (Condition("x", at_least=Decimal(2)), 3, True),
        (Condition("x", at_least=Decimal(1)), True, False),
        (Condition("x", at_most=Decimal(2)), "2.00", True),
        (Condition("x", at_most=Decimal(2)), "many", False),
        (Condition("x"), "a", True),
        (Condition("x"), False, True),
        (Condition("x", filled=True), "a", True),
        (Condition("x", filled=False), "a", False),
    ],
)
def test_a_value_fulfils_a_condition_or_not(
    condition: Condition, value: object, holds: bool
) -> None:
    assert all_hold([condition], {"x": value}) is holds


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_value_fulfils_nothing_but_being_empty(empty: object) -> None:
    assert is_empty(empty)
    for condition in (
        Condition("x"),
        Condition("x", filled=True),
        Condition("x", one_of=("",)),
        Condition("x", at_most=Decimal(9)),
    ):
        assert not all_hold([condition], {"x": empty})
    assert all_hold([Condition("x", filled=False)], {"x": empty})
    assert all_hold([Condition("x", filled=False)], {})


def test_other_columns_of_the_row_can_be_the_measure() -> None:
    row = {"paid": "5.00", "due": "5.00", "paid_on": "2026-11-30", "month": "2026-11"}
    assert all_hold([Condition("paid", reaches="due")], row)
    assert not all_hold([Condition("paid", reaches="due")], {**row, "paid": "4.99"})
    assert all_hold([Condition("paid_on", by_end_of="month")], row)
    assert not all_hold([Condition("paid_on", by_end_of="month")], {**row, "month": "2026-10"})


def test_a_condition_names_every_column_that_it_looks_at() -> None:
    assert Condition("paid", reaches="due").columns == ("paid", "due")
    assert Condition("paid_on", by_end_of="month").columns == ("paid_on", "month")
    either = Condition(any_of=((Condition("paid", reaches="due"),), (Condition("note"),)))
    assert either.columns == ("paid", "due", "note")


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ({"kind": "home"}, True),
        ({"kind": "field", "hours": "2"}, True),
        ({"kind": "field", "hours": "1"}, False),
        ({"kind": "field"}, False),
        ({}, False),
    ],
)
def test_of_several_groups_one_has_to_hold_as_a_whole(row: dict[str, object], holds: bool) -> None:
    long_ones = (Condition("kind", one_of=("field",)), Condition("hours", at_least=Decimal(2)))
    either = Condition(any_of=((Condition("kind", one_of=("home",)),), long_ones))
    assert all_hold([either], row) is holds
    # Beside another one both have to.
    assert not all_hold([either, Condition("place")], row)
    assert all_hold([either, Condition("place")], {**row, "place": "东村"}) is holds
