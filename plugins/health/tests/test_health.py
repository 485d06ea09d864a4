"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.scoring.rules import Ballots, Ladder, Proportional, Slope
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.writing import add_records
from branchkit.services.scoring.proposals import proposals_for
from branchkit.testing.memory_store import MemoryStore

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


@pytest.fixture
def figures(contributions: Contributions) -> dict[str, Decimal]:
    (edition,) = contributions.rule_packs["health"].editions
    return {id: rule.value for id, rule in edition.rules.items()}


def target(contributions: Contributions, scheme: str, criterion: str) -> Decimal | None:
    """What gives all points."""
    (found,) = (c for c in contributions.schemes[scheme].criteria if c.id == criterion)
    assert isinstance(found.rule, Slope | Proportional)
    return found.rule.target


def bounds(contributions: Contributions, scheme: str, criterion: str) -> list[Decimal]:
    """From how many on it gives more, upwards."""
    (found,) = (c for c in contributions.schemes[scheme].criteria if c.id == criterion)
    assert isinstance(found.rule, Ladder)
    return sorted(rung.bound for rung in found.rule.rungs)


def test_the_scheme_keeps_to_the_figures(
    contributions: Contributions, figures: dict[str, Decimal]
) -> None:
    year = "health/branch-year"
    assert target(contributions, year, "posts") == figures["vanguard-share"] == 80
    (members, *_older) = contributions.rule_packs["members"].editions
    assert target(contributions, year, "hours") == members.rules["study-hours"].value == 32
    assert bounds(contributions, year, "angels")[-1] == figures["angels-a-year"] == 12


def test_a_vote_is_worth_in_the_register_what_it_is_in_the_scheme(
    contributions: Contributions, figures: dict[str, Decimal]
) -> None:
    formula = contributions.registers["book.health-ballots"].column("weighted").formula
    assert formula is not None
    (found,) = (
        c for c in contributions.schemes["health/branch-year"].criteria if c.id == "patients"
    )
    assert isinstance(found.rule, Ballots)
    worth = {option.id: option.worth for option in found.rule.options}
    assert worth["mostly"] == 100 * Decimal(formula.amount) == figures["mostly-satisfied"] == 60


def test_a_month_without_complaints_gives_all_points(contributions: Contributions) -> None:
    complaints = contributions.metrics["book.health-complaints/found-true"]
    assert complaints.empty_is_zero
    # What is done all the time says nothing where nobody has written it down.
    assert not contributions.metrics["book.health-service/served"].empty_is_zero


def test_complaints_answered_late_or_not_at_all_cost_points(
    contributions: Contributions, clock: Callable[[], datetime]
) -> None:
    store, actor = MemoryStore(clock), Actor("测试员")
    year = contributions.schemes["health/branch-year"]
    complaint = {"department": "ward", "matter": "候诊时间太长"}
    rows = [
        {"date": "2026-03-02", "deadline": "2026-03-09", "answered_on": "2026-03-09"},
        {"date": "2026-04-02", "deadline": "2026-04-09", "answered_on": "2026-04-10"},
        {"date": "2026-05-02", "deadline": "2026-05-09"},
        # Not due by the end of the year.
        {"date": "2026-12-28", "deadline": "2027-01-04"},
    ]
    with store.begin(actor, "test.build") as uow:
        uow.put("", "organization", "b1", Organization("b1", "支部", sector="health").to_body())
        register = contributions.registers["book.health-complaints"]
        add_records(uow, register, "b1", [{**complaint, **row} for row in rows])
        uow.commit()
    book = proposals_for(store, contributions, year, "b1", Period.parse("2026"), [])
    found = book.get("b1", "complaints")
    # Two of four: 8 - 2 × 2.
    assert found is not None
    assert found.points == 4


def test_who_complained_is_masked(contributions: Contributions) -> None:
    register = contributions.registers["book.health-complaints"]
    assert [column.id for column in register.columns if column.personal] == ["patient"]
