"""The children of one organisation beside each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.review.terms import Extension, Terms
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.scoring.sheets import Passage, Sheet, SheetKey, SheetState, SheetStep
from branchkit.services.rollup.board import Asked, RollupBoard
from branchkit.services.scoring.terms import kind_of_scheme, terms_key
from branchkit.testing.memory_store import MemoryStore

from .counties import ACTOR, CONTRIBUTIONS, NOVEMBER, SCHEME, fill, put_sheet

OCTOBER = NOVEMBER.previous


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    fill(made)
    put_sheet(made, "b1", {"m1": (8, 10), "m2": (6, 4)}, state=SheetState.SUBMITTED)
    put_sheet(made, "b2", {"m1": (10, 10)})
    put_sheet(made, "b3", {"m1": (9, 9), "m2": (9,)}, state=SheetState.SEALED)
    put_sheet(made, "b1", {"m1": (9, 9), "m2": (9, 9)}, period=OCTOBER)
    put_sheet(made, "b3", {"m1": (5, 5), "m2": (5, 5)}, period=OCTOBER)
    return made


def board(store: MemoryStore, node: str = "county", **asked: object) -> RollupBoard:
    return RollupBoard(store, CONTRIBUTIONS, Asked(node, NOVEMBER, **asked))  # type: ignore[arg-type]


def test_children_stand_for_all_below_them(store: MemoryStore) -> None:
    east, west = board(store).rows
    assert (east.organization.id, east.has_children, east.own) == ("east", True, False)
    assert (east.summary.wanted, east.summary.opened, east.summary.handed) == (2, 2, 1)
    assert (east.summary.judged, east.summary.complete) == (4, 3)
    assert east.summary.share == Decimal("80.0")
    assert (west.summary.judged, west.summary.complete, west.summary.settled) == (2, 1, 1)
    assert west.summary.share == Decimal("90.0")


def test_the_whole_is_what_the_sheets_come_to_not_the_mean_of_means(store: MemoryStore) -> None:
    total = board(store).total
    assert (total.wanted, total.opened, total.handed, total.complete) == (3, 3, 2, 4)
    assert total.share == Decimal("82.5")


def test_places_are_held_against_the_period_before(store: MemoryStore) -> None:
    east, west = board(store).rows
    assert (east.rank, east.previous_rank, east.risen) == (2, 1, -1)
    assert (west.rank, west.previous_rank, west.risen) == (1, 2, 1)


def test_who_has_no_sheet_is_missed_and_has_no_place(store: MemoryStore) -> None:
    rows = RollupBoard(store, CONTRIBUTIONS, Asked("east", OCTOBER)).rows
    assert [(row.organization.id, row.summary.wanted, row.rank) for row in rows] == [
        ("b1", 1, 1),
        ("b2", 1, None),
    ]


def test_own_sheets_of_a_node_stand_above_those_below_it(store: MemoryStore) -> None:
    put_sheet(store, "east", {"m1": (1, 1)})
    own, *below = board(store, "east").rows
    assert (own.own, own.organization.id, own.summary.share) == (True, "east", Decimal("10.0"))
    assert [row.organization.id for row in below] == ["b1", "b2"]


def test_lines_over_the_periods_follow(store: MemoryStore) -> None:
    made = board(store)
    assert made.trend("east") == []
    list(made.trends_in_steps())
    assert made.trend("east")[-3:] == [None, Decimal("90.0"), Decimal("80.0")]
    assert made.trend()[-2:] == [Decimal("70.0"), Decimal("82.5")]


def test_only_sheets_that_were_asked_for_count(store: MemoryStore) -> None:
    assert board(store, subject=SubjectKind.ORGANIZATION).total.opened == 0
    assert board(store, scheme="other/month").total.opened == 0
    assert board(store, scheme=SCHEME.id).total.opened == 3


def test_in_time_is_what_the_terms_say() -> None:
    store = MemoryStore()
    fill(store)
    key = SheetKey(SCHEME.id, "b1", NOVEMBER)
    handed = Passage(SheetStep.SUBMIT, SheetState.SUBMITTED, "2026-12-04T09:00:00", "李书记")
    sheet = Sheet(key, SheetState.SUBMITTED, SCHEME.digest, passages=(handed,))
    with store.begin(ACTOR, "test.sheet") as uow:
        uow.put("b1", "sheet", str(key), sheet.to_body())
        uow.commit()
    assert board(store).total.on_time == 0

    def set_terms(terms: Terms) -> None:
        with store.begin(ACTOR, "test.terms") as uow:
            org, kind, id = terms_key("county", kind_of_scheme(SCHEME.id), NOVEMBER)
            uow.put(org, kind, id, terms.to_body())
            uow.commit()

    set_terms(Terms(due=date(2026, 12, 5)))
    assert board(store).total.on_time == 1
    set_terms(Terms(due=date(2026, 12, 3)))
    assert board(store).total.on_time == 0
    exempt = Extension(None, "新成立", "王干事", "2026-11-20T09:00:00", exempt=True)
    set_terms(Terms(due=date(2026, 12, 3), extensions={"b1": exempt}))
    assert board(store).total.on_time == 1
