"""The figures that schemes draw from the roll of dues, as this part writes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from branchkit.core.dues.owing import DuesBase
from branchkit.core.ports import Store
from branchkit.core.scoring.measuring import Scope, measure
from branchkit.services.dues.billing import set_base
from branchkit.services.dues.payments import correct, give, pay, settle_month
from branchkit.services.dues.records import ROLL
from branchkit.services.registers.writing import all_records
from branchkit.testing.builders import ORG

from .branch import CONTRIBUTIONS, NOVEMBER, REGISTERS, TODAY, a_branch, billed, change

OCTOBER = NOVEMBER.previous


def figure(store: Store, metric: str, subject: str = ORG) -> Decimal | None:
    declared = CONTRIBUTIONS.metrics[f"roll.dues/{metric}"]
    writer = {f"m000{n}": frozenset[str]() for n in range(6)}
    rows = all_records(store, ROLL, ORG)
    return measure(declared, REGISTERS[ROLL], rows, Scope(ORG, OCTOBER, writer)).of(subject).value


def test_who_pays_in_time_late_and_in_part() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    in_time = date(2026, 10, 31)
    change(store, lambda writer: settle_month(writer, "m0000", OCTOBER, in_time))
    change(store, lambda writer: settle_month(writer, "m0001", OCTOBER, TODAY))
    change(store, lambda writer: pay(writer, "m0002", OCTOBER, Decimal("0.20"), in_time))
    assert figure(store, "on-time") == 20
    assert figure(store, "paid") == 40
    assert figure(store, "member-on-time", "m0000") == 100
    assert figure(store, "member-on-time", "m0001") == 0
    assert figure(store, "amount") == Decimal("58.41")


def test_a_gift_neither_helps_nor_harms() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    change(store, lambda writer: settle_month(writer, "m0000", OCTOBER, OCTOBER.last_day))
    change(store, lambda writer: give(writer, "m0001", Decimal("3000.00"), OCTOBER.last_day))
    assert figure(store, "on-time") == 20
    assert figure(store, "amount") == Decimal("43.21")


def test_a_month_paid_in_parts_counts_by_its_last_one() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    for id, rest_on in (("m0002", date(2026, 10, 31)), ("m0001", TODAY)):
        part = date(2026, 10, 2)
        for amount, on in (("0.20", part), (None, rest_on)):
            change(
                store,
                lambda writer, id=id, amount=amount, on=on: (  # type: ignore[misc]
                    pay(writer, id, OCTOBER, Decimal(amount), on)
                    if amount
                    else settle_month(writer, id, OCTOBER, on)
                ),
            )
    assert figure(store, "member-on-time", "m0002") == 100
    assert figure(store, "member-on-time", "m0001") == 0
    assert [figure(store, "on-time"), figure(store, "paid")] == [20, 40]
    assert figure(store, "amount") == Decimal("15.50")


def test_what_is_paid_beyond_the_due_later_makes_nobody_late() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    change(store, lambda writer: settle_month(writer, "m0002", OCTOBER, OCTOBER.last_day))
    change(store, lambda writer: pay(writer, "m0002", OCTOBER, Decimal("5.00"), TODAY))
    assert figure(store, "member-on-time", "m0002") == 100
    assert figure(store, "amount") == Decimal("5.50")


def test_a_correction_takes_away_what_was_not_paid() -> None:
    store = a_branch()
    billed(store, OCTOBER)
    change(store, lambda writer: settle_month(writer, "m0001", OCTOBER, OCTOBER.last_day))
    change(store, lambda writer: correct(writer, "m0001", OCTOBER, Decimal("1.50"), "少收了"))
    assert figure(store, "member-on-time", "m0001") == 0
    assert figure(store, "amount") == Decimal("1.50")


def test_who_is_exempt_neither_helps_nor_harms() -> None:
    store = a_branch()
    exempt = DuesBase(
        *("", "m0001", "exempt", OCTOBER.first_day, Decimal("0.00")),
        decided_by="镇党委",
        decided_on=date(2026, 9, 28),
    )
    change(store, lambda writer: set_base(writer, exempt))
    billed(store, OCTOBER)
    change(store, lambda writer: settle_month(writer, "m0000", OCTOBER, OCTOBER.last_day))
    assert figure(store, "on-time") == 25
