from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import StoreError
from branchkit.store.copies import Restored, restore
from branchkit.store.sqlite_store import SqliteStore

from .contract import ANNA, MOMENT, ids, put


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder / "branchkit.db"


@pytest.fixture
def store(database: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(database, lambda: MOMENT) as created:
        put(created, "a", {"p": "1"})
        yield created


@pytest.fixture
def backup(store: SqliteStore, tmp_path: Path) -> Path:
    """A backup with one document, after which the store got a second one."""
    target = tmp_path / "backup.db"
    store.backup(target)
    put(store, "b", {"p": "2"})
    return target


def put_back(backup: Path, database: Path, *, force: bool = False) -> Restored:
    return restore(backup, database, keep_in=database.parent / "backups", now=MOMENT, force=force)


def contents(path: Path) -> list[str]:
    with SqliteStore.open(path, lambda: MOMENT) as store:
        assert store.verify() == []
        return ids(store)


# Backing up


def test_a_backup_is_one_file_with_everything_committed(store: SqliteStore, tmp_path: Path) -> None:
    target = tmp_path / "out" / "backup.db"
    target.parent.mkdir()
    with store.begin(ANNA, "test") as uow:
        uow.put("village", "row", "open", {"p": "1"})
        store.backup(target)
        uow.commit()
    assert list(target.parent.iterdir()) == [target]
    assert contents(target) == ["a"]
    assert ids(store) == ["a", "open"]


def test_a_backup_is_its_owners_alone(backup: Path) -> None:
    assert stat.filemode(backup.stat().st_mode) == "-rw-------"


def test_a_newer_backup_takes_the_place_of_an_older(store: SqliteStore, backup: Path) -> None:
    store.backup(backup)
    assert contents(backup) == ["a", "b"]


def test_a_backup_overwrites_nothing_but_backups(store: SqliteStore, tmp_path: Path) -> None:
    roster = tmp_path / "roster.xlsx"
    roster.write_bytes(b"PK roster")
    with pytest.raises(StoreError, match=r"^store\.not_a_backup "):
        store.backup(roster)
    assert roster.read_bytes() == b"PK roster"


def test_a_backup_over_the_database_itself_is_refused(store: SqliteStore, database: Path) -> None:
    with pytest.raises(StoreError, match=r"^store\.same_file "):
        store.backup(database)
    assert ids(store) == ["a"]


def test_a_backup_into_a_folder_that_is_not_there_is_refused(
    store: SqliteStore, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match=r"^store\.no_folder "):
        store.backup(tmp_path / "nowhere" / "backup.db")


def test_a_backup_that_fails_leaves_nothing(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StoreError, match=r"^store\.io "):
        store.backup(folder / "backup.db")
    assert list(folder.iterdir()) == []


# Restoring


def test_a_backup_is_put_where_there_is_no_database(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "branchkit.db"
    new.parent.mkdir()
    assert put_back(backup, new) == Restored(last_seq=1, kept=None)
    assert contents(new) == ["a"]
    assert contents(backup) == ["a"]


def test_an_existing_database_is_not_overwritten_unasked(
    store: SqliteStore, backup: Path, database: Path
) -> None:
    store.close()
    with pytest.raises(StoreError, match=r"^store\.would_overwrite "):
        put_back(backup, database)
    assert contents(database) == ["a", "b"]


def test_a_replaced_database_is_kept(store: SqliteStore, backup: Path, database: Path) -> None:
    store.close()
    restored = put_back(backup, database, force=True)
    assert contents(database) == ["a"]
    assert restored.kept == database.parent / "backups" / "replaced-20261120-090000.db"
    assert contents(restored.kept) == ["a", "b"]
    again = put_back(restored.kept, database, force=True)
    assert again.kept == database.parent / "backups" / "replaced-20261120-090000-2.db"
    assert contents(database) == ["a", "b"]


def test_a_database_in_use_is_not_replaced(
    store: SqliteStore, backup: Path, database: Path
) -> None:
    with pytest.raises(StoreError, match=r"^store\.in_use "):
        put_back(backup, database, force=True)
    assert put(store, "c", {"p": "3"}) == 3
    assert [path.name for path in database.parent.glob(".*")] == []
    assert list((database.parent / "backups").iterdir()) == []


def test_a_damaged_database_is_replaced_with_what_lies_beside_it(
    store: SqliteStore, backup: Path, database: Path
) -> None:
    store.close()
    database.write_bytes(b"torn" * 1000)
    beside = database.with_name("branchkit.db-wal")
    beside.write_bytes(b"left over")
    restored = put_back(backup, database, force=True)
    assert contents(database) == ["a"]
    assert restored.kept is not None
    assert restored.kept.read_bytes() == b"torn" * 1000
    assert restored.kept.with_name(restored.kept.name + "-wal").read_bytes() == b"left over"


def test_a_damaged_backup_is_not_put_back(store: SqliteStore, backup: Path, database: Path) -> None:
    store.close()
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("UPDATE document SET body = '{}'")
        connection.commit()
    with pytest.raises(StoreError, match=r"^store\.backup_damaged ") as refused:
        put_back(backup, database, force=True)
    assert refused.value.params["count"] == 1
    assert contents(database) == ["a", "b"]


def test_what_is_no_backup_is_not_put_back(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    store.close()
    other = tmp_path / "roster.csv"
    other.write_text("姓名,性别\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"^store\.not_a_backup "):
        put_back(other, database, force=True)
    with pytest.raises(StoreError, match=r"^store\.missing "):
        put_back(tmp_path / "nothing", database, force=True)
    with pytest.raises(StoreError, match=r"^store\.same_file "):
        put_back(database, database, force=True)
    assert contents(database) == ["a"]
