"""Tables that plugins read: TinyDB's conditions, asked of rows that are read one after the other."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from branchkit.core.errors import BranchkitError
from branchkit.plugin.queries import Query, where
from branchkit.plugin.workspace_view import Rows

VISITS: list[Mapping[str, Any]] = [
    {"id": "1", "visited": "2026-10-30", "kind": "home", "by": {"name": "王勇"}},
    {"id": "2", "visited": "2026-11-02", "kind": "phone", "note": "外出务工"},
    {"id": "3", "visited": "2026-11-15", "kind": "home", "people": ["m1", "m2"]},
    {"id": "4", "kind": "letter", "note": ""},
]
MANY = 50_000


@pytest.fixture
def visits() -> Rows[Mapping[str, Any]]:
    return Rows(lambda: VISITS, dict)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (where("visited") >= "2026-11-01", "23"),
        ((where("visited") >= "2026-11-01") & (where("kind") == "home"), "3"),
        ((where("kind") == "phone") | (where("kind") == "letter"), "24"),
        (~(where("kind") == "home"), "24"),
        (~(where("visited") >= "2026-11-01"), "14"),
        (where("visited") != "2026-11-02", "13"),
        (where("kind").one_of(["home", "letter"]), "134"),
        (where("note").matches("外出"), "2"),
        (where("note").search("务工"), "2"),
        (where("note").exists(), "24"),
        (where("people").any(["m2", "m9"]), "3"),
        (where("kind").test(lambda kind: len(kind) == 5), "2"),
        (Query().by.name == "王勇", "1"),
        (where("by")["name"] == "王勇", "1"),
        (where("nothing") == 1, ""),
    ],
    ids=[f"{number}" for number in range(1, 16)],
)
def test_conditions_choose_rows(
    visits: Rows[Mapping[str, Any]], condition: Query, expected: str
) -> None:
    found = [row["id"] for row in visits.search(condition)]
    assert found == list(expected)
    assert visits.count(condition) == len(expected)
    assert visits.contains(condition) is bool(expected)
    first = visits.get(condition)
    assert (first["id"] if first else "") == expected[:1]


def test_rows_are_listed_and_counted(visits: Rows[Mapping[str, Any]]) -> None:
    assert visits.all() == list(visits) == VISITS
    assert len(visits) == 4


def test_rows_are_given_as_they_are_and_asked_by_their_fields() -> None:
    visit = ("2026-11-02", "home")
    table = Rows(lambda: [visit], lambda row: {"visited": row[0]})
    assert table.get(where("visited").exists()) is visit


def test_every_question_reads_anew() -> None:
    rows: list[Mapping[str, Any]] = []
    table = Rows(lambda: rows, dict)
    assert not table.contains(where("p") == 1)
    rows.append({"p": 1})
    assert table.contains(where("p") == 1)


@pytest.mark.parametrize(
    "operation",
    ["insert", "insert_multiple", "update", "update_multiple", "upsert", "remove", "truncate"],
)
def test_nothing_can_be_written(visits: Rows[Mapping[str, Any]], operation: str) -> None:
    with pytest.raises(BranchkitError) as refused:
        getattr(visits, operation)({"kind": "home"}, where("id") == "1")
    assert refused.value.code == "store.query_only"


def test_many_rows_are_asked_without_holding_them() -> None:
    def read() -> Iterator[Mapping[str, Any]]:
        return ({"n": n, "text": "x" * 500} for n in range(MANY))

    table = Rows(read, dict)
    tracemalloc.start()
    try:
        assert table.count(where("n") >= 0) == len(table) == MANY
        assert sum(1 for _ in table.search(where("text").exists())) == MANY
        assert table.get(where("n") == MANY - 1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200_000


def test_rows_behind_the_first_that_fits_are_not_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[int]:
        for n in range(1000):
            read.append(n)
            yield n

    table = Rows(rows, lambda n: {"n": n})
    assert table.get(where("n") == 5) == 5
    assert table.contains(where("n") == 5)
    assert len(read) == 12
