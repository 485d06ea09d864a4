"""TinyDB's conditions, asked of rows that are read one after the other."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Store
from branchkit.core.registers.register import Record
from branchkit.plugin.queries import Query, where
from branchkit.store.queries import Rows, documents
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.statements import statements_of

from .contract import MOMENT, fill, put

VISITS: list[Mapping[str, Any]] = [
    {"id": "1", "visited": "2026-10-30", "kind": "home", "by": {"name": "王勇"}},
    {"id": "2", "visited": "2026-11-02", "kind": "phone", "note": "外出务工"},
    {"id": "3", "visited": "2026-11-15", "kind": "home", "people": ["m1", "m2"]},
    {"id": "4", "kind": "letter", "note": ""},
]
MANY = 50_000


@pytest.fixture
def visits() -> Rows[Mapping[str, Any]]:
    return Rows(lambda: VISITS)


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
    record = Record("a", "base/roll.visits", "village", {"visited": "2026-11-02"})
    rows = Rows(lambda: [record], lambda row: row.values)
    assert rows.get(where("visited").exists()) is record


def test_every_question_reads_anew() -> None:
    rows: list[Mapping[str, Any]] = []
    table = Rows(lambda: rows)
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

    table = Rows(read)
    tracemalloc.start()
    try:
        assert table.count(where("n") >= 0) == len(table) == MANY
        assert sum(1 for _ in table.search(where("text").exists())) == MANY
        assert table.get(where("n") == MANY - 1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200_000


# Documents of a store


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore(lambda: MOMENT)
        return
    with SqliteStore.create(tmp_path / "branchkit.db", lambda: MOMENT) as created:
        yield created


def test_documents_are_asked_by_their_bodies(store: Store) -> None:
    fill(store, {f"s/{n}": {"n": n, "band": "ab"[n % 2]} for n in range(10)})
    put(store, "t/8", {"n": 8, "band": "a"})
    put(store, "s/8", {"n": 8, "band": "a"}, kind="member")
    found = documents(store, "village", "row", "s/")
    chosen = found.search((where("n") > 6) & (where("band") == "a"))
    assert [(d.id, d.rev) for d in chosen] == [("s/8", 1)]
    assert len(found) == 10


def test_documents_behind_the_first_that_fits_are_not_read(tmp_path: Path) -> None:
    with SqliteStore.create(tmp_path / "branchkit.db", lambda: MOMENT) as store:
        fill(store, {f"{n:04}": {"n": n} for n in range(1000)})
        with statements_of(store) as seen:
            assert documents(store, "village", "row").get(where("n") == 5)
    assert len(seen) == 1


def test_a_session_that_asks_nothing_imports_no_tinydb() -> None:
    code = (
        "import sys, branchkit.bootstrap, branchkit.plugin, branchkit.store.queries\n"
        "from branchkit.store import sqlite_store, transaction, verification, copies\n"
        "print('tinydb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
