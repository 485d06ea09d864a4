"""Whatever is altered behind the store's back is found and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.ports import Damage
from branchkit.store.sqlite_store import SqliteStore

from .contract import ANNA, MOMENT, put

Tamper = Callable[[str], None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.create(tmp_path / "branchkit.db", lambda: MOMENT) as created:
        for number in range(6):
            put(created, f"s/{number % 3}", {"subject": f"{number % 3}", "p": str(number)})
        yield created


@pytest.fixture
def tamper(store: SqliteStore, tmp_path: Path) -> Tamper:
    """Run a statement as somebody would who knows SQLite and means harm."""

    def run(statement: str) -> None:
        with closing(sqlite3.connect(tmp_path / "branchkit.db")) as connection:
            connection.execute("DROP TRIGGER entry_stays")
            connection.execute("DROP TRIGGER entry_stands")
            connection.execute(statement)
            connection.commit()

    return run


@pytest.mark.parametrize("column", ["at", "actor", "org", "kind", "id", "change", "reason", "hash"])
def test_an_altered_line_is_named(store: SqliteStore, tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE entry SET {column} = 'x' WHERE seq = 4")
    first = store.verify()[0]
    assert (first.code, first.seq) == ("hash", 4)


def test_a_line_whose_hash_was_made_to_fit_breaks_the_chain_behind_it(
    store: SqliteStore, tamper: Tamper
) -> None:
    line = list(store._ledger.lines())[3]
    forged = line._replace(actor="somebody else")
    tamper(
        f"UPDATE entry SET actor = 'somebody else', hash = '{forged.computed_hash()}' WHERE seq = 4"
    )
    first = store.verify()[0]
    assert (first.code, first.seq) == ("chain", 5)


def test_a_line_left_out_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("DELETE FROM entry WHERE seq = 4")
    first = store.verify()[0]
    assert (first.code, first.seq) == ("sequence", 5)


def test_the_first_bad_line_is_the_one_that_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE entry SET actor = 'x' WHERE seq IN (2, 3, 5)")
    lines = [damage.seq for damage in store.verify() if damage.seq is not None]
    assert lines == [2]


def test_an_altered_document_is_named_with_its_field(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE document SET body = replace(body, '\"4\"', '\"9\"') WHERE id = 's/1'")
    assert store.verify() == [Damage("document", None, "village", "row", "s/1", "/p")]


def test_a_document_without_entries_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("INSERT INTO document VALUES ('village', 'row', 's/x', 1, '{\"p\":\"1\"}')")
    assert store.verify() == [Damage("document", None, "village", "row", "s/x")]


@pytest.mark.parametrize("id", ["s/0", "s/2"])
def test_a_document_that_is_gone_is_named(store: SqliteStore, tamper: Tamper, id: str) -> None:
    tamper(f"DELETE FROM document WHERE id = '{id}'")
    assert store.verify() == [Damage("document", None, "village", "row", id)]


def test_an_altered_revision_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE document SET rev = 7 WHERE id = 's/1'")
    assert store.verify() == [Damage("document", None, "village", "row", "s/1")]


def test_a_document_that_is_no_json_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE document SET body = '{' WHERE id = 's/1'")
    assert store.verify() == [Damage("document", None, "village", "row", "s/1")]


def test_a_change_that_is_no_json_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE entry SET change = '[]' WHERE seq = 5")
    codes = {(damage.code, damage.seq, damage.id) for damage in store.verify()}
    assert codes == {("hash", 5, "s/1"), ("document", None, "s/1")}


def test_a_broken_file_is_reported_not_raised(store: SqliteStore, tmp_path: Path) -> None:
    with store.begin(ANNA, "fill") as uow:
        for number in range(200):
            uow.put("village", "row", f"t/{number}", {"text": "x" * 200})
        uow.commit()
    store.close()
    path = tmp_path / "branchkit.db"
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\x5a" * 8192
    path.write_bytes(content)
    with SqliteStore.open(path, lambda: MOMENT) as broken:
        codes = {damage.code for damage in broken.verify()}
    assert codes == {"file"}


def test_another_session_may_write_while_a_store_is_verified(
    store: SqliteStore, tmp_path: Path
) -> None:
    with SqliteStore.open(tmp_path / "branchkit.db", lambda: MOMENT) as other:
        put(other, "s/9", {"p": "1"})
        assert store.verify() == []
        put(other, "s/9", {"p": "2"})
        assert store.verify() == []
