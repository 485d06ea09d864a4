"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import add_record
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import put_members

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


@pytest.fixture
def figures(contributions: Contributions) -> dict[str, Decimal]:
    (edition,) = contributions.rule_packs["organs"].editions
    return {id: rule.value for id, rule in edition.rules.items()}


def test_a_coverage_asks_for_as_much_as_the_rule_pack_says(
    contributions: Contributions, clock: Callable[[], datetime]
) -> None:
    store, actor = MemoryStore(clock), Actor("测试员")
    essays = [("m0001", day) for day in range(1, 6)] + [("m0002", day) for day in range(1, 5)]
    with store.begin(actor, "test.build") as uow:
        add_organization(uow, Organization("b1", "支部", sector="organs"))
        put_members(uow, "b1", 2)
        for member, day in essays:
            values = {"date": f"2026-03-0{day}", "member": member, "kind": "essay", "title": "体会"}
            add_record(uow, contributions.registers["book.organs-papers"], "b1", values)
        uow.commit()
    view = StoreView(store, contributions, node="b1", today=date(2026, 12, 31))
    found = view.measure("book.organs-papers/five-essays", "b1", Period.parse("2026"))
    assert found["b1"].value == 50


def test_the_six_ones_are_six_on_each_side(
    contributions: Contributions, figures: dict[str, Decimal]
) -> None:
    choices = contributions.registers["roll.organs-six"].column("item").choices
    sides = {"village": set[str](), "office": set[str]()}
    for choice in choices:
        sides[choice.id.partition("-")[0]].add(choice.id)
    assert [len(side) for side in sides.values()] == [figures["six-ones"]] * 2 == [6, 6]
    for side, items in sides.items():
        (condition,) = contributions.metrics[f"roll.organs-six/{side}-done"].where
        assert set(condition.one_of) == items
