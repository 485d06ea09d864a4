"""``branchkit record``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

MEMBERS = ("陈建国", "欧阳若兰", "单守信", "仇春梅", "尉迟宏")


@pytest.fixture
def directory(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in MEMBERS:
        assert call(workspace_directory, "members", "add", "--name", name) == 0
    capsys.readouterr()
    return workspace_directory


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "--safe-mode", *words])


def record(directory: Path, *words: str) -> int:
    return call(directory, "record", *words)


def listed(
    directory: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert record(directory, "list", *words, "--format", "json") == exit_codes.OK
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


ACTIVITY = (
    "book.activity",
    "date=2026.11.3",
    "kind=主题党日",
    "theme=清河道",
    "present=1、欧阳若兰",
)


def test_a_record_is_added_as_it_is_typed(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record(directory, "add", *ACTIVITY, "hours=１．５") == exit_codes.OK
    (row,) = listed(directory, capsys, "book.activity")
    assert row["id"] == "2026-11-03.001"
    values = row["values"]
    assert (values["date"], values["kind"], values["hours"]) == ("2026-11-03", "theme", "1.5")
    assert len(values["present"]) == 2


def test_the_list_names_people_and_choices(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY[:-1], f"present={'、'.join(MEMBERS)}")
    capsys.readouterr()
    assert record(directory, "list", "book.activity") == exit_codes.OK
    captured = capsys.readouterr()
    assert "主题党日" in captured.out
    assert "陈建国、欧阳若兰、单守信等 5 人" in captured.out
    assert captured.err.strip() == "共 1 条"


def test_every_problem_of_a_row_is_told_and_nothing_is_kept(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("book.activity", "date=2026-13-01", "kind=舞会", "colour=red", "present=无名氏")
    assert record(directory, "add", *words) == exit_codes.PROBLEMS
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    for part in ("2026-13-01", "舞会", "colour", "无名氏", "theme：必填"):
        assert sum(part in line for line in lines) == 1, part
    assert listed(directory, capsys, "book.activity") == []


def test_a_record_is_changed_and_taken_away(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    assert record(directory, "edit", "book.activity", "2026-11-03.001", "theme=修路") == 0
    (row,) = listed(directory, capsys, "book.activity")
    assert row["values"]["theme"] == "修路"
    words = ("remove", "book.activity", "2026-11-03.001", "--reason", "录重了")
    assert record(directory, *words) == exit_codes.OK
    assert listed(directory, capsys, "book.activity") == []
    (removed,) = listed(directory, capsys, "book.activity", "--removed")
    assert removed["removed"] == "录重了"


def test_a_required_column_cannot_be_emptied(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    words = ("edit", "book.activity", "2026-11-03.001", "theme=")
    assert record(directory, *words) == exit_codes.PROBLEMS
    assert "theme：必填" in capsys.readouterr().err


def test_the_list_can_be_of_one_period(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("2026-10-03", "2026-11-03"):
        record(directory, "add", "book.activity", f"date={day}", *ACTIVITY[2:])
    assert len(listed(directory, capsys, "book.activity", "--period", "2026-11")) == 1
    assert len(listed(directory, capsys, "book.activity", "--period", "2026-Q4")) == 2


def test_without_a_register_the_registers_are_listed(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", *ACTIVITY)
    rows = {row["id"]: row["rows"] for row in listed(directory, capsys)}
    assert rows == {"book.activity": 1, "book.meeting": 0, "roll.dues": 0}


def test_a_masked_column_is_shown_on_request_and_that_is_recorded(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(directory, "add", "roll.dues", "month=2026-11", "member=1", "base=5000", "due=0.5")
    (row,) = listed(directory, capsys, "roll.dues")
    assert row["values"]["base"] == "***"
    (row,) = listed(directory, capsys, "roll.dues", "--unmask", "base")
    assert row["values"]["base"] == "5000.00"
    assert call(directory, "history", "--format", "json") == exit_codes.OK
    assert "record list roll.dues" in capsys.readouterr().out
    assert record(directory, "list", "roll.dues", "--unmask", "paid") == exit_codes.REFUSED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "book.nowhere"), "book.nowhere"),
        (("add", "book.activity", "theme"), "列=值"),
        (("edit", "book.activity", "2026-01-01.001", "theme=x"), "2026-01-01.001"),
        (("remove", "book.activity", "x", "--reason", " "), "x"),
        (("list", "book.activity", "--period", "十一月"), "十一月"),
    ],
)
def test_what_cannot_be_done_is_refused(
    directory: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert record(directory, *words) == exit_codes.REFUSED
    assert said in capsys.readouterr().err
