"""The demo: sound, made up the same every time, and enough of it for the village's criteria to be proposed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.services.demo.branch import fill_demo, fill_township
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import all_records
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore
from branchkit_rural.ladder import Ladder
from branchkit_rural.ratings import Move

from .county import contributions

TODAY = date(2026, 11, 20)
ORG = "demo"
OWN = ("roll.star-ratings", "book.core-study", "book.farm-training", "form.village-year")
LEDGERS = (*OWN, "roll.cadre-links", "roll.model-sites", "book.village-decisions")


def a_store(kind: OrganizationKind, today: date) -> MemoryStore:
    store = MemoryStore(lambda: datetime.combine(today, datetime.min.time()).astimezone())
    with store.begin(Actor("测试员"), "test") as uow:
        add_organization(uow, Organization(ORG, "示范", kind, "rural"))
        uow.commit()
    return store


def a_branch(today: date = TODAY) -> MemoryStore:
    store = a_store(OrganizationKind.BRANCH, today)
    fill_demo(store, contributions(), ORG, today)
    return store


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_every_register_has_rows_and_none_lies_ahead(today: date) -> None:
    store = a_branch(today)
    assert contributions().failures == []
    for id in LEDGERS:
        rows = list(all_records(store, id, ORG))
        if id != "book.farm-training" or today.month > 2:
            assert rows, id
        dated_by = contributions().registers[id].dated_by
        assert all(str(row.values[dated_by]) <= today.isoformat() for row in rows), id


def test_the_running_year_proposes_most_of_the_village_s_criteria() -> None:
    store = a_branch()
    scheme = contributions().schemes["rural/branch-year"]
    year = Period(2026, 1, PeriodKind.YEAR)
    book = proposals_for(store, contributions(), scheme, ORG, year, members_of(store, ORG))
    proposed = {c.id for c in scheme.criteria if book.get(ORG, c.id)}
    fed = {c.id for c in scheme.criteria if c.feeds}
    assert fed <= proposed
    assert len(proposed) >= 20


def test_a_township_has_a_ladder_on_which_some_rose_and_some_fell() -> None:
    store = a_store(OrganizationKind.COMMITTEE, TODAY)
    fill_township(store, contributions(), ORG, TODAY)
    view = StoreView(store, contributions(), node=ORG, today=TODAY)
    ladder = Ladder(view, ORG)
    assert ladder.year == 2025
    lines = [ladder.line(rung) for rung in ladder.rungs]
    assert len(lines) == 4
    assert all(line.now.band is not None for line in lines)
    assert set(Counter(line.move for line in lines)) == {Move.ROSE, Move.HELD, Move.FELL}
    below = ladder.below(ORG)
    assert below is not None
    assert below.value is not None
