"""Meetings by command: the calendar of a node, a roll, a vote."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace
from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.services.organizations.organizations import add_organization, edit_organization
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member
from branchkit.testing.builders import members

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def township(workspace: Workspace) -> Workspace:
    """A committee over two branches; the first has held its November committee meeting."""
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        top = workspace.organization
        edit_organization(uow, top, {"kind": OrganizationKind.COMMITTEE}, date(2026, 11, 20))
        for name in ("青石村党支部", "柳坝村党支部"):
            branch = add_organization(uow, Organization("", name, parent=top)).id
            for member in members(8, branch):
                add_member(uow, member)
            if name == "青石村党支部":
                register = workspace.contributions.registers["book.meeting"]
                people = ["m0000", "m0001"]
                values = {"date": "2026-11-05", "kind": "committee", "topic": "议题"}
                add_record(uow, register, branch, {**values, "expected": people})
        uow.commit()
    return workspace


def call(directory: Path, *words: str) -> int:
    return main(["meeting", *words, "--workspace", str(directory), "--safe-mode"])


def test_the_calendar_of_a_committee_is_that_of_its_branches(
    township: Workspace, capsys: Captured
) -> None:
    directory = township.directory
    assert call(directory, "calendar", "2026", "--subtree", "--format", "json") == exit_codes.OK
    states = {
        row["organization"]: row["state"]
        for row in json.loads(capsys.readouterr().out)
        if (row["meeting"], row["period"]) == ("committee", "2026-11")
    }
    assert states == {"青石村党支部": "met", "柳坝村党支部": "owed"}


def test_the_calendar_of_one_branch_leaves_its_name_out(
    township: Workspace, capsys: Captured
) -> None:
    assert call(township.directory, "calendar", "--format", "json") == exit_codes.OK
    assert all("organization" not in row for row in json.loads(capsys.readouterr().out))


def test_a_vote_says_what_it_falls_short_of(township: Workspace, capsys: Captured) -> None:
    counted = ("--entitled", "20", "--present", "16", "--in-favour", "9", "--format", "json")
    assert call(township.directory, "vote", "--kind", "decision", *counted) == exit_codes.PROBLEMS
    answer = json.loads(capsys.readouterr().out)
    assert (answer["passed"], answer["needed"]) == (False, 11)
    assert call(township.directory, "vote", "--kind", "election", *counted) == exit_codes.OK
