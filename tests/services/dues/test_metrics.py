"""The figures that schemes draw from the roll of dues, as this part writes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from branchkit.core.ports import Store
from branchkit.core.scoring.measuring import Scope, measure
from branchkit.services.dues.payments import enter_paid, give, settle_month
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
    change(store, lambda writer: enter_paid(writer, "m0002", OCTOBER, Decimal("0.20"), in_time))
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
