"""Looking through whole registers."""

from __future__ import annotations

from datetime import datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, RecordsFrom
from branchkit.plugin.manager import load_contributions
from branchkit.services.registers.checks import examine
from branchkit.services.registers.writing import kind_of
from branchkit.testing.builders import ORG, members
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.registers import a_column, a_register

REGISTER = a_register(a_column("member", ColumnKind.MEMBER), a_column("x"), unique=(("date", "x"),))


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(lambda: datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    bodies = {
        "sound": {"date": "2026-11-03", "x": "甲", "member": "m0000"},
        "stranger": {"date": "2026-11-03", "x": "乙", "member": "m9999"},
        "twin": {"date": "2026-11-03", "x": "甲"},
        "bare": {"x": "丙"},
    }
    with store.begin(Actor("测试员"), "test") as uow:
        for member in members(2):
            uow.put(ORG, "member", member.id, member.to_body())
        for id, values in bodies.items():
            uow.put(ORG, kind_of(REGISTER.id), id, {"values": values, "on": "2026-11-03"})
        gone = {"values": {}, "on": "2026-11-03", "removed": "录错"}
        uow.put(ORG, kind_of(REGISTER.id), "gone", gone)
        uow.commit()
    return store


def test_every_row_that_counts_is_looked_at(store: MemoryStore) -> None:
    examined = examine(store, REGISTER, [ORG, "elsewhere"], {})
    assert examined.rows == 4
    assert [(f.record, f.problem.code) for f in examined.findings] == [
        ("bare", "record.missing"),
        ("sound", "record.not_unique"),
        ("stranger", "record.unknown_member"),
        ("twin", "record.not_unique"),
    ]


def test_what_is_wrong_with_a_personal_value_is_told_without_the_value(store: MemoryStore) -> None:
    register = a_register(a_column("base", ColumnKind.MONEY, personal=True), id="book.base")
    with store.begin(Actor("测试员"), "test") as uow:
        values = {"date": "2026-11-03", "base": "5000"}
        uow.put(ORG, kind_of(register.id), "r", {"values": values, "on": "2026-11-03"})
        uow.commit()
    (finding,) = examine(store, register, [ORG], {}).findings
    assert finding.problem.code == "record.not_of_kind"
    assert "5000" not in str(finding.problem)


def test_a_field_that_no_row_has_is_told(store: MemoryStore) -> None:
    for rows in (RecordsFrom.MEMBERS, RecordsFrom.CASES):
        register = a_register(
            rows=rows,
            dated_by="",
            columns=(a_column("name", field="name"), a_column("y", field="nmae")),
            shown=(Condition("moblity", one_of=("out",)),),
        )
        found = examine(store, register, [ORG], {}).findings
        assert [(f.problem.code, f.problem.params["found"]) for f in found] == [
            ("register.unknown_field", "nmae"),
            ("register.unknown_field", "moblity"),
        ]


@pytest.mark.parametrize(
    "id",
    [
        register.id
        for register in load_contributions(None, safe_mode=True).registers.values()
        if register.rows is not RecordsFrom.RECORDS
    ],
)
def test_the_packs_registers_show_fields_that_there_are(store: MemoryStore, id: str) -> None:
    register = load_contributions(None, safe_mode=True).registers[id]
    assert examine(store, register, [ORG], {}).findings == ()
