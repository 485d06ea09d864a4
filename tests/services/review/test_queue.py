"""The queue of a township: who is late, missing, complete, returned; few statements, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.review.terms import Extension, Timeliness
from branchkit.core.scoring.sheets import SheetState, SheetStep
from branchkit.services.review.adjusting import Adjustment, adjust
from branchkit.services.review.queue import QueuePart, ReviewQueue
from branchkit.services.review.sampling import draw_sample, sample_of_sheets
from branchkit.services.review.terms import grant, set_terms
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.sheets import open_sheet
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import MONTH, fixed_clock
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.statements import statements_of
from branchkit.testing.township import put_members

from .town import (
    BRANCHES,
    CLERK,
    CONTRIBUTIONS,
    SCHEME,
    TOWN,
    a_memory_town,
    a_town,
    handed_up,
    key_of,
    scored,
    step,
)

GAOGOU, QINGSHI, BAIHE = BRANCHES
KIND = "member-month"


@pytest.fixture
def store() -> MemoryStore:
    return a_memory_town()


def queue_of(store: Store, on: str = "2026-12-07") -> ReviewQueue:
    today = date.fromisoformat(on)
    return ReviewQueue(store, CONTRIBUTIONS, TOWN, KIND, MONTH, today)


def ids(queue: ReviewQueue, part: QueuePart) -> set[str]:
    return {line.organization.id for line in queue.lines if line.is_in(part)}


def test_everybody_stands_where_their_sheet_and_their_term_say(store: MemoryStore) -> None:
    handed_up(store, GAOGOU)
    handed_up(store, QINGSHI, at="2026-12-06")
    with store.begin(CLERK, "review.terms") as uow:
        set_terms(uow, TOWN, KIND, MONTH, {"due": date(2026, 12, 5)})
        uow.commit()
    queue = queue_of(store)
    assert [line.timeliness for line in queue.lines] == [
        Timeliness.OVERDUE,
        Timeliness.ON_TIME,
        Timeliness.LATE,
    ]
    assert ids(queue, QueuePart.LATE) == {QINGSHI, BAIHE}
    assert ids(queue, QueuePart.MISSING) == {BAIHE}
    assert ids(queue, QueuePart.COMPLETE) == {GAOGOU, QINGSHI}
    granted = Extension(date(2026, 12, 8), "停电", "王干事", "2026-12-05T09:00:00")
    with store.begin(CLERK, "review.extend") as uow:
        for org in (QINGSHI, BAIHE):
            grant(uow, TOWN, org, KIND, MONTH, granted)
        uow.commit()
    step(store, GAOGOU, SheetStep.RETURN, "有一格要改")
    queue = queue_of(store)
    assert ids(queue, QueuePart.LATE) == set()
    assert ids(queue, QueuePart.ON_TIME) == {GAOGOU, QINGSHI}
    assert ids(queue, QueuePart.RETURNED) == {GAOGOU}
    assert queue.counts()[QueuePart.MISSING] == 1


def test_a_line_tells_what_the_review_has_changed(store: MemoryStore) -> None:
    key = handed_up(store, GAOGOU)
    scored(store, QINGSHI)
    with store.begin(CLERK, "review.adjust") as uow:
        cell = read_row(uow, key, "m0001").cells["c0"]
        adjustment = Adjustment("m0001", "c0", Decimal(6), cell)
        adjust(uow, SCHEME, key, [adjustment], "2026-12-07T09:00:00", "少一次")
        uow.commit()
    queue = queue_of(store)
    place = queue.place(GAOGOU)
    assert place is not None
    insight = queue.insight(place)
    assert (insight.complete, insight.count, insight.changed) == (2, 2, 1)
    assert (insight.own_mean, insight.mean) == (Decimal(16), Decimal(15))


def test_what_others_do_shows_at_once(tmp_path: Path) -> None:
    path = tmp_path / "branchkit.db"
    with (
        SqliteStore.create(path, fixed_clock()) as store,
        SqliteStore.open(path, fixed_clock()) as other,
    ):
        a_town(store)
        queue = queue_of(store)
        assert not queue.catch_up()
        handed_up(other, GAOGOU)
        assert queue.catch_up()
        assert ids(queue, QueuePart.COMPLETE) == {GAOGOU}
        with other.begin(CLERK, "review.sample") as uow:
            among = [line.organization.id for line in queue.lines]
            place = sample_of_sheets(TOWN, KIND, MONTH)
            sample = draw_sample(uow, place, among, 2, "20261207", "2026-12-07T09:00:00")
            uow.commit()
        assert queue.catch_up()
        assert ids(queue, QueuePart.SAMPLED) == set(sample.drawn)
        assert (sample.seed, sample.among, len(sample.drawn)) == ("20261207", 3, 2)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[SqliteStore]:
    """Three hundred branches in three townships."""
    with SqliteStore.create(tmp_path / "branchkit.db", fixed_clock()) as created:
        committee = OrganizationKind.COMMITTEE
        with created.begin(CLERK, "test.build") as uow:
            towns = [
                Organization(f"t{n}", f"第{n}乡党委", committee, "rural", "c") for n in (1, 2, 3)
            ]
            for o in (Organization("c", "县委", committee, "rural"), *towns):
                uow.put("", "organization", o.id, o.to_body())
            for n in range(300):
                id = f"b{n:03d}"
                branch = Organization(id, f"第{n}村党支部", sector="rural", parent=towns[n % 3].id)
                uow.put("", "organization", id, branch.to_body())
                put_members(uow, id, 1)
                if n % 2:
                    open_sheet(uow, SCHEME, key_of(id))
            uow.commit()
        yield created


def test_three_hundred_branches_take_few_statements(county: SqliteStore) -> None:
    with statements_of(county) as seen:
        queue = ReviewQueue(county, CONTRIBUTIONS, "c", KIND, MONTH, date(2026, 12, 7))
    assert len(queue.lines) == 300
    assert queue.counts()[QueuePart.MISSING] == 300
    assert {line.state for line in queue.lines} == {None, SheetState.DRAFT}
    assert len(seen) <= 12
