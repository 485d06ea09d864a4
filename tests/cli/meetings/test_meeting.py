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


@pytest.mark.parametrize(
    ("kind", "counted", "words"),
    [
        ("decision", ("20", "11", "12"), "12 票，多于实到和书面表态的 11 人"),
        ("decision", ("7", "9", "7"), "实到 9 人，多于有表决权的 7 人"),
        ("election", ("20", "16", "9", "--written", "1"), "缺席的不能算票"),
    ],
)
def test_a_vote_that_cannot_be_is_refused_in_words(
    township: Workspace, capsys: Captured, kind: str, counted: tuple[str, ...], words: str
) -> None:
    entitled, present, in_favour, *more = counted
    figures = ("--entitled", entitled, "--present", present, "--in-favour", in_favour, *more)
    assert call(township.directory, "vote", "--kind", kind, *figures) == exit_codes.REFUSED
    printed = capsys.readouterr()
    assert not printed.out
    assert words in printed.err


def test_absentees_who_wrote_are_counted_in_an_admission(
    township: Workspace, capsys: Captured
) -> None:
    figures = ("--entitled", "20", "--present", "11", "--in-favour", "12", "--written", "2")
    counted = ("--kind", "admission", *figures, "--format", "json")
    assert call(township.directory, "vote", *counted) == exit_codes.OK
    answer = json.loads(capsys.readouterr().out)
    assert (answer["passed"], answer["needed"]) == (True, 11)


def test_a_meeting_with_people_who_do_not_belong_is_kept_with_a_word(
    workspace_directory: Path, capsys: Captured
) -> None:
    for name, post in (("陈建国", "支部书记"), ("欧阳若兰", "组织委员"), ("单守信", "")):
        words = ("members", "add", "--name", name, *(("--post", post) if post else ()))
        assert main(["--workspace", str(workspace_directory), *words]) == exit_codes.OK
    capsys.readouterr()
    values = ("kind=committee", "topic=研究工作", "present=陈建国")
    expected = "expected=陈建国、欧阳若兰、单守信"
    words = ("record", "add", "book.meeting", "--reason", "补记", *values, expected)
    assert main(["--workspace", str(workspace_directory), *words]) == exit_codes.OK
    printed = capsys.readouterr()
    assert "应到里有 1 人不是支委" in printed.err
    assert "单守信" in printed.err
