"""Whatever is altered behind the store's back is found and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage, LedgerEnd
from branchkit.store.sqlite_store import SqliteStore
from branchkit.store.verification import verdict

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
            guards = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            )
            put_back = [
                sql for name, sql in guards.fetchall() if connection.execute(f"DROP TRIGGER {name}")
            ]
            connection.execute(statement)
            for sql in put_back:
                connection.execute(sql)
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


def test_every_bad_line_is_named_and_no_other(store: SqliteStore, tamper: Tamper) -> None:
    tamper("UPDATE entry SET actor = 'x' WHERE seq IN (2, 3, 5)")
    assert [(damage.code, damage.seq) for damage in store.verify()] == [
        ("hash", 2),
        ("hash", 3),
        ("hash", 5),
    ]


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
    assert store.verify() == [Damage("malformed", None, "village", "row", "s/1", "body")]


NO_TEXT = "CAST(x'C3280A' AS TEXT)"


@pytest.mark.parametrize("value", [NO_TEXT, "x'7B7D'"])
def test_a_document_that_is_no_text_is_named(
    store: SqliteStore, tamper: Tamper, value: str
) -> None:
    tamper(f"UPDATE document SET body = {value} WHERE id = 's/1'")
    assert store.verify() == [Damage("unreadable", None, "village", "row", "s/1", "body")]


@pytest.mark.parametrize("column", ["at", "actor", "id", "change", "prev", "hash"])
def test_a_line_that_is_no_text_is_named_with_its_column(
    store: SqliteStore, tamper: Tamper, column: str
) -> None:
    tamper(f"UPDATE entry SET {column} = {NO_TEXT} WHERE seq = 4")
    first = store.verify()[0]
    assert (first.code, first.seq, first.path) == ("unreadable", 4, column)


def test_a_document_whose_key_is_no_text_is_named_by_its_row(
    store: SqliteStore, tamper: Tamper
) -> None:
    tamper(f"UPDATE document SET id = {NO_TEXT} WHERE id = 's/1'")
    assert store.verify() == [
        Damage("document", None, "village", "row", "s/1"),
        Damage("unreadable", id="#2", path="key"),
    ]


def test_a_document_nested_without_end_is_named(store: SqliteStore, tamper: Tamper) -> None:
    tamper(f"UPDATE document SET body = '{'[' * 50_000}' WHERE id = 's/1'")
    assert store.verify() == [Damage("malformed", None, "village", "row", "s/1", "body")]


def test_a_damaged_document_is_refused_by_name_when_it_is_read(
    store: SqliteStore, tamper: Tamper
) -> None:
    tamper("UPDATE document SET body = '{\"p\":' WHERE id = 's/1'")
    for read in (
        lambda: store.get("village", "row", "s/1"),
        lambda: list(store.scan("village", "row")),
        lambda: put(store, "s/1", {"p": "5"}),
    ):
        with pytest.raises(StoreError, match=r"^store\.damaged_document ") as refused:
            read()
        assert refused.value.params == {"document": "village/row/s/1"}
    with pytest.raises(StoreError, match=r"^store\.damaged "):
        list(store.project("village", "row", "", ["p"]))


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
        assert broken.verify()[0].code == "file"


def test_another_session_may_write_while_a_store_is_verified(
    store: SqliteStore, tmp_path: Path
) -> None:
    with SqliteStore.open(tmp_path / "branchkit.db", lambda: MOMENT) as other:
        put(other, "s/9", {"p": "1"})
        assert store.verify() == []
        put(other, "s/9", {"p": "2"})
        assert store.verify() == []


NUMBER = "110105194912310021"
"""Not a word of a verdict may hold it."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A closed store whose every document holds a number that nobody is to see."""
    path = tmp_path_factory.mktemp("pages") / "branchkit.db"
    with SqliteStore.create(path, lambda: MOMENT) as store:
        for name in ("陈建国", "欧阳若兰", "单守信"):
            put(store, name[:1], {"name": name, "citizen_id": NUMBER, "phone": NUMBER[:11]})
            put(store, name[:1], {"name": name, "citizen_id": NUMBER[::-1], "phone": NUMBER})
    return path.read_bytes()


def altered_bytes(content: bytes) -> Iterator[int]:
    """Places in which something is kept: of every page the beginning and all that is not zero."""
    return (at for at, byte in enumerate(content) if byte)


def outcome(path: Path) -> str:
    """What whoever asks after the damage is told."""
    try:
        with SqliteStore.open(path, lambda: MOMENT) as opened:
            return repr(opened.verify())
    except StoreError as error:
        return repr(verdict(error) or error)


@pytest.mark.parametrize("bit", [0, 3, 5, 7])
def test_any_flipped_bit_ends_in_a_verdict_without_personal_data(
    pages: bytes, tmp_path: Path, bit: int
) -> None:
    path = tmp_path / "branchkit.db"
    unseen = 0
    for at in list(altered_bytes(pages))[bit::17]:
        content = bytearray(pages)
        content[at] ^= 1 << bit
        path.write_bytes(content)
        told = outcome(path)
        for secret in (NUMBER, NUMBER[::-1], NUMBER[:11], "建国"):
            assert secret not in told
        unseen += told == "[]"
        for beside in path.parent.glob("branchkit.db-*"):
            beside.unlink()
    # Counters and free lists in the header mean nothing to what is kept.
    assert unseen < 30


def test_since_the_last_good_end_only_what_is_new_is_looked_at(
    store: SqliteStore, tamper: Tamper
) -> None:
    end = LedgerEnd(*store._ledger.last())
    put(store, "s/1", {"subject": "1", "p": "9"})
    assert store.verify(since=end) == []
    tamper("UPDATE entry SET actor = 'x' WHERE seq = 2")
    tamper("UPDATE document SET body = '{}' WHERE id = 's/2'")
    assert store.verify(since=end) == [], "older than the end, and without a new line"
    assert [damage.code for damage in store.verify()] == ["hash", "document"]
    tamper("UPDATE document SET body = replace(body, '9', '8') WHERE id = 's/1'")
    tamper("UPDATE entry SET reason = 'x' WHERE seq = 7")
    found = store.verify(since=end)
    assert [(d.code, d.seq, d.id) for d in found] == [("hash", 7, "s/1"), ("document", None, "s/1")]


def test_an_end_that_was_cut_off_or_chained_anew_is_seen(
    store: SqliteStore, tamper: Tamper
) -> None:
    end = LedgerEnd(*store._ledger.last())
    lines = list(store._ledger.lines())
    prev = ""
    for line in lines:
        forged = line._replace(actor="somebody else", prev=prev)
        prev = forged.computed_hash()
        tamper(
            f"UPDATE entry SET actor = 'somebody else', prev = '{forged.prev}', hash = '{prev}' "
            f"WHERE seq = {line.seq}"
        )
    assert store.verify() == [], "the chain alone cannot show it"
    assert store.verify(since=end) == [Damage("cut", 6)]
    tamper("DELETE FROM entry WHERE seq >= 5")
    assert store.verify(since=end) == [Damage("cut", 6)]


def test_a_verification_says_how_far_it_is(store: SqliteStore) -> None:
    told: list[tuple[str, int, int]] = []
    store.verify(tell=lambda *step: told.append(step))
    assert told == [("file", 0, 0), ("ledger", 0, 6), ("documents", 0, 6)]
