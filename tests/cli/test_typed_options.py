"""Days, months and sums on the command line: the same spellings as in every form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

THIRD = ("3", "11.3", "1103", "-17", "１１月３日", "2026.11.3")
"""The third of November, seen from the twentieth."""


class Desk:
    """The command line at one workspace."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._directory, self._capsys = directory, capsys

    def run(self, *words: str) -> str:
        """What a command prints; it has to be carried out."""
        self._capsys.readouterr()
        assert main(["--workspace", str(self._directory), "--safe-mode", *words]) == exit_codes.OK
        return self._capsys.readouterr().out

    def read(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--format", "json"))


@pytest.fixture
def desk(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    found = Desk(workspace_directory, capsys)
    found.run("members", "add", "--name", "陈建国")
    return found


@pytest.mark.parametrize("typed", THIRD)
def test_a_day_of_a_payment_and_of_a_base(desk: Desk, typed: str) -> None:
    desk.run("dues", "base", "陈建国", "--norm", "monthly", "--base", "4,321", "--from", "11.1")
    desk.run("dues", "pay", "本月", "陈建国", "--on", typed, "--amount", "１，000。5")
    (row,) = desk.read("dues", "show", "11")
    assert (row["paid_on"], row["paid"]) == ("2026-11-03", "1000.50")


@pytest.mark.parametrize("typed", THIRD)
def test_a_day_of_a_case_and_of_its_step(desk: Desk, typed: str) -> None:
    desk.run("case", "open", "--name", "田禾", "--papers", "*", "--on", typed)
    desk.run("case", "step", "田禾", "--on", typed, "--note", "补记", "by=陈建国")
    days = [step["on"] for step in desk.read("case", "show", "田禾")["steps"] if step["on"]]
    assert days == ["2026-11-03"] * 2


@pytest.mark.parametrize("typed", THIRD)
def test_a_day_of_a_member_an_organisation_and_a_record(desk: Desk, typed: str) -> None:
    desk.run("members", "edit", "陈建国", "--joined", typed)
    assert desk.read("members", "show", "陈建国")["joined"] == "2026-11-03"
    desk.run("org", "edit", "test", "--elected-on", typed)
    assert desk.read("org", "show", "test")["elected_on"] == "2026-11-03"
    desk.run("record", "add", "book.visit", f"date={typed}", "member=陈建国", "household=赵家沟")
    for words in (("--period", "11"), ("--period", "本月"), ("--filter", f"date={typed}")):
        assert len(desk.read("record", "list", "book.visit", *words)) == 1


@pytest.mark.parametrize("typed", ["11", "本月", "2026.11", "202611", "11月"])
def test_a_period_of_a_sheet_and_of_a_report(desk: Desk, typed: str) -> None:
    desk.run("sheet", "open", typed)
    assert desk.run("sheet", "show", typed) == desk.run("sheet", "show", "2026-11")
    assert "2026年11月" in desk.run("report", "sheet", typed)
