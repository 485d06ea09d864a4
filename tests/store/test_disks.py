"""Disks that are full and disks that are read-only: what is there can be seen and taken away."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import StoreError
from branchkit.store import connection as connecting
from branchkit.store.connection import Connection
from branchkit.store.sqlite_store import SqliteStore

from .contract import MOMENT, ids, put


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or _run(mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)):
        pytest.skip("no tmpfs may be mounted here")
    yield folder
    _run("umount", str(folder))


def _run(*words: str) -> int:
    return subprocess.run(words, capture_output=True, check=False).returncode


@pytest.fixture
def database(disk: Path) -> Path:
    """A closed store with one document."""
    path = disk / "branchkit.db"
    with SqliteStore.create(path, lambda: MOMENT) as store:
        put(store, "a", {"p": "1"})
    return path


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    return filler


def make_read_only(disk: Path) -> None:
    if _run("mount", "-o", "remount,ro", str(disk)):
        pytest.skip("a mounted disk cannot be made read-only here")


def killed_with_more_beside(database: Path) -> None:
    """As after a kill: the newest document is in the write-ahead file only."""
    aside = database.parent / "aside"
    aside.mkdir()
    with SqliteStore.open(database, lambda: MOMENT) as store:
        put(store, "b", {"p": "2"})
        for path in database.parent.glob("branchkit.db*"):
            shutil.copy(path, aside)
    for path in database.parent.glob("branchkit.db*"):
        path.unlink()
    for path in aside.iterdir():
        if not path.name.endswith("-shm"):
            path.replace(database.parent / path.name)
    shutil.rmtree(aside)


def test_on_a_full_disk_all_can_be_read_checked_and_taken_away(
    database: Path, disk: Path, tmp_path: Path
) -> None:
    filler = fill(disk)
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert ids(store) == ["a"]
        assert store.verify() == []
        assert store.backup(tmp_path / "elsewhere.db") == []
        with pytest.raises(StoreError, match=r"^store\.disk_full "):
            put(store, "b", {"text": "x" * 5000})
        with pytest.raises(StoreError, match=r"^store\.disk_full "):
            store.backup(disk / "here.db")
        filler.unlink()
        assert put(store, "b", {"text": "x" * 5000}) == 2
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert ids(store) == ["a", "b"]
        assert store.verify() == []


def test_on_a_full_disk_nothing_of_a_killed_session_is_missing(database: Path, disk: Path) -> None:
    killed_with_more_beside(database)
    fill(disk)
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert ids(store) == ["a", "b"]
        assert store.verify() == []


def test_a_full_disk_is_said_to_be_full_and_not_to_be_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = sqlite3.OperationalError("disk I/O error")
    monkeypatch.setattr(broken, "sqlite_errorcode", sqlite3.SQLITE_IOERR_SHMSIZE, raising=False)
    assert connecting.refusal(broken, tmp_path / "branchkit.db").code == "store.io"
    monkeypatch.setattr(connecting, "has_room", lambda _folder: False)
    assert connecting.refusal(broken, tmp_path / "branchkit.db").code == "store.disk_full"


def test_on_a_read_only_disk_all_can_be_read_checked_and_taken_away(
    database: Path, disk: Path, tmp_path: Path
) -> None:
    make_read_only(disk)
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert ids(store) == ["a"]
        assert store.verify() == []
        assert store.backup(tmp_path / "elsewhere.db") == []
        with pytest.raises(StoreError, match=r"^store\.read_only "):
            put(store, "b", {"p": "2"})
        with pytest.raises(StoreError, match=r"^store\.read_only "):
            store.backup(disk / "here.db")
    with SqliteStore.open(tmp_path / "elsewhere.db", lambda: MOMENT) as store:
        assert ids(store) == ["a"]


def test_a_read_only_disk_with_half_of_a_store_in_a_file_beside_it_is_refused(
    database: Path, disk: Path
) -> None:
    killed_with_more_beside(database)
    make_read_only(disk)
    with pytest.raises(StoreError, match=r"^store\.left_beside ") as refused:
        SqliteStore.open(database, lambda: MOMENT)
    assert refused.value.params["beside"] == "branchkit.db-wal"


def test_a_store_that_may_not_be_opened_for_writing_is_opened_for_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a write-protected disk does, where none can be mounted."""
    path = tmp_path / "branchkit.db"
    with SqliteStore.create(path, lambda: MOMENT) as store:
        put(store, "a", {"p": "1"})
    run = Connection.run

    def refuse(self: Connection, sql: str, *values: object) -> list[object]:
        if self.shared or "immutable" not in self.mode:
            raise StoreError("unreadable", path=str(path), detail="unable to open database file")
        return run(self, sql, *values)

    monkeypatch.setattr(Connection, "run", refuse)
    with SqliteStore.open(path, lambda: MOMENT) as store:
        assert ids(store) == ["a"]
        with pytest.raises(StoreError, match=r"^store\.read_only "):
            put(store, "b", {"p": "2"})


def test_a_foreign_file_is_not_taken_for_one_on_a_bad_disk(tmp_path: Path) -> None:
    path = tmp_path / "branchkit.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entry (seq)")
    with pytest.raises(StoreError, match=r"^store\.foreign "):
        SqliteStore.open(path, lambda: MOMENT)
