"""What was due long ago is settled in a demo; what fell due lately, or cannot be settled so, stays as it was."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.registers.register import Register
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.settling import settled

TODAY = date(2026, 11, 20)
PEOPLE = {"m0001"}


@pytest.fixture(scope="module")
def problems() -> Register:
    return load_contributions(None, safe_mode=True).registers["book.problem"]


def a_problem(**more: object) -> dict[str, object]:
    return {
        "date": "2026-01-05",
        "problem": "制度没有上墙",
        "term": "soon",
        "measures": "补上",
        "owner": "m0001",
        "deadline": "2026-02-01",
        "state": "open",
        "origin": "self",
        **more,
    }


def test_an_old_problem_is_closed_on_its_day(problems: Register) -> None:
    row = settled(problems, a_problem(), TODAY, PEOPLE)
    assert (row["state"], row["closed_on"]) == ("closed", "2026-02-01")


@pytest.mark.parametrize(
    "more",
    [
        {"deadline": "2026-11-06"},
        {"deadline": "2026-12-31"},
        {"state": "closed", "closed_on": "2026-01-20"},
        {"owner": "stranger"},
    ],
)
def test_others_stay_as_they_are(problems: Register, more: dict[str, object]) -> None:
    values = a_problem(**more)
    assert settled(problems, values, TODAY, PEOPLE) == values


def test_a_register_without_days_to_keep_is_left_alone() -> None:
    visits = load_contributions(None, safe_mode=True).registers["book.visit"]
    values = {"date": "2020-01-05", "member": "m0001"}
    assert settled(visits, values, TODAY, PEOPLE) == values
