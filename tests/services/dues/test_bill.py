"""The month's bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from branchkit.core.dates import Period
from branchkit.core.dues.money import NOTHING
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import DuesError
from branchkit.core.ports import Store
from branchkit.services.dues.billing import BaseChange, late_months, set_base
from branchkit.services.dues.payments import settle_month
from branchkit.services.dues.records import BASES, ROLL
from branchkit.services.dues.writer import DuesWriter
from branchkit.services.registers.writing import add_record, all_records, edit_record
from branchkit.services.roster import add_member, edit_member, remove_member
from branchkit.testing.builders import ORG, members

from .branch import (
    ACTOR,
    NOVEMBER,
    PACKS,
    REGISTERS,
    TODAY,
    a_branch,
    billed,
    change,
    records,
    rows,
)


def due(told: str) -> str:
    return told.split(" of ")[1].split(" ", maxsplit=1)[0]


def test_everybody_with_a_base_is_billed_and_the_others_are_told() -> None:
    store = a_branch()
    made = billed(store, NOVEMBER)
    assert {key[1]: due(told) for key, told in rows(store).items()} == {
        "m0000": "43.21",
        "m0001": "15.00",
        "m0002": "0.50",
        "m0003": "0.20",
        "m0004": "0.20",
    }
    assert (made.added, made.changed) == (5, 0)
    (problem,) = made.problems
    assert (problem.code, problem.place.key) == ("dues.no_base", "解缙之")


def test_a_bill_keeps_the_base_and_the_rate_it_was_made_with() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    values = {r.values["member"]: r.values for r in all_records(store, ROLL, ORG)}
    assert (values["m0000"]["base"], values["m0000"]["rate"]) == ("4321.00", "1")
    assert "rate" not in values["m0002"]


def test_a_bill_made_again_changes_nothing() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    before = store.last_seq()
    again = billed(store, NOVEMBER)
    assert (again.added, again.changed) == (0, 0)
    assert store.last_seq() == before


def based(store: Store, id: str, norm: str, amount: str, since: date, **more: Any) -> BaseChange:
    base = DuesBase("", id, norm, since, Decimal(amount) if amount else None, **more)
    return change(store, lambda writer: set_base(writer, base))


def test_a_base_of_a_past_month_bills_it_anew_and_the_rest_is_owed() -> None:
    store = a_branch()
    june, july = Period(2026, 6), Period(2026, 7)
    based(store, "m0000", "monthly", "4800.00", date(2026, 1, 1))
    billed(store, june.previous, june, july)
    change(store, lambda writer: settle_month(writer, "m0000", june, date(2026, 6, 9)))
    told = based(store, "m0000", "monthly", "9000.00", date(2026, 6, 1))
    assert told.amount.due == Decimal("135.00")
    assert [(str(m.month), m.before, m.due, m.paid, m.open) for m in told.rebilled] == [
        ("2026-06", Decimal("48.00"), Decimal("135.00"), Decimal("48.00"), Decimal("87.00")),
        ("2026-07", Decimal("48.00"), Decimal("135.00"), 0, Decimal("135.00")),
    ]
    assert (told.open, told.over) == (Decimal("222.00"), NOTHING)
    assert rows(store)["2026-05", "m0000", "normal"] == "- of 48.00"
    assert rows(store)["2026-06", "m0000", "normal"] == "48.00 of 135.00 on 2026-06-09"
    assert records(store).month("m0000", june).open == Decimal("87.00")


def test_a_lower_base_of_a_past_month_leaves_what_was_paid_too_much() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    change(store, lambda writer: settle_month(writer, "m0000", NOVEMBER, TODAY))
    told = based(store, "m0000", "monthly", "2000.00", NOVEMBER.first_day)
    assert (told.open, told.over) == (NOTHING, Decimal("33.21"))
    assert records(store).month("m0000", NOVEMBER).over == Decimal("33.21")


def test_a_month_that_was_caught_up_is_billed_anew_too() -> None:
    store = a_branch()
    october = NOVEMBER.previous
    change(store, lambda writer: settle_month(writer, "m0001", october, TODAY))
    assert based(store, "m0001", "retired", "6000.00", october.first_day).open == Decimal("45.00")
    assert rows(store)["2026-10", "m0001", "catch-up"] == "15.00 of 60.00 on 2026-11-20"


def test_a_bill_made_again_follows_a_base_that_was_imported() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    change(store, lambda writer: settle_month(writer, "m0000", NOVEMBER, TODAY))
    with store.begin(ACTOR, "test") as uow:
        values = {"member": "m0000", "norm": "monthly", "base": "9000.00", "from": "2026-11-01"}
        add_record(uow, REGISTERS[BASES], ORG, values)
        uow.commit()
    assert billed(store, NOVEMBER).changed == 1
    assert rows(store)["2026-11", "m0000", "normal"] == "43.21 of 135.00 on 2026-11-20"


def test_an_exemption_names_its_decision_and_ends_with_it() -> None:
    store = a_branch()
    with pytest.raises(DuesError, match="decision_missing"):
        based(store, "m0000", "exempt", "0.00", NOVEMBER.first_day)
    decision: dict[str, Any] = {"decided_by": "镇党委", "decided_on": date(2026, 10, 28)}
    until = {"until": NOVEMBER.shifted(1).last_day}
    based(store, "m0000", "exempt", "0.00", NOVEMBER.first_day, **decision, **until)
    months = (NOVEMBER, NOVEMBER.shifted(1), NOVEMBER.shifted(2))
    billed(store, *months)
    kept = rows(store)
    assert [due(kept[str(month), "m0000", "normal"]) for month in months] == [
        "0.00",
        "0.00",
        "43.21",
    ]
    with pytest.raises(DuesError, match="ends_before"):
        based(store, "m0000", "exempt", "0.00", NOVEMBER.first_day, **decision, until=date.min)


def test_months_caught_up_late_are_told_with_the_article() -> None:
    months = [NOVEMBER.shifted(-step) for step in range(9)]
    late = late_months(PACKS, months, TODAY)
    assert late is not None
    assert [str(month) for month in late.months] == ["2026-03", "2026-04"]
    assert (late.most, late.rule.article) == (6, "12")
    assert late_months(PACKS, months[:7], TODAY) is None


def test_a_due_changed_by_hand_stays_while_its_base_is_the_same() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    row = next(r for r in all_records(store, ROLL, ORG) if r.values["member"] == "m0000")
    with store.begin(ACTOR, "test") as uow:
        edit_record(uow, REGISTERS[ROLL], ORG, row.id, {"due": "20.00"})
        uow.commit()
    billed(store, NOVEMBER)
    assert rows(store)["2026-11", "m0000", "normal"] == "- of 20.00"


def test_who_joins_and_who_leaves_is_billed_by_month() -> None:
    store = a_branch()
    with store.begin(ACTOR, "test") as uow:
        new = replace(members(1)[0], id="m0100", number=100, name="新党员", joined="2026-11-28")
        add_member(uow, new)
        student = DuesBase("", "m0100", "student", date(2026, 1, 1))
        set_base(DuesWriter(uow, REGISTERS, records(uow)), student)
        remove_member(uow, ORG, "m0001", "转出", date(2026, 11, 12))
        edit_member(uow, ORG, "m0002", {"moved_from": ""})
        uow.commit()
    billed(store, NOVEMBER.previous, NOVEMBER, NOVEMBER.shifted(1))
    months = {
        m: {k[1] for k in rows(store) if k[0] == m} for m in ("2026-10", "2026-11", "2026-12")
    }
    assert "m0100" not in months["2026-10"]
    assert months["2026-11"] == {"m0000", "m0001", "m0002", "m0003", "m0004", "m0100"}
    assert "m0001" not in months["2026-12"]


def test_an_open_bill_of_somebody_who_had_left_is_told_of() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    with store.begin(ACTOR, "test") as uow:
        remove_member(uow, ORG, "m0001", "去世", date(2026, 10, 3))
        uow.commit()
    codes = {(p.code, p.place.key) for p in billed(store, NOVEMBER).problems}
    assert ("dues.not_owing", "欧阳若兰") in codes


def test_who_came_from_another_branch_is_billed_from_the_next_month() -> None:
    store = a_branch()
    with store.begin(ACTOR, "test") as uow:
        transfer = {
            "member": "m0002",
            "direction": "in",
            "counterpart": "镇机关支部",
            "issued_on": "2026-11-02",
            "receipt_on": "2026-11-09",
            "state": "received",
            "valid_days": "90",
        }
        add_record(uow, REGISTERS["member.transfer"], ORG, transfer)
        uow.commit()
    billed(store, NOVEMBER, NOVEMBER.shifted(1))
    assert ("2026-11", "m0002", "normal") not in rows(store)
    assert ("2026-12", "m0002", "normal") in rows(store)


def test_a_base_from_the_middle_of_a_month_counts_from_the_next() -> None:
    store = a_branch(since="2026-11-02")
    assert billed(store, NOVEMBER).added == 0
    assert billed(store, NOVEMBER.shifted(1)).added == 5
