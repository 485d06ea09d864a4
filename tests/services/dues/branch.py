"""A branch of six with bases, for tests of dues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.ports import Reader, Store
from branchkit.plugin.manager import load_contributions
from branchkit.services.dues.billing import Billing, make_bill
from branchkit.services.dues.records import BASES, ROLL, DuesRecords
from branchkit.services.dues.session import DuesSession
from branchkit.services.dues.writer import DuesWriter
from branchkit.services.registers.writing import add_record, all_records
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore

T = TypeVar("T")

CONTRIBUTIONS = load_contributions(None, safe_mode=True)
REGISTERS, PACKS = CONTRIBUTIONS.registers, CONTRIBUTIONS.rule_packs
ACTOR = Actor("李书记")
NOVEMBER = Period(2026, 11)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0)

BASE_ROWS = (
    ("m0000", "monthly", "4321.00"),
    ("m0001", "retired", "3000.00"),
    ("m0002", "farmer", "0.50"),
    ("m0003", "student", ""),
    ("m0004", "farmer", ""),
)
"""The sixth has none. November comes to 43.21 + 15.00 + 0.50 + 0.20 + 0.20."""


def a_branch(store: Store | None = None, since: str = "2026-01-01") -> Store:
    """Six members, five of them with a base."""
    made = store or MemoryStore(lambda: NOW)
    with made.begin(ACTOR, "test.build") as uow:
        for member in members():
            uow.put(ORG, "member", member.id, member.to_body())
        for id, norm, base in BASE_ROWS:
            values = {"member": id, "norm": norm, "base": base, "from": since}
            add_record(uow, REGISTERS[BASES], ORG, values)
        uow.commit()
    return made


def change(store: Store, action: Callable[[DuesWriter], T], actor: Actor = ACTOR) -> T:
    """Do something to the roll in a unit of work of its own."""
    with store.begin(actor, "test.dues") as uow:
        writer = DuesWriter(uow, REGISTERS, DuesRecords(uow, PACKS, ORG))
        done = action(writer)
        uow.commit()
    return done


def billed(store: Store, *months: Period) -> Billing:
    """Bill these months; what the last bill did."""
    return [change(store, lambda writer, m=month: make_bill(writer, m)) for month in months][-1]  # type: ignore[misc]


def records(reader: Reader) -> DuesRecords:
    return DuesRecords(reader, PACKS, ORG)


def rows(store: Store) -> dict[tuple[str, str, str], str]:
    """(month, member, kind, with its number from the second on) → "paid of due on day"."""
    found = {}
    for record in all_records(store, ROLL, ORG):
        if record.removed:
            continue
        v = record.values
        told = f"{v.get('paid', '-')} of {v.get('due', '-')}"
        on = f" on {v['paid_on']}" if v.get("paid_on") else ""
        kind = f"{v['kind']} {v['part']}" if v.get("part") else str(v["kind"])
        found[str(v["month"]), str(v["member"]), kind] = told + on
    return found


def a_session(store: Store, month: Period = NOVEMBER, actor: Actor = ACTOR) -> DuesSession:
    return DuesSession(store, REGISTERS, PACKS, ORG, month, actor, lambda: NOW)
