"""Paying: in full, in part, late, ahead, and gifts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, DuesError
from branchkit.services.dues.payments import (
    clear_paid,
    enter_paid,
    give,
    payable,
    settle_month,
    settle_months,
)
from branchkit.services.dues.writer import DuesWriter

from .branch import NOVEMBER, REGISTERS, TODAY, a_branch, billed, change, records, rows

JULY, OCTOBER = NOVEMBER.shifted(-4), NOVEMBER.previous


def test_a_month_is_paid_in_full_or_in_part() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    paid = change(store, lambda writer: settle_month(writer, "m0000", NOVEMBER, TODAY))
    change(store, lambda writer: enter_paid(writer, "m0001", NOVEMBER, Decimal("5.00"), TODAY))
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


def test_a_corrected_sum_keeps_its_day() -> None:
    store = a_branch()
    early = date(2026, 11, 3)
    change(store, lambda writer: enter_paid(writer, "m0001", NOVEMBER, Decimal("51.00"), early))
    change(store, lambda writer: enter_paid(writer, "m0001", NOVEMBER, Decimal("15.00"), TODAY))
    assert rows(store)["2026-11", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-03"


def test_a_late_payment_stands_on_its_own_months_bill_with_its_own_day() -> None:
    store = a_branch()
    billed(store, JULY)
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-20"
    assert ("2026-07", "m0001", "catch-up") not in rows(store)


def test_the_rest_of_a_month_paid_later_is_a_row_of_its_own() -> None:
    store = a_branch()
    billed(store, JULY)
    change(
        store, lambda writer: enter_paid(writer, "m0001", JULY, Decimal("5.00"), date(2026, 7, 9))
    )
    change(store, lambda writer: settle_month(writer, "m0001", JULY, TODAY))
    assert rows(store)["2026-07", "m0001", "normal"] == "5.00 of 15.00 on 2026-07-09"
    assert rows(store)["2026-07", "m0001", "catch-up"] == "10.00 of 0.00 on 2026-11-20"
    assert records(store).month("m0001", JULY).settled
    with pytest.raises(DuesError, match="caught_up"):
        change(store, lambda writer: enter_paid(writer, "m0001", JULY, Decimal("15.00"), TODAY))


def test_the_rest_paid_in_the_same_month_stays_on_the_bill() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    first = date(2026, 11, 2)
    change(store, lambda writer: enter_paid(writer, "m0001", NOVEMBER, Decimal("5.00"), first))
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY))
    assert rows(store)["2026-11", "m0001", "normal"] == "15.00 of 15.00 on 2026-11-20"


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
    assert set(kinds.values()) == {"normal"}
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
    assert state.gift is not None
    with pytest.raises(DuesError, match="gift_too_small"):
        change(store, lambda writer: give(writer, "m0001", Decimal("999.99"), TODAY))
    with pytest.raises(DuesError, match="gift_there"):
        change(store, lambda writer: give(writer, "m0000", Decimal("2000.00"), TODAY))


def test_what_was_paid_can_be_taken_back() -> None:
    store = a_branch()
    change(store, lambda writer: settle_month(writer, "m0001", NOVEMBER, TODAY))
    change(store, lambda writer: clear_paid(writer, "m0001", NOVEMBER))
    assert rows(store)["2026-11", "m0001", "normal"] == "- of 15.00"


def test_a_row_that_somebody_else_changed_is_not_overwritten() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    seen = records(store)
    change(store, lambda writer: enter_paid(writer, "m0001", NOVEMBER, Decimal("9.00"), TODAY))
    with store.begin(Actor("王委员"), "test") as uow:
        writer = DuesWriter(uow, REGISTERS, seen)
        with pytest.raises(ConflictError) as refused:
            enter_paid(writer, "m0001", NOVEMBER, Decimal("15.00"), TODAY)
    assert (refused.value.params["theirs"], refused.value.params["yours"]) == ("9.00", "15.00")


def test_a_month_that_somebody_else_billed_is_not_billed_twice() -> None:
    store = a_branch()
    seen = records(store)
    billed(store, NOVEMBER)
    with store.begin(Actor("王委员"), "test") as uow:
        writer = DuesWriter(uow, REGISTERS, seen)
        with pytest.raises(ConflictError):
            settle_month(writer, "m0001", NOVEMBER, TODAY)
