"""What reading and writing cost, in statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from branchkit.core.ports import Bounds
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.statements import statements_of, verbs

from .contract import ANNA, MOMENT, fill, put

ROWS = 268


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "branchkit.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(path, lambda: MOMENT) as created:
        put(created, "sheet", {"state": "draft"}, kind="sheet")
        fill(created, {f"{n:03}": {"on": f"2026-11-{n % 30 + 1:02}"} for n in range(ROWS)})
        fill(created, {f"{n:03}": {"name": f"{n}"} for n in range(ROWS)}, kind="member")
        yield created


def test_many_documents_take_one_statement(store: SqliteStore) -> None:
    with statements_of(store) as seen:
        assert len(store.get_many(("village", "row", f"{n:03}") for n in range(ROWS))) == ROWS
    assert verbs(seen) == ["WITH"]


def test_none_take_no_statement(store: SqliteStore) -> None:
    with statements_of(store) as seen:
        store.get_many([])
    assert seen == []


def test_a_scan_takes_one_for_every_page(store: SqliteStore) -> None:
    with statements_of(store) as seen:
        assert len(list(store.scan("village", "row"))) == ROWS
    assert verbs(seen) == ["SELECT", "SELECT"]


@pytest.mark.parametrize("limit", [1, 80])
def test_a_scan_reads_no_more_than_is_wanted(store: SqliteStore, limit: int) -> None:
    with statements_of(store) as seen:
        bounds = Bounds("on", "2026-11-02")
        assert len(list(store.scan("village", "row", bounds=bounds, limit=limit))) == limit
    (statement,) = seen
    assert statement.endswith(f"LIMIT {limit}")


def test_a_score_takes_five(store: SqliteStore) -> None:
    sheet, row, member = (("village", kind, "sheet") for kind in ("sheet", "row", "member"))
    put(store, "before", {"p": "1"})
    with statements_of(store) as seen, store.begin(ANNA, "score.enter") as uow:
        uow.get_many([sheet, row, member])
        uow.put(*row, {"p": "1"})
        uow.commit()
    assert verbs(seen) == ["BEGIN", "WITH", "INSERT", "INSERT", "COMMIT"]


def test_a_column_takes_no_more_than_a_score(store: SqliteStore) -> None:
    rows = [("village", "row", f"{n:03}") for n in range(20)]
    members = [("village", "member", f"{n:03}") for n in range(20)]
    with statements_of(store) as seen, store.begin(ANNA, "score.column") as uow:
        documents = uow.get_many([("village", "sheet", "sheet"), *rows, *members])
        for row in rows:
            uow.put(*row, {**documents[row].body, "p": "1"})
        uow.commit()
    assert verbs(seen) == ["BEGIN", "WITH", "INSERT", "INSERT", "COMMIT"]


def test_a_write_that_was_not_read_before_is_read_once(store: SqliteStore) -> None:
    with statements_of(store) as seen, store.begin(ANNA, "test") as uow:
        for points in ("1", "2", "3"):
            uow.put("village", "row", "000", {"p": points})
        uow.get("village", "row", "000")
        uow.commit()
    assert verbs(seen) == ["BEGIN", "SELECT", "INSERT", "INSERT", "COMMIT"]


def test_a_transaction_in_which_nothing_changes_writes_nothing(store: SqliteStore) -> None:
    with statements_of(store) as seen, store.begin(ANNA, "test") as uow:
        uow.put("village", "sheet", "sheet", {"state": "draft"})
        uow.commit()
    assert verbs(seen) == ["BEGIN", "SELECT", "ROLLBACK"]


def test_after_another_session_the_end_of_the_ledger_is_looked_for(
    store: SqliteStore, path: Path
) -> None:
    with SqliteStore.open(path, lambda: MOMENT) as other:
        put(other, "elsewhere", {"p": "1"})
    with statements_of(store) as seen:
        put(store, "here", {"p": "1"})
    assert verbs(seen) == ["BEGIN", "SELECT", "INSERT", "INSERT", "SELECT", "INSERT", "COMMIT"]


def test_a_change_costs_the_same_in_a_small_and_in_a_large_store(tmp_path: Path) -> None:
    def cost(count: int) -> int:
        with SqliteStore.create(tmp_path / f"{count}.db", lambda: MOMENT) as store:
            fill(store, {f"{number}": {"n": number} for number in range(count)})
            with statements_of(store) as seen:
                put(store, "1", {"n": -1})
        return len(seen)

    assert cost(2) == cost(500) == 5


def test_what_is_executed_outside_of_the_block_is_not_counted(store: SqliteStore) -> None:
    with statements_of(store) as seen:
        pass
    store.last_seq()
    assert seen == []


def test_a_store_in_memory_executes_nothing_that_could_be_counted() -> None:
    with pytest.raises(TypeError, match="MemoryStore"), statements_of(MemoryStore()):
        pass
