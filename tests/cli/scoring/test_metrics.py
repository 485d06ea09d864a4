"""``branchkit metrics``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

Captured = pytest.CaptureFixture[str]


def listed(capsys: Captured, *words: str) -> dict[str, dict[str, str]]:
    assert main([*words, "--format", "json"]) == exit_codes.OK
    return {row["id"]: row for row in json.loads(capsys.readouterr().out)}


def test_every_metric_says_what_it_is_and_what_it_feeds(
    workspace_directory: Path, capsys: Captured
) -> None:
    rows = listed(capsys, "--workspace", str(workspace_directory), "metrics")
    assert len(rows) > 250
    found = rows["book.meeting/attendance"]
    assert (found["about"], found["unit"], found["source"]) == ("党组织", "%", "base")
    assert found["figure"] == "支部会议记录：本期，占比"
    assert "base/branch-quarter:attendance" in found["uses"].split(", ")
    computed = rows["rural/six-links"]
    assert (computed["figure"], computed["source"]) == ("Python", "rural")
    assert all(row["title"] and row["about"] and row["source"] for row in rows.values())
    assert all(row["unit"] for row in rows.values() if row["figure"] != "Python")


def test_they_are_listed_where_there_is_no_workspace(isolated: Path, capsys: Captured) -> None:
    assert "book.meeting/attendance" in listed(capsys, "metrics")


def test_some_are_asked_for(workspace_directory: Path, capsys: Captured) -> None:
    call = ("--workspace", str(workspace_directory), "metrics")
    of_one = listed(capsys, *call, "--register", "book.meeting", "--about", "member")
    assert of_one
    assert all(id.startswith("book.meeting/") for id in of_one)
    assert {row["about"] for row in of_one.values()} == {"党员"}
    unused = listed(capsys, *call, "--unused")
    assert unused
    assert {row["uses"] for row in unused.values()} == {""}


def test_the_workspaces_own_are_among_them(workspace_directory: Path, capsys: Captured) -> None:
    text = 'api = 1\n\n[[metric]]\nid = "all"\ntitle = "会议"\nabout = "organization"\naggregate = "count"\n'
    (workspace_directory / "metrics" / "book.meeting.toml").write_text(text, encoding="utf-8")
    rows = listed(capsys, "--workspace", str(workspace_directory), "metrics")
    assert rows["book.meeting/all"]["source"] == "local"


def test_in_a_list_for_readers_many_uses_are_counted(isolated: Path, capsys: Captured) -> None:
    assert main(["metrics", "--register", "book.meeting"]) == exit_codes.OK
    line = next(x for x in capsys.readouterr().out.splitlines() if "/attendance" in x)
    assert re.search(r"base/branch-quarter:attendance 等\d+处$", line)
