"""The month's bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.dues.owing import DuesBase
from branchkit.services.dues.payments import enter_paid
from branchkit.services.dues.records import ROLL
from branchkit.services.dues.writer import set_base
from branchkit.services.registers.writing import all_records, edit_record
from branchkit.services.roster import add_member, edit_member, remove_member
from branchkit.testing.builders import ORG, members

from .branch import ACTOR, NOVEMBER, REGISTERS, TODAY, a_branch, billed, change, records, rows


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


def test_what_was_paid_is_never_overwritten_and_what_was_not_follows_its_base() -> None:
    store = a_branch()
    billed(store, NOVEMBER)
    change(store, lambda writer: enter_paid(writer, "m0000", NOVEMBER, Decimal("43.21"), TODAY))
    for id in ("m0000", "m0001"):
        new_base = DuesBase("", id, "monthly", date(2026, 11, 1), Decimal("8000.00"))
        with store.begin(ACTOR, "test") as uow:
            set_base(uow, REGISTERS, records(uow), new_base)
            uow.commit()
    assert billed(store, NOVEMBER).changed == 1
    kept = rows(store)
    assert kept["2026-11", "m0000", "normal"] == "43.21 of 43.21 on 2026-11-20"
    assert kept["2026-11", "m0001", "normal"] == "- of 120.00"


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
        set_base(
            uow,
            REGISTERS,
            records(uow),
            DuesBase("", "m0100", "student", date(2026, 1, 1)),
        )
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
        from branchkit.services.registers.writing import add_record

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
