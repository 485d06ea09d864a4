"""What plugins are told of a commit, made of what the store says it has done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.ports import Body, Committed
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState, SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.events import Commit, RecordStep, RecordTouched, SheetMoved
from branchkit.services.plugins.telling import commit_of
from branchkit.services.scoring.steps import take_step
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import a_scheme, a_sheet, fixed_clock

KEY = SheetKey("rural/member-month", "b1", Period(2026, 11))
ROW: Body = {"values": {"date": "2026-11-03"}, "on": "2026-11-03"}
Told = list[Committed]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def store(tmp_path: Path, told: Told) -> Iterator[SqliteStore]:
    with SqliteStore.create(tmp_path / "branchkit.db", fixed_clock()) as store:
        store.listen(told.append)
        yield store


def put(store: SqliteStore, kind: str, id: str, *bodies: Body, commits: bool = True) -> None:
    with store.begin(Actor("书记"), "trial.put") as uow:
        for body in bodies:
            uow.put("b1", kind, id, body)
        if commits:
            uow.commit()


def sheet(state: SheetState) -> Body:
    return Sheet(KEY, state, "digest").to_body()


def last(told: Told) -> Commit:
    return commit_of(told[-1])


def test_a_sheet_that_moves_on_is_told_with_where_it_stood(store: SqliteStore, told: Told) -> None:
    put(store, "sheet", str(KEY), sheet(SheetState.DRAFT))
    opened = last(told)
    put(store, "sheet", str(KEY), sheet(SheetState.SUBMITTED))
    handed_up = last(told)
    assert opened.sheets == (SheetMoved(KEY.scheme, "b1", KEY.period, None, SheetState.DRAFT),)
    assert handed_up.sheets == (
        SheetMoved(KEY.scheme, "b1", KEY.period, SheetState.DRAFT, SheetState.SUBMITTED),
    )
    assert (handed_up.actor, handed_up.action, handed_up.operation) == ("书记", "trial.put", 2)
    assert handed_up.at == fixed_clock()()


def test_a_sheet_that_is_taken_back_is_told(store: SqliteStore, told: Told) -> None:
    scheme = a_scheme()
    key = a_sheet(store, scheme, Actor("书记"))
    put(store, "sheet", str(key), Sheet(key, SheetState.SUBMITTED, scheme.digest).to_body())
    contributions = Contributions(schemes={scheme.id: scheme})
    with store.begin(Actor("书记"), "sheet.withdraw") as uow:
        take_step(uow, contributions, key, SheetStep.WITHDRAW, fixed_clock(), "漏了一项")
        uow.commit(reason="漏了一项")
    moved = SheetMoved(key.scheme, key.org, key.period, SheetState.SUBMITTED, SheetState.DRAFT)
    assert (last(told).action, last(told).sheets) == ("sheet.withdraw", (moved,))


def test_what_becomes_of_a_row(store: SqliteStore, told: Told) -> None:
    changed: Body = {**ROW, "on": "2026-11-04"}
    for body in (ROW, changed, {**changed, "removed": "重复"}, changed, {}, ROW):
        put(store, "record/book.visit", "r1", body)
    steps = [record.step for committed in told for record in commit_of(committed).records]
    assert steps == [
        RecordStep.ADDED,
        RecordStep.CHANGED,
        RecordStep.REMOVED,
        RecordStep.ADDED,
        RecordStep.REMOVED,
        RecordStep.ADDED,
    ]
    assert last(told).records == (RecordTouched("book.visit", "b1", "r1", RecordStep.ADDED),)


def test_one_commit_is_told_once_however_often_a_row_was_written(
    store: SqliteStore, told: Told
) -> None:
    put(store, "record/book.visit", "r1", ROW, {**ROW, "on": "2026-11-04"})
    assert len(told) == 1
    assert [record.step for record in last(told).records] == [RecordStep.ADDED]


def test_what_has_not_happened_is_not_told(store: SqliteStore, told: Told) -> None:
    put(store, "record/book.visit", "r1", ROW, commits=False)
    put(store, "record/book.visit", "r1")
    assert told == []


def test_scores_and_people_are_no_events(store: SqliteStore, told: Told) -> None:
    put(store, "row", f"{KEY}/m1", {"subject": "m1"})
    put(store, "member", "m1", {"name": "陈建国"})
    assert [(commit_of(c).sheets, commit_of(c).records) for c in told] == [((), ()), ((), ())]


def test_it_is_told_when_it_is_on_the_disk(store: SqliteStore, tmp_path: Path) -> None:
    seen: list[object] = []

    def look(_committed: Committed) -> None:
        with SqliteStore.open(tmp_path / "branchkit.db", datetime.now) as other:
            seen.append(other.get("b1", "record/book.visit", "r1"))

    store.listen(look)
    put(store, "record/book.visit", "r1", ROW)
    assert seen != [None]
