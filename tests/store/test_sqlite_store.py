from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import StoreError
from branchkit.core.ports import Store
from branchkit.store.sqlite_store import SqliteStore

from .contract import ANNA, MOMENT, StoreContract, ids, put
from .figures_contract import FiguresContract
from .reading_contract import ReadingContract
from .session_contract import BERT, SessionContract


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "branchkit.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(path, lambda: MOMENT) as created:
        yield created


def another(path: Path, patience: float = 5.0) -> SqliteStore:
    return SqliteStore.open(path, lambda: MOMENT, patience=patience)


class TestSqliteStore(StoreContract, ReadingContract, SessionContract, FiguresContract):
    @pytest.fixture
    def store(self, path: Path) -> Iterator[Store]:
        with SqliteStore.create(path, lambda: MOMENT) as created:
            yield created

    @pytest.fixture
    def other(self, store: Store, path: Path) -> Iterator[Store]:
        with another(path, patience=0) as opened:
            yield opened


# Files


def test_what_was_written_is_there_after_reopening(store: SqliteStore, path: Path) -> None:
    put(store, "a", {"p": "1"})
    store.close()
    with another(path) as reopened:
        assert ids(reopened) == ["a"]
        assert put(reopened, "b", {"p": "1"}) == 2
        assert reopened.verify() == []


def test_creating_over_an_existing_file_is_refused(store: SqliteStore, path: Path) -> None:
    with pytest.raises(StoreError, match=r"^store\.exists "):
        SqliteStore.create(path, lambda: MOMENT)


def test_creating_leaves_only_the_store(path: Path) -> None:
    SqliteStore.create(path, lambda: MOMENT).close()
    assert list(path.parent.iterdir()) == [path]


def test_opening_what_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match=r"^store\.missing "):
        another(path)
    assert not path.exists()


def test_a_file_of_something_else_is_refused(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 a workbook" * 100)
    with pytest.raises(StoreError, match=r"^store\.foreign "):
        another(path)


def test_another_programs_database_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entry (seq)")
    with pytest.raises(StoreError, match=r"^store\.foreign "):
        another(path)


def test_a_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match=r"^store\.unreadable "):
        another(path)


def test_a_folder_name_may_hold_anything(tmp_path: Path) -> None:
    folder = tmp_path / "支部?#%20 &x"
    folder.mkdir()
    with SqliteStore.create(folder / "branchkit.db", lambda: MOMENT) as store:
        put(store, "a", {"p": "1"})
    assert sorted(p.name for p in folder.iterdir()) == ["branchkit.db"]


def test_opening_does_not_read_the_documents(store: SqliteStore, path: Path) -> None:
    put(store, "a", {"p": "1"})
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE document SET body = 'not json'")
        connection.commit()
    with another(path) as reopened:
        assert reopened.last_seq() == 1


# Sessions


def test_a_session_waits_for_another_ones_transaction(store: SqliteStore, path: Path) -> None:
    held, wanted = threading.Event(), threading.Event()

    def hold() -> None:
        with another(path) as holder, holder.begin(BERT, "test") as uow:
            uow.put("village", "row", "a", {"p": "1"})
            held.set()
            wanted.wait(10)
            uow.commit()

    holding = threading.Thread(target=hold)
    holding.start()
    assert held.wait(10)
    store.watch(lambda _statement: wanted.set())
    assert put(store, "b", {"p": "1"}) == 2
    holding.join()
    assert ids(store) == ["a", "b"]


def test_a_half_read_scan_does_not_hinder_writing_after_another_session(
    store: SqliteStore, path: Path
) -> None:
    with another(path) as other:
        put(store, "a", {"p": "1"})
        half_read = store.scan("village", "row")
        next(half_read)
        put(other, "b", {"p": "1"})
        assert put(store, "c", {"p": "1"}) == 3


# The ledger stays


@pytest.mark.parametrize(
    "statement", ["UPDATE entry SET actor = 'x'", "DELETE FROM entry WHERE seq = 1"]
)
def test_the_ledger_cannot_be_altered_in_passing(
    store: SqliteStore, path: Path, statement: str
) -> None:
    put(store, "a", {"p": "1"})
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="ledger"),
    ):
        connection.execute(statement)


# No room


def test_no_room_left_rolls_back_and_says_so(store: SqliteStore) -> None:
    put(store, "a", {"p": "1"})
    pages = store._connection.run("PRAGMA page_count")[0][0]
    store._connection.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"^store\.disk_full "), store.begin(ANNA, "import") as uow:
        for number in range(500):
            uow.put("village", "row", f"n{number}", {"text": "x" * 500})
        uow.commit()
    assert ids(store) == ["a"]
    assert store.verify() == []
    store._connection.run("PRAGMA max_page_count = 1000000")
    assert put(store, "b", {"p": "1"}) == 2


def test_after_an_error_the_rest_of_the_transaction_is_refused(store: SqliteStore) -> None:
    pages = store._connection.run("PRAGMA page_count")[0][0]
    store._connection.run(f"PRAGMA max_page_count = {pages}")
    with store.begin(ANNA, "import") as uow:
        uow.put("village", "row", "small", {"p": "1"})
        uow.put("village", "row", "large", {"text": "x" * 50_000})
        with pytest.raises(StoreError, match=r"^store\.disk_full "):
            list(uow.scan("village", "row"))
        with pytest.raises(StoreError, match=r"^store\.no_transaction "):
            uow.commit()
    assert ids(store) == []
    assert store.last_seq() == 0


def test_a_file_that_may_not_be_written_says_so(store: SqliteStore, path: Path) -> None:
    put(store, "a", {"p": "1"})
    store._connection.run("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match=r"^store\.read_only "):
        put(store, "b", {"p": "1"})
    assert ids(store) == ["a"]
