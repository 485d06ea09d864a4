"""Lines of the ledger: one text for a change, however its fields were handed over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from branchkit.core.fields import canonical
from branchkit.store.ledger import Operation, later_than

from .contract import MOMENT

KEY = ("高沟", "record/book.visit", "2026-11-03.001")
FIELDS: dict[str, list[Any]] = {
    "/values/note": [None, "送“医”\n"],
    "/on": ["2026-11-02", "2026-11-03"],
}


@pytest.mark.parametrize("undoes", [None, 7])
def test_a_change_is_kept_as_canonical_json(undoes: int | None) -> None:
    moment = datetime(2026, 11, 20, 9, 0)
    operation = Operation(moment, "李书记", 'record."add"', "", undoes)
    first, second = operation.lines((11, "prev"), [(KEY, canonical(FIELDS)), (KEY, "{}")])
    for line in (first, second):
        change = json.loads(line.change)
        assert line.change == canonical(change)
        assert (change["operation"], change.get("undoes")) == (12, undoes)
        assert line.hash == line.computed_hash()
    assert json.loads(first.change)["fields"] == FIELDS
    assert (first.seq, first.prev) == (12, "prev")
    assert (second.seq, second.prev) == (13, first.hash)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("2026-11-20T09:01:59+08:00", False),
        ("2026-11-20T09:02:01+08:00", True),
        ("2026-11-20T01:03:00+00:00", True),
        ("2026-11-19T09:00:00+08:00", False),
        ("no time", False),
        ("", False),
    ],
)
def test_a_line_that_was_made_later_than_the_one_behind_it(before: str, behind: bool) -> None:
    assert (later_than(MOMENT, before) is not None) is behind
