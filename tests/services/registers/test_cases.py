"""Cases as rows of a register."""

from __future__ import annotations

from datetime import date

from branchkit.services.development.life import cancel
from branchkit.services.registers.people import CASE_FIELDS, case_rows
from branchkit.testing.builders import ORG

from ..development.branch import Branch


def test_a_row_has_what_the_roll_of_activists_asks_for() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    branch.take(id, "look", "2023-02-20")
    ((row_id, row),) = case_rows(branch.store, ORG)
    assert row_id == id
    assert set(row) <= set(CASE_FIELDS)
    assert (row["name"], row["sex"], row["stage"], row["state"]) == (
        "田禾",
        "f",
        "activist",
        "running",
    )
    assert (row["applied_on"], row["activist_since"]) == ("2022-01-05", "2022-03-01")
    assert (row["contacts"], row["talks"]) == (["m0001", "m0002"], "4")
    assert row["last_look"] == "2023-02-20"
    assert "training_hours" not in row


def test_a_row_follows_the_case_to_its_end() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "archive")
    row = dict(case_rows(branch.store, ORG))[id]
    assert (row["stage"], row["state"]) == ("full", "completed")
    assert (row["admitted_on"], row["full_since"]) == ("2023-06-10", "2024-06-10")
    assert (row["training_hours"], row["member"]) == ("24", "m0004")


def test_every_case_of_a_person_is_a_row_of_its_own() -> None:
    branch = Branch()
    first = branch.open()
    branch.do(cancel, first, date(2022, 6, 1), "本人提出")
    second = branch.open(on="2026-01-05")
    rows = dict(case_rows(branch.store, ORG))
    assert [rows[id]["state"] for id in (first, second)] == ["cancelled", "running"]
