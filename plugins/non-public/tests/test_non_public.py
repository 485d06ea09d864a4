"""The sector as a plugin: sound, without Python, and true to the figures that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.organizations.organization import Formation
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import Contributions

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return find_plugin(ROOT).load(strict=True)


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
