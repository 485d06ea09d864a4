"""Items out of a sheet, ballots and inspections; taken once, evaluated in the next period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.errors import RectificationError
from branchkit.core.rating.rectification import Ground, Result, Shortcoming, Term
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.i18n.catalog import Catalog
from branchkit.services.rating.rectification import (
    ITEMS,
    Given,
    Item,
    items_of,
    not_taken,
    take,
    usual,
)
from branchkit.services.rating.reevaluation import keep_results, reevaluations
from branchkit.services.rating.shortcomings import Asked, shortcomings
from branchkit.services.registers.writing import add_record
from branchkit.testing.memory_store import MemoryStore

from .township import (
    EAST,
    FOURTH,
    SCHEME,
    SECOND,
    THIRD,
    TODAY,
    WEST,
    a_township,
    change,
    contributions,
    score,
)

REGISTER = contributions().registers[ITEMS]


@pytest.fixture
def store() -> MemoryStore:
    return a_township()


def keep(store: MemoryStore, register: str, org: str, **values: object) -> None:
    with change(store) as uow:
        add_record(uow, contributions().registers[register], org, values)


def found(store: MemoryStore, key: SheetKey, asked: Asked | None = None) -> list[Shortcoming]:
    return shortcomings(store, contributions(), key, TODAY, asked or Asked())


def taken(
    store: MemoryStore, key: SheetKey, catalog: Catalog, given: Given | None = None
) -> list[Item]:
    given = given or usual(store, contributions(), key, TODAY)
    chosen = not_taken(found(store, key), list(items_of(store, [key.org])), key, SCHEME.title)
    with change(store) as uow:
        take(uow, REGISTER, contributions(), key, chosen, given, TODAY, catalog)
    return list(items_of(store, [key.org]))


def test_low_points_ballots_and_inspections_of_the_period_are_found(store: MemoryStore) -> None:
    key = score(store, EAST, THIRD, 20, 40)
    ballot = {"satisfied": "60", "mostly": "10", "not": "30"}
    keep(store, "book.ballot", EAST, date="2026-08-03", question="contact", **ballot)
    keep(store, "book.ballot", EAST, date="2026-10-03", question="spirit", **ballot)
    problem = {"origin": "superior", "measures": "逐年增加", "owner": "m1", "state": "open"}
    for day in ("2026-07-09", "2026-08-09"):
        keep(store, "book.problem", EAST, date=day, problem="集体经济薄弱", term="long", **problem)
    low, vote, inspected = found(store, key)
    assert (low.ground, low.points, low.maximum) == (Ground.SCORE, Decimal(20), Decimal(60))
    assert (vote.ground, vote.points, vote.maximum) == (Ground.BALLOT, Decimal(70), Decimal(90))
    assert (inspected.term, inspected.owner) == (Term.LONG, "m1")
    assert [one.ground for one in found(store, key, Asked(satisfaction=SCHEME.maximum - 40))] == [
        Ground.SCORE,
        Ground.INSPECTION,
    ]


def test_an_item_is_taken_once_with_all_that_it_needs(store: MemoryStore, catalog: Catalog) -> None:
    key = score(store, EAST, THIRD, 20, 40)
    (item,) = taken(store, key, catalog)
    assert item.record.values == {
        "date": "2026-11-20",
        "ground": "score",
        "period": "2026-Q3",
        "sheet": "支部季度考核",
        "criterion": "组织生活",
        "item": "组织生活得 20 分（满分 60 分）",
        "term": "soon",
        "owner": "m1",
        "deadline": "2026-12-31",
        "points": "20",
    }
    assert taken(store, key, catalog) == [item]


def test_a_backward_branch_gets_its_helper_and_contact_leader(
    store: MemoryStore, catalog: Catalog
) -> None:
    partner = {
        "partner": "县水利局机关党支部",
        "kind": "office",
        "since": "2025-03-01",
        "projects": "修渠",
    }
    keep(store, "roll.pairing", EAST, **partner)
    key = score(store, EAST, THIRD, 60, 40, vetoes={"false": "虚报会议"})
    (item,) = taken(store, key, catalog)
    assert item.text("item") == "一票否决：弄虚作假（虚报会议）"
    assert (item.text("helper"), item.text("contact_leader")) == ("县水利局机关党支部", "周副镇长")
    assert item.deadline == date(2026, 12, 20)


def test_where_nobody_is_on_the_roll_a_name_stands_for_the_owner(
    store: MemoryStore, catalog: Catalog
) -> None:
    key = score(store, WEST, THIRD, 20, 40)
    with pytest.raises(RectificationError) as refused:
        taken(store, key, catalog)
    assert refused.value.code == "rectification.owner_missing"
    (item,) = taken(store, key, catalog, Given(owner="王委员"))
    assert item.text("owner_name") == "王委员"
    with pytest.raises(RectificationError) as refused:
        taken(store, score(store, EAST, THIRD, 20, 40), catalog, Given(owner="没有此人"))
    assert refused.value.code == "rectification.owner_unknown"


@pytest.mark.parametrize(
    ("later", "result"), [(45, Result.MET), (30, Result.BETTER), (10, Result.WORSE)]
)
def test_the_next_period_says_what_came_of_it(
    store: MemoryStore, catalog: Catalog, later: int, result: Result
) -> None:
    items = taken(store, score(store, EAST, THIRD, 20, 40), catalog)
    (nothing,) = reevaluations(store, contributions(), items)
    assert nothing.why_not == "no_sheet"
    score(store, EAST, FOURTH, later, 40, state=SheetState.DRAFT)
    (draft,) = reevaluations(store, contributions(), items)
    assert draft.why_not == "not_handed_up"
    score(store, EAST, FOURTH, later, 40)
    (one,) = reevaluations(store, contributions(), items)
    assert (one.before, one.after, one.result) == (Decimal(20), Decimal(later), result)
    with change(store) as uow:
        assert len(list(keep_results(uow, REGISTER, [one]))) == 1
    (kept,) = items_of(store, [EAST])
    values = [kept.text(column) for column in ("checked_in", "points_after", "result")]
    assert values == ["2026-Q4", str(later), str(result)]
    with change(store) as uow:
        again = reevaluations(store, contributions(), [kept])
        assert list(keep_results(uow, REGISTER, again)) == []


def test_a_veto_that_does_not_strike_again_is_mended(store: MemoryStore, catalog: Catalog) -> None:
    items = taken(store, score(store, EAST, SECOND, 60, 40, vetoes={"false": "虚报"}), catalog)
    score(store, EAST, THIRD, 60, 40, vetoes={"false": "又虚报"})
    score(store, EAST, FOURTH, 60, 40)
    (third,) = reevaluations(store, contributions(), items)
    (fourth,) = reevaluations(store, contributions(), items, FOURTH)
    assert (third.result, fourth.result) == (Result.SAME, Result.MET)


def test_a_ballot_is_compared_with_the_next_on_the_same_question(
    store: MemoryStore, catalog: Catalog
) -> None:
    key = score(store, EAST, THIRD, 60, 40)
    bad, good = ({"satisfied": str(n), "mostly": "0", "not": str(100 - n)} for n in (70, 95))
    keep(store, "book.ballot", EAST, date="2026-08-03", question="contact", **bad)
    items = taken(store, key, catalog)
    keep(store, "book.ballot", EAST, date="2026-10-03", question="spirit", **good)
    (other,) = reevaluations(store, contributions(), items)
    assert other.why_not == "no_ballot"
    keep(store, "book.ballot", EAST, date="2026-11-03", question="contact", **good)
    (one,) = reevaluations(store, contributions(), items)
    assert (one.before, one.after, one.result) == (Decimal(70), Decimal(95), Result.MET)


def test_an_old_item_without_a_source_is_sound_and_left_to_people(store: MemoryStore) -> None:
    old = {"date": "2025-11-03", "ground": "inspection", "item": "活动室堆放杂物", "owner": "m1"}
    keep(store, ITEMS, EAST, deadline="2026-01-03", **old)
    (item,) = items_of(store, [EAST, WEST])
    assert item.state(TODAY) == "overdue"
    (one,) = reevaluations(store, contributions(), [item])
    assert (one.result, one.why_not) == (None, "by_hand")
    assert replace(item, record=replace(item.record, values={})).state(TODAY) == "open"
