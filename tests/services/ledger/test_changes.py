from __future__ import annotations

import pytest

from branchkit.core.actors import Actor
from branchkit.core.masking import HIDDEN
from branchkit.core.ports import Store
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.texts import LocalText
from branchkit.services.ledger.changes import about_member, about_sheet, changed_fields
from branchkit.testing.memory_store import MemoryStore

VISITS = Register(
    "book.visit",
    LocalText("走访"),
    (
        Column("household", ColumnKind.TEXT, LocalText("户主"), personal=True),
        Column("matter", ColumnKind.TEXT, LocalText("事由")),
    ),
    dated_by="",
)
ANNA = Actor("甲")


@pytest.fixture
def store() -> Store:
    return MemoryStore()


def write(
    store: Store, kind: str, id: str, undoes: int | None = None, **body: object
) -> int | None:
    with store.begin(ANNA, "test") as uow:
        uow.put("village", kind, id, dict(body))
        return uow.commit(undoes=undoes)


def ids(store: Store, **choice: str) -> list[str]:
    about = about_member(choice["member"]) if "member" in choice else about_sheet(choice["sheet"])
    return [field.id for field in changed_fields(store, "village", about, registers={})]


def test_personal_columns_of_a_register_are_hidden(store: Store) -> None:
    write(store, "record/book.visit", "v1", values={"household": "张家", "matter": "危房"})
    fields = changed_fields(store, "village", lambda entry: True, registers={VISITS.id: VISITS})
    assert {field.path: (field.before, field.after) for field in fields} == {
        "/values/household": (None, HIDDEN),
        "/values/matter": (None, "危房"),
    }


def test_an_operation_counts_as_undone_until_its_undo_is_taken_back(store: Store) -> None:
    def undone() -> list[tuple[int, bool]]:
        fields = changed_fields(store, "village", lambda entry: True, registers={})
        return [(field.operation, field.undone) for field in fields]

    write(store, "row", "s@1/m1", p="1")
    write(store, "row", "s@1/m1", p="2", undoes=1)
    assert undone() == [(2, False), (1, True)]
    write(store, "row", "s@1/m1", p="1", undoes=2)
    assert undone() == [(3, False), (2, True), (1, False)]


def test_a_sheet_is_found_by_its_key_and_by_its_period(store: Store) -> None:
    write(store, "sheet", "rural/month@2026-11", state="draft")
    write(store, "row", "rural/month@2026-11/m1", p="1")
    write(store, "row", "rural/month@2026-10/m1", p="1")
    write(store, "member", "m1", name="x")
    both = ["rural/month@2026-11/m1", "rural/month@2026-11"]
    assert ids(store, sheet="rural/month@2026-11") == both
    assert ids(store, sheet="2026-11") == both
    assert ids(store, sheet="2026-1") == []


def test_a_members_rows_are_told_from_those_of_a_similar_id(store: Store) -> None:
    write(store, "member", "m1", name="x")
    write(store, "row", "rural/month@2026-11/m1", p="1")
    write(store, "row", "rural/month@2026-11/xm1", p="1")
    assert ids(store, member="m1") == ["rural/month@2026-11/m1", "m1"]
