"""TinyDB's own operations on the store's documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import where
from tinydb.operations import delete, increment
from tinydb.table import Document as TinyDocument

from branchkit.core.errors import StoreError
from branchkit.store.documents import DocumentDatabase, LedgerStorage
from branchkit.store.sqlite_store import SqliteStore

from .contract import ANNA, MOMENT, ids, newest, put


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(tmp_path / "branchkit.db", lambda: MOMENT) as created:
        with created.begin(ANNA, "fill") as uow:
            for number in range(10):
                uow.put("village", "row", f"s/{number}", {"n": number, "band": "ab"[number % 2]})
            uow.put("village", "member", "m1", {"name": "张三"})
            uow.commit()
        yield created


def document(body: dict[str, Any], id: str) -> TinyDocument:
    return TinyDocument(body, id)  # type: ignore[arg-type]


def test_search_finds_documents_by_their_fields(store: SqliteStore) -> None:
    found = store.table("village", "row").search((where("n") > 6) & (where("band") == "a"))
    assert [(str(d.doc_id), d["n"]) for d in found] == [("s/8", 8)]


def test_a_document_is_got_by_its_text_id(store: SqliteStore) -> None:
    table = store.table("village", "row")
    assert table.get(doc_id="s/3") == {"n": 3, "band": "b"}
    assert table.get(doc_id="nobody") is None
    assert table.get(doc_ids=["s/1", "nobody", "s/0"]) == [
        {"n": 1, "band": "b"},
        {"n": 0, "band": "a"},
    ]
    assert table.get(where("n") == 4) == {"n": 4, "band": "a"}
    assert table.contains(doc_id="s/3")  # type: ignore[arg-type]
    assert not table.contains(where("n") == 99)


def test_a_table_knows_its_length_and_lists_itself(store: SqliteStore) -> None:
    table = store.table("village", "row")
    assert len(table) == 10
    assert len(table.all()) == 10
    assert table.count(where("band") == "a") == 5
    assert len(store.table("village", "nothing")) == 0


def test_a_search_sees_what_another_session_has_written(store: SqliteStore, tmp_path: Path) -> None:
    table = store.table("village", "row")
    assert table.search(where("n") == 99) == []
    with SqliteStore.open(tmp_path / "branchkit.db", lambda: MOMENT) as other:
        put(other, "s/99", {"n": 99})
    assert [str(d.doc_id) for d in table.search(where("n") == 99)] == ["s/99"]


def test_update_by_condition_changes_and_enters_the_matching_only(store: SqliteStore) -> None:
    before = store.last_seq()
    with store.begin(ANNA, "test") as uow:
        changed = store.table("village", "row").update({"band": "c"}, where("n") > 7)
        uow.commit()
    assert changed == ["s/8", "s/9"]
    entries = list(store.entries(after=before))
    assert [(e.id, dict(e.change.fields)) for e in entries] == [
        ("s/8", {"/band": ["a", "c"]}),
        ("s/9", {"/band": ["b", "c"]}),
    ]


def test_update_takes_tinydbs_operations(store: SqliteStore) -> None:
    table = store.table("village", "row")
    with store.begin(ANNA, "test") as uow:
        table.update(increment("n"), doc_ids=["s/1"])
        table.update(delete("band"), where("n") == 2)
        table.update_multiple([({"x": 1}, where("n") == 5), ({"x": 2}, where("x") == 1)])
        table.upsert(document({"n": 50}, "s/50"))
        table.insert(document({"n": 51}, "s/51"))
        uow.commit()
    assert table.get(doc_id="s/1") == {"n": 2}
    assert table.get(doc_id="s/5") == {"n": 5, "band": "b", "x": 2}
    assert table.get(doc_id="s/50") == {"n": 50}
    assert table.get(doc_id="s/51") == {"n": 51}
    assert store.verify() == []


def test_an_id_that_is_taken_is_not_inserted_again(store: SqliteStore) -> None:
    with store.begin(ANNA, "test"), pytest.raises(ValueError, match="already exists"):
        store.table("village", "row").insert(document({"n": 1}, "s/1"))


def test_ids_are_not_made_up(store: SqliteStore) -> None:
    with store.begin(ANNA, "test"), pytest.raises(TypeError, match="texts"):
        store.table("village", "row").insert({"n": 1})


def test_removing_is_entered_in_the_ledger(store: SqliteStore) -> None:
    table = store.table("village", "row")
    with store.begin(ANNA, "test") as uow:
        assert table.remove(where("n") == 3) == ["s/3"]
        uow.commit()
    assert newest(store).change.fields == {"/n": [3, None], "/band": ["b", None]}
    with store.begin(ANNA, "test") as uow:
        table.truncate()
        uow.commit()
    assert ids(store) == []
    assert store.verify() == []


def test_dropping_tables_is_entered_in_the_ledger(store: SqliteStore) -> None:
    before = store.last_seq()
    with store.begin(ANNA, "test") as uow:
        store._database.drop_tables()
        uow.commit()
    assert store._database.tables() == set()
    assert store.last_seq() == before + 11
    assert store.verify() == []


@pytest.mark.parametrize("operation", ["update", "insert", "remove", "truncate"])
def test_without_a_unit_of_work_nothing_is_written(store: SqliteStore, operation: str) -> None:
    table = store.table("village", "row")
    operations = {
        "update": lambda: table.update({"n": 0}, doc_ids=["s/1"]),
        "insert": lambda: table.insert(document({"n": 1}, "s/77")),
        "remove": lambda: table.remove(doc_ids=["s/1"]),
        "truncate": table.truncate,
    }
    with pytest.raises(StoreError, match="no_transaction"):
        operations[operation]()
    assert store.last_seq() == 11


def test_the_whole_database_cannot_be_overwritten(store: SqliteStore) -> None:
    storage = store._storage
    assert isinstance(storage, LedgerStorage)
    with pytest.raises(NotImplementedError):
        storage.write({})
    with pytest.raises(NotImplementedError):
        DocumentDatabase(storage).storage.write({"x": {}})


def test_a_change_costs_the_same_in_a_small_and_in_a_large_table(tmp_path: Path) -> None:
    def statements_of_a_save(count: int) -> int:
        statements: list[str] = []
        with SqliteStore.create(tmp_path / f"{count}.db", lambda: MOMENT) as store:
            with store.begin(ANNA, "fill") as uow:
                for number in range(count):
                    uow.put("village", "row", f"s/{number}", {"n": number})
                uow.commit()
            store._connection.sqlite.set_trace_callback(statements.append)
            put(store, "s/1", {"n": -1})
        return len(statements)

    assert statements_of_a_save(2) == statements_of_a_save(500) <= 8
