"""Versions, and files that somebody else has had a hand in: refused by name, whatever way they come in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import StoreError
from branchkit.store import schema
from branchkit.store.connection import Connection
from branchkit.store.copies import restore
from branchkit.store.sqlite_store import SqliteStore

from .contract import MOMENT, ids, put


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A store with one document, closed."""
    path = tmp_path / "branchkit.db"
    with SqliteStore.create(path, lambda: MOMENT) as store:
        put(store, "a", {"p": "1"})
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# Versions


def test_a_store_of_a_newer_version_is_refused(database: Path) -> None:
    alter(database, f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(StoreError, match=r"^store\.newer ") as refused:
        SqliteStore.open(database, lambda: MOMENT)
    assert refused.value.params["found"] == schema.VERSION + 1


@pytest.mark.parametrize("version", [0, -1, -(2**31)])
def test_a_version_that_there_never_was_is_refused(database: Path, version: int) -> None:
    alter(database, f"PRAGMA user_version = {version}")
    with pytest.raises(StoreError, match=r"^store\.unknown_version ") as refused:
        SqliteStore.open(database, lambda: MOMENT)
    assert refused.value.params["found"] == version


def test_a_migration_brings_an_older_file_up_to_date(database: Path) -> None:
    with closing(Connection(database)) as connection:

        def add_column(migrating: Connection) -> None:
            migrating.run("ALTER TABLE document ADD COLUMN extra TEXT")

        target = schema.VERSION + 1
        schema.migrate(connection, {schema.VERSION: add_column}, target)
        assert connection.run("SELECT extra FROM document") == [(None,)]
        assert connection.run("PRAGMA user_version") == [(target,)]


def test_a_migration_that_fails_changes_nothing(database: Path) -> None:
    with closing(Connection(database)) as connection:

        def fail(migrating: Connection) -> None:
            migrating.run("DROP TABLE document")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            schema.migrate(connection, {schema.VERSION: fail}, schema.VERSION + 1)
        assert connection.run("PRAGMA user_version") == [(schema.VERSION,)]
        assert connection.run("SELECT count(*) FROM document") == [(1,)]


# What does not belong there

TAMPERED = {
    "trigger evil": (
        "CREATE TRIGGER evil AFTER UPDATE ON document BEGIN "
        "UPDATE document SET body = replace(body, '2', '6') WHERE rowid = NEW.rowid; END",
    ),
    "view seen": ("CREATE VIEW seen AS SELECT * FROM document",),
    "table extra": ("CREATE TABLE extra (x)",),
    "index fast": ("CREATE INDEX fast ON document (kind)",),
    "trigger entry_stays": ("DROP TRIGGER entry_stays",),
    "trigger entry_stands": (
        "DROP TRIGGER entry_stands",
        "CREATE TRIGGER entry_stands BEFORE UPDATE ON entry BEGIN SELECT 1; END",
    ),
    "table document": ("ALTER TABLE document ADD COLUMN more TEXT DEFAULT 'x'",),
    "view entry": (
        "DROP TRIGGER entry_stays",
        "DROP TRIGGER entry_stands",
        "ALTER TABLE entry RENAME TO lines",
        "CREATE VIEW entry AS SELECT * FROM lines",
    ),
}


@pytest.mark.parametrize("part", TAMPERED)
def test_a_layout_that_is_not_ours_is_not_opened(database: Path, part: str) -> None:
    alter(database, *TAMPERED[part])
    with pytest.raises(StoreError, match=r"^store\.layout ") as refused:
        SqliteStore.open(database, lambda: MOMENT)
    parts = refused.value.params["parts"]
    assert isinstance(parts, list)
    assert part in parts


@pytest.mark.parametrize("part", TAMPERED)
def test_a_backup_with_a_layout_that_is_not_ours_is_not_put_back(
    database: Path, tmp_path: Path, part: str
) -> None:
    backup = tmp_path / "backup.db"
    with SqliteStore.open(database, lambda: MOMENT) as store:
        store.backup(backup)
    alter(backup, *TAMPERED[part])
    with pytest.raises(StoreError, match=r"^store\.layout "):
        restore(backup, database, keep_in=tmp_path, now=MOMENT, force=True)
    with SqliteStore.open(database, lambda: MOMENT) as store:
        assert ids(store) == ["a"]


def test_what_is_put_in_while_a_store_is_open_is_a_damage(database: Path) -> None:
    with SqliteStore.open(database, lambda: MOMENT) as store:
        alter(database, *TAMPERED["trigger evil"])
        assert [(damage.code, damage.path) for damage in store.verify()] == [
            ("layout", "trigger evil")
        ]


def test_what_a_file_declares_is_not_trusted(database: Path) -> None:
    with closing(Connection(database)) as connection:
        assert connection.run("PRAGMA trusted_schema") == [(0,)]
