"""Paying: in full, in part, late, ahead, and gifts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dues.money import NOTHING
from branchkit.core.errors import ConflictError, DuesError
from branchkit.services.dues.payments import (
    correct,
    give,
    pay,
    payable,
    settle_month,
    settle_months,
)
from branchkit.services.dues.records import ROLL
from branchkit.services.dues.writer import DuesWriter
from branchkit.services.registers.writing import add_record
from branchkit.testing.builders import ORG

from .branch import ACTOR, NOVEMBER, REGISTERS, TODAY, a_branch, billed, change, records, rows

JULY, OCTOBER = NOVEMBER.shifted(-4), NOVEMBER.previous


def test_a_month_is_paid_in_full_or_in_part() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    paid = change(store, lambda writer: settle_month(writer, "m0000", NOVEMBER, TODAY))
    change(store, lambda writer: pay(writer, "m0001", NOVEMBER, Decimal("5.00"), TODAY))
    assert paid == Decimal("43.21")
    assert rows(store)["2026-11", "m0000", "normal"] == "43.21 of 43.21 on 2026-11-20"
    assert rows(store)["2026-11", "m0001", "normal"] == "5.00 of 15.00 on 2026-11-20"
    assert records(store).month("m0001", NOVEMBER).open == Decimal("10.00")


def test_paying_a_month_without_a_bill_bills_it() -> None:
    store = a_branch()
    change(store, lambda writer: settle_month(writer, "m0002", NOVEMBER, TODAY))
    assert rows(store) == {("2026-11", "m0002", "normal"): "0.50 of 0.50 on 2026-11-20"}


def test_nobody_without_a_base_is_written_down() -> None:
    store = a_branch()
    with pytest.raises(DuesError, match="no_base"):
        change(store, lambda writer: settle_month(writer, "m0005", NOVEMBER, TODAY))
    assert rows(store) == {}


def test_a_payment_adds_to_what_was_paid_before() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    first = change(store, lambda writer: pay(writer, "m0002", NOVEMBER, Decimal("0.20"), TODAY))
    again = change(store, lambda writer: pay(writer, "m0002", NOVEMBER, Decimal("0.30"), TODAY))
    assert (first.adds, first.over) == (False, NOTHING)
    assert (again.adds, again.total, again.over) == (True, Decimal("0.50"), NOTHING)
    assert rows(store)["2026-11", "m0002", "normal"] == "0.20 of 0.50 on 2026-11-20"
    assert rows(store)["2026-11", "m0002", "normal 2"] == "0.30 of 0.00 on 2026-11-20"
    assert records(store).month("m0002", NOVEMBER).settled


def test_the_same_sum_entered_twenty_times_is_paid_twenty_times() -> None:
    store = a_branch()
    for _ in range(20):
        change(store, lambda writer: pay(writer, "m0002", NOVEMBER, Decimal("0.20"), TODAY))
    assert records(store).month("m0002", NOVEMBER).paid == Decimal("4.00")


def test_what_is_paid_when_nothing_is_open_is_extra() -> None:
    store = a_branch()
    change(store, lambda writer: settle_month(writer, "m0002", NOVEMBER, TODAY))
    more = change(store, lambda writer: pay(writer, "m0002", NOVEMBER, Decimal("0.50"), TODAY))
    assert (more.total, more.over) == (Decimal("1.00"), Decimal("0.50"))
    assert rows(store)["2026-11", "m0002", "extra"] == "0.50 of 0.00 on 2026-11-20"


def test_nothing_is_no_payment() -> None:
    store = a_branch()
    with pytest.raises(DuesError, match="nothing_to_pay"):
        change(store, lambda writer: pay(writer, "m0002", NOVEMBER, Decimal("0.00"), TODAY))


def test_a_correction_stands_beside_the_wrong_sum_on_its_day_with_its_reason() -> None:
    store = a_branch()
    early = date(2026, 11, 3)
    change(store, lambda writer: pay(writer, "m0001", NOVEMBER, Decimal("51.00"), early))
    difference = change(
        store, lambda writer: correct(writer, "m0001", NOVEMBER, Decimal("15.00"), "看错了")
    )
    assert difference == Decimal("-36.00")
    assert rows(store)["2026-11", "m0001", "normal"] == "51.00 of 15.00 on 2026-11-03"
    assert rows(store)["2026-11", "m0001", "correction"] == "-36.00 of 0.00 on 2026-11-03"
    state = records(store).month("m0001", NOVEMBER)
    assert (state.paid, state.settled, state.over) == (Decimal("15.00"), True, NOTHING)
    assert [entry.note for entry in state.entries] == ["", "看错了"]


@pytest.mark.parametrize(
    ("right", "reason", "code"),
    [
        ("5.00", " ", "reason_missing"),
        ("15.00", "看错了", "sum_is_right"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(right: str, reason: str, code: str) -> None:
    store = a_branch()
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY))
    with pytest.raises(DuesError, match=code):
        change(store, lambda writer: correct(writer, "m0001", NOVEMBER, Decimal(right), reason))


def test_where_nothing_was_paid_there_is_nothing_to_correct() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    with pytest.raises(DuesError, match="nothing_paid"):
        change(store, lambda writer: correct(writer, "m0001", NOVEMBER, Decimal("1.00"), "看错了"))


def test_a_month_paid_late_is_caught_up_on_its_own_bill_with_its_own_day() -> None:
    store = a_branch()
    billed(store, JULY)
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "catch-up"] == "15.00 of 15.00 on 2026-11-20"
    assert ("2026-07", "m0001", "normal") not in rows(store)
    billed(store, JULY)
    assert ("2026-07", "m0001", "normal") not in rows(store)


def test_the_rest_of_a_month_paid_later_is_a_row_of_its_own() -> None:
    store = a_branch()
    billed(store, JULY)
    change(store, lambda writer: pay(writer, "m0001", JULY, Decimal("5.00"), date(2026, 7, 9)))
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "normal"] == "5.00 of 15.00 on 2026-07-09"
    assert rows(store)["2026-07", "m0001", "catch-up"] == "10.00 of 0.00 on 2026-11-20"
    assert records(store).month("m0001", JULY).settled


def test_rows_of_versions_that_kept_one_sum_a_row_are_added_to() -> None:
    """A bill of which a part was paid in time and the rest later, each as one sum."""
    store = a_branch()
    row = {"month": "2026-07", "member": "m0001", "due": "15.00"}
    with store.begin(ACTOR, "test") as uow:
        for more in (
            {"kind": "normal", "paid": "5.00", "paid_on": "2026-07-09"},
            {"kind": "catch-up", "due": "0.00", "paid": "4.00", "paid_on": "2026-09-01"},
        ):
            add_record(uow, REGISTERS[ROLL], ORG, {**row, **more})
        uow.commit()
    assert records(store).month("m0001", JULY).open == Decimal("6.00")
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "catch-up 2"] == "6.00 of 0.00 on 2026-11-20"
    assert records(store).month("m0001", JULY).settled


def test_the_rest_paid_in_the_same_month_has_its_own_day() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    first = date(2026, 11, 2)
    change(store, lambda writer: pay(writer, "m0001", NOVEMBER, Decimal("5.00"), first))
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY))
    assert rows(store)["2026-11", "m0001", "normal"] == "5.00 of 15.00 on 2026-11-02"
    assert rows(store)["2026-11", "m0001", "normal 2"] == "10.00 of 0.00 on 2026-11-20"


def test_a_month_that_was_never_billed_is_caught_up_with_what_was_due() -> None:
    store = a_branch()
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "catch-up"] == "15.00 of 15.00 on 2026-11-20"
    billed(store, JULY)
    assert ("2026-07", "m0001", "normal") not in rows(store)


def test_several_months_late_and_ahead_at_once() -> None:
    store = a_branch()
    billed(store, OCTOBER.previous, OCTOBER)
    months = payable(records(store), "m0001", NOVEMBER.shifted(2))
    assert [str(item.month) for item in months] == [
        "2026-09",
        "2026-10",
        "2026-11",
        "2026-12",
        "2027-01",
    ]
    wanted = [item.month for item in months]
    total = change(store, lambda writer: settle_months(writer, "m0001", wanted, TODAY))
    assert total == Decimal("75.00")
    kinds = {key[0]: key[2] for key in rows(store) if key[1] == "m0001"}
    assert kinds == {
        "2026-09": "catch-up",
        "2026-10": "catch-up",
        **dict.fromkeys(("2026-11", "2026-12", "2027-01"), "normal"),
    }
    assert payable(records(store), "m0001", NOVEMBER) == []


def test_months_before_the_first_bill_are_not_asked_for() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    assert [str(i.month) for i in payable(records(store), "m0001", NOVEMBER)] == [
        "2026-10",
        "2026-11",
    ]


def test_a_large_gift_stands_apart() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    change(store, lambda writer: give(writer, "m0000", Decimal("1000.00"), TODAY))
    state = records(store).month("m0000", NOVEMBER)
    assert (state.paid, state.open) == (Decimal("0.00"), Decimal("43.21"))
    assert state.gifts == Decimal("1000.00")
    with pytest.raises(DuesError, match="gift_too_small"):
        change(store, lambda writer: give(writer, "m0001", Decimal("999.99"), TODAY))
    total = change(store, lambda writer: give(writer, "m0000", Decimal("2000.00"), TODAY))
    assert total == Decimal("3000.00")
    change(
        store,
        lambda writer: correct(
            writer, "m0000", NOVEMBER, Decimal("2000.00"), "记了两次", gifts=True
        ),
    )
    state = records(store).month("m0000", NOVEMBER)
    assert (state.gifts, state.paid) == (Decimal("2000.00"), NOTHING)


def test_a_row_that_somebody_else_changed_is_not_overwritten() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    seen = records(store)
    change(store, lambda writer: pay(writer, "m0001", NOVEMBER, Decimal("9.00"), TODAY))
    with store.begin(Actor("王委员"), "test") as uow:
        writer = DuesWriter(uow, REGISTERS, seen)
        with pytest.raises(ConflictError) as refused:
            pay(writer, "m0001", NOVEMBER, Decimal("15.00"), TODAY)
    assert (refused.value.params["theirs"], refused.value.params["yours"]) == ("9.00", "15.00")


def test_a_month_that_somebody_else_billed_is_not_billed_twice() -> None:
    store = a_branch()
    seen = records(store)
    billed(store, NOVEMBER)
    with store.begin(Actor("王委员"), "test") as uow:
        writer = DuesWriter(uow, REGISTERS, seen)
        with pytest.raises(ConflictError):
            settle_month(writer, "m0001", NOVEMBER, TODAY)
