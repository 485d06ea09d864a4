"""A worked month for every scheme of the sector: what was found, and the sheet that must come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.plugin.contributions import Contributions
from branchkit.testing.worked import load_worked, replay

from .school_builders import contributions as load

WORKED = sorted((Path(__file__).parent / "worked").glob("*.toml"))


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load()


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_sheet_comes_out_as_worked(path: Path, contributions: Contributions) -> None:
    month = load_worked(path)
    assert month.rows
    assert replay(month, contributions.schemes) == []


def test_every_scheme_has_a_worked_month(contributions: Contributions) -> None:
    own = {id for id, scheme in contributions.schemes.items() if scheme.origin == "schools"}
    assert {load_worked(path).scheme_id for path in WORKED} == own
