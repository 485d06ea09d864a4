"""Dues without what is settled come to the same as all of them."""

from __future__ import annotations

from branchkit.services.dues.billing import outdated_bills
from branchkit.services.dues.payments import settle_month
from branchkit.services.dues.records import BASES
from branchkit.services.dues.unsettled import unsettled_records
from branchkit.services.registers.writing import add_record
from branchkit.testing.builders import ORG

from .branch import (
    ACTOR,
    BASE_ROWS,
    NOVEMBER,
    PACKS,
    REGISTERS,
    TODAY,
    a_branch,
    billed,
    change,
    records,
)

SEPTEMBER, OCTOBER = NOVEMBER.shifted(-2), NOVEMBER.previous


def test_what_is_open_or_billed_otherwise_is_found_and_nothing_else_is_held() -> None:
    store = a_branch()
    billed(store, SEPTEMBER, OCTOBER, NOVEMBER)
    for id, _norm, _base in BASE_ROWS:
        change(store, lambda writer, id=id: settle_month(writer, id, SEPTEMBER, SEPTEMBER.last_day))  # type: ignore[misc]
    values = {"member": "m0000", "norm": "monthly", "base": "9000.00", "from": "2026-09-01"}
    with store.begin(ACTOR, "test.base") as uow:
        add_record(uow, REGISTERS[BASES], ORG, values)
        uow.commit()
    whole, kept = records(store), unsettled_records(store, PACKS, ORG, TODAY)
    assert outdated_bills(kept, SEPTEMBER) == outdated_bills(whole, SEPTEMBER)
    assert ("m0000", SEPTEMBER) in outdated_bills(kept, SEPTEMBER)
    for member in whole.members:
        assert kept.arrears(member.id, TODAY) == whole.arrears(member.id, TODAY)
        assert kept.month(member.id, NOVEMBER) == whole.month(member.id, NOVEMBER)
    assert [m.id for m in whole.members if SEPTEMBER in kept.months(m.id)] == ["m0000"]
