"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.computed import RecordFacts, completed
from branchkit.core.rulepacks import figure_on
from branchkit.core.scoring.rules import Ballots
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions
from branchkit.services.registers.writing import add_records
from branchkit.services.scoring.proposals import proposals_for
from branchkit.testing.memory_store import MemoryStore

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


def test_a_vote_is_worth_in_the_register_what_it_is_in_the_scheme(
    contributions: Contributions,
) -> None:
    register = contributions.registers["book.health-ballots"]
    facts = RecordFacts(date(2026, 11, 20), figure=partial(figure_on, contributions.rule_packs))
    votes = {"date": "2026-11-03", "satisfied": "50", "mostly": "40", "not": "10"}
    # 50 + 40 × 60 %
    assert completed(register, votes, facts)["satisfaction"] == "74"
    rule = contributions.schemes["health/branch-year"].criterion("patients").rule
    assert isinstance(rule, Ballots)
    assert {option.id: option.worth for option in rule.options}["mostly"] == 60


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
