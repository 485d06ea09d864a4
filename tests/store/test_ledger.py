"""Lines of the ledger: one text for a change, however its fields were handed over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from branchkit.core.fields import canonical
from branchkit.store.ledger import Operation

KEY = ("高沟", "record/book.visit", "2026-11-03.001")
FIELDS: dict[str, list[Any]] = {
    "/values/note": [None, "送“医”\n"],
    "/on": ["2026-11-02", "2026-11-03"],
}


@pytest.mark.parametrize("undoes", [None, 7])
def test_a_change_is_kept_as_canonical_json(undoes: int | None) -> None:
    moment = datetime(2026, 11, 20, 9, 0)
    operation = Operation(12, moment, "李书记", 'record."add"', "", undoes)
    line = operation.line(12, "prev", KEY, FIELDS)
    assert line.change == canonical(json.loads(line.change))
    assert json.loads(line.change)["fields"] == FIELDS
    assert line == operation.sealed(12, "prev", KEY, canonical(FIELDS))
    assert line.hash == line.computed_hash()
