"""A worked month for every scheme of the built-in pack: what was found, and the sheet that must come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manager import load_contributions
from branchkit.testing.worked import load_worked, replay

WORKED = sorted((Path(__file__).parents[1] / "worked").glob("*.toml"))


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, safe_mode=True, strict=True)


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_sheet_comes_out_as_worked(path: Path, contributions: Contributions) -> None:
    month = load_worked(path)
    assert month.rows
    assert replay(month, contributions.schemes) == []


def test_every_scheme_has_a_worked_month(contributions: Contributions) -> None:
    worked = {load_worked(path).scheme_id for path in WORKED}
    assert worked == set(contributions.schemes)


def test_every_feed_names_a_metric_that_fits_its_scheme(contributions: Contributions) -> None:
    for scheme in contributions.schemes.values():
        for criterion in scheme.criteria:
            for metric in criterion.feeds.values():
                declared = contributions.metrics.get(metric) or contributions.computed[metric]
                assert declared.about is scheme.subject, (scheme.id, criterion.id)


def test_member_schemes_propose_enough(contributions: Contributions) -> None:
    def proposing(id: str) -> int:
        return sum(bool(c.feeds) for c in contributions.schemes[id].criteria)

    assert proposing("base/member-month") >= 6


def test_every_scheme_adds_up_to_a_hundred(contributions: Contributions) -> None:
    assert {scheme.maximum for scheme in contributions.schemes.values()} == {100}
