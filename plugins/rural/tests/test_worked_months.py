"""A worked month for every scheme of the sector: what was found, and the sheet that must come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.testing.worked import load_worked, replay

from .county import contributions

WORKED = sorted((Path(__file__).parent / "worked").glob("*.toml"))


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_sheet_comes_out_as_worked(path: Path) -> None:
    worked = load_worked(path)
    assert worked.rows
    assert replay(worked, contributions().schemes) == []


def test_every_scheme_has_a_worked_month() -> None:
    own = {id for id, scheme in contributions().schemes.items() if scheme.origin == "rural"}
    assert {load_worked(path).scheme_id for path in WORKED} == own
