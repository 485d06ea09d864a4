from __future__ import annotations

from datetime import datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ReportError
from branchkit.services.unmasking import UNMASKING, record_unmasking, unmask_fields
from branchkit.testing.memory_store import MemoryStore

NOW = datetime.fromisoformat("2026-11-20T09:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ()),
        ("id", ("id",)),
        ("phone,id", ("id", "phone")),
        (" ID ，phone,id", ("id", "phone")),
    ],
)
def test_fields_are_asked_for_by_name(text: str, fields: tuple[str, ...]) -> None:
    assert unmask_fields(text) == fields


def test_an_unknown_field_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ReportError) as refused:
        unmask_fields("id,address")
    assert refused.value.code == "report.unknown_field"
    assert refused.value.params == {"field": "address", "known": "id, phone"}


def test_every_unmasking_has_its_own_record_and_ledger_entry() -> None:
    store = MemoryStore(lambda: NOW)
    for _ in range(2):
        with store.begin(Actor("王书记"), "report.unmask") as uow:
            record_unmasking(uow, "test", ["phone", "id"], "report notice 2026-11", NOW)
            uow.commit()
    bodies = [document.body for document in store.scan("test", UNMASKING)]
    assert bodies == 2 * [
        {
            "fields": ["id", "phone"],
            "where": "report notice 2026-11",
            "at": "2026-11-20T09:00:00+08:00",
        }
    ]
    assert {entry.actor for entry in store.entries(kind=UNMASKING)} == {"王书记"}
