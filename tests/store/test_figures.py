"""Figures in the file: other sessions', older files', wrong ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from branchkit.core.ports import Damage
from branchkit.store.copies import restore
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.statements import statements_of, verbs

from .contract import ANNA, MOMENT
from .figures_contract import SHEETS, a_row, kept, only, write

Alter = Callable[[str], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with two rows of a sheet, closed."""
    path = tmp_path / "branchkit.db"
    with SqliteStore.create(path, lambda: MOMENT) as store:
        rows = (("row", f"{SHEETS[1]}/m{n}", a_row(f"m{n}", dues=str(n))) for n in (1, 2))
        write(store, ("roll", SHEETS[1], {"subjects": ["m1", "m2"]}), *rows)
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore.open(path, lambda: MOMENT) as opened:
        yield opened


@pytest.fixture
def alter(path: Path) -> Alter:
    def run(statement: str) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()

    return run


def into_the_first_format(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE figure")
        connection.execute("PRAGMA user_version = 1")


def test_two_sessions_add_to_the_same_line(store: SqliteStore, path: Path) -> None:
    with SqliteStore.open(path, lambda: MOMENT) as other:
        write(other, ("row", f"{SHEETS[1]}/m1", a_row("m1", dues="5")))
        write(store, ("row", f"{SHEETS[1]}/m2", a_row("m2", dues="6")))
        assert only(store).total == only(other).total == 11_000_000
    assert store.verify() == []


def test_any_number_of_sheets_is_read_with_one_statement(store: SqliteStore) -> None:
    with store.begin(ANNA, "fill") as uow:
        for number in range(400):
            uow.put(f"o{number}", "roll", SHEETS[1], {"subjects": ["m1"]})
        uow.commit()
    with statements_of(store) as seen:
        orgs = [f"o{number}" for number in range(400)]
        assert [line.org for line in store.figures(orgs, ["2026-10", "2026-11"])] == orgs
        assert len(store.figures(orgs, ["2026-11"], parts=False)) == 400
    assert verbs(seen) == ["SELECT", "SELECT"]


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE figure SET total = total + 1", "total"),
        ("UPDATE figure SET subjects = NULL", "subjects"),
        ("UPDATE figure SET criteria = '{'", "criteria"),
        ("DELETE FROM figure", "subjects"),
    ],
)
def test_a_wrong_figure_is_named_and_mended(
    store: SqliteStore, alter: Alter, statement: str, field: str
) -> None:
    before = kept(store)
    alter(statement)
    assert store.verify() == [Damage("figures", None, "village", "sheet", SHEETS[1], field)]
    store.count_figures_anew()
    assert store.verify() == []
    assert kept(store) == before
    assert store.last_seq() == 3


def test_figures_of_nobody_are_found(store: SqliteStore, alter: Alter) -> None:
    alter("UPDATE figure SET org = 'elsewhere'")
    found = [(damage.code, damage.org) for damage in store.verify()]
    assert found == [("figures", "village"), ("figures", "elsewhere")]


def test_a_score_goes_on_over_a_line_that_is_no_json(store: SqliteStore, alter: Alter) -> None:
    alter("UPDATE figure SET criteria = '{', totals = 'x'")
    write(store, ("row", f"{SHEETS[1]}/m1", a_row("m1", dues="5")))
    assert [damage.code for damage in store.verify()] == ["figures"]


def test_a_file_of_the_first_format_is_counted_when_it_is_opened(path: Path) -> None:
    with SqliteStore.open(path, lambda: MOMENT) as store:
        before = kept(store)
    into_the_first_format(path)
    with SqliteStore.open_for_reading(path) as old:
        assert kept(old) == before
    with SqliteStore.open(path, lambda: MOMENT) as store:
        assert kept(store) == before
        assert store.verify() == []


def test_what_cannot_be_read_keeps_no_file_of_the_first_format_closed(
    path: Path, alter: Alter
) -> None:
    alter("UPDATE document SET body = x'ff7b' WHERE id LIKE '%/m1'")
    into_the_first_format(path)
    with SqliteStore.open(path, lambda: MOMENT) as store:
        assert only(store).total == 2_000_000
        assert {damage.code for damage in store.verify()} == {"unreadable"}


def test_a_backup_of_the_first_format_is_put_back(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    before = kept(store)
    backup = tmp_path / "backup.db"
    store.backup(backup)
    store.close()
    into_the_first_format(backup)
    restore(backup, path, keep_in=tmp_path, now=MOMENT, force=True)
    with SqliteStore.open(path, lambda: MOMENT) as again:
        assert kept(again) == before
