"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.organizations.organization import Formation
from branchkit.core.scoring.rules import Ladder, Proportional, Slope
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


@pytest.fixture
def figures(contributions: Contributions) -> dict[str, Decimal]:
    (edition,) = contributions.rule_packs["non-public"].editions
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
    year = "non-public/branch-year"
    assert target(contributions, year, "covered") == figures["coverage"] == 100
    assert target(contributions, year, "satisfaction") == figures["satisfaction"] == 90
    for criterion in ("contests", "channels", "senses"):
        steps = bounds(contributions, year, criterion)
        assert steps == [*range(1, int(figures[criterion]) + 1)], criterion


def test_units_are_covered_by_the_formations_that_organizations_have(
    contributions: Contributions,
) -> None:
    """And one without a branch of its own, but with a counsellor, is reached and not covered."""
    (covered,) = contributions.metrics["roll.non-public-units/covered"].of
    assert set(covered.one_of) == set(map(str, Formation))
    (reached,) = contributions.metrics["roll.non-public-units/reached"].of
    assert set(reached.one_of) - set(covered.one_of) == {"counsellor"}
    choices = contributions.registers["roll.non-public-units"].column("formation").choices
    assert {choice.id for choice in choices} - set(reached.one_of) == {"none"}
