"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.scoring.rules import Ladder, Proportional, Slope
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


@pytest.fixture
def figures(contributions: Contributions) -> dict[str, Decimal]:
    (edition,) = contributions.rule_packs["organs"].editions
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


def test_metrics_and_schemes_keep_to_the_figures(
    contributions: Contributions, figures: dict[str, Decimal]
) -> None:
    ten_hours = contributions.metrics["book.activity/organs-ten-hours"]
    five_essays = contributions.metrics["book.organs-papers/five-essays"]
    assert ten_hours.at_least == figures["study-hours"] == 10
    assert five_essays.at_least == figures["essays"] == 5
    year = "organs/branch-year"
    # One or two reports, of which two give all points; one topic will do.
    reports = [figures["reports-least"], figures["reports-most"]]
    assert bounds(contributions, year, "reports") == reports == [1, 2]
    assert bounds(contributions, year, "topics") == [figures["topics-least"]] == [1]
    assert target(contributions, year, "satisfaction") == figures["satisfaction"] == 90


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
