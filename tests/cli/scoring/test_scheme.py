"""``branchkit scheme`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

GOOD = """id = "local/town"
title = "党员月度积分"
subject = "member"
period = "month"

[[criterion]]
id = "work"
title = "日常表现"
short = "表现"
maximum = 10
rule = { kind = "judged" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "town.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file_is_said_to_be_good(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scheme", "check", str(file)]) == exit_codes.OK
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "没有错误" in printed.err and "local/town" in printed.err


def test_a_mistake_is_explained_with_file_line_key_and_nearest(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD.replace("maximum", "maxmum"), encoding="utf-8")
    assert main(["scheme", "check", str(file)]) == exit_codes.PROBLEMS
    lines = capsys.readouterr().err.splitlines()
    misspelt = next(line for line in lines if "maxmum" in line)
    for part in ("town.toml", "第 10 行", "criterion[1].maxmum", "maximum"):
        assert part in misspelt
    assert "处错误" in lines[-1]


def test_problems_are_data_when_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD.replace('"judged"', '"judgd"'), encoding="utf-8")
    arguments = ["--lang", "en", "scheme", "check", str(file), "--format", "json"]
    assert main(arguments) == exit_codes.PROBLEMS
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["line"], problem["code"]) == (11, "toml.misspelt_choice")
    assert "did you mean" in problem["problem"]


def test_a_file_that_is_not_there_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scheme", "check", str(tmp_path / "none.toml")]) == exit_codes.PROBLEMS
    assert "none.toml" in capsys.readouterr().err


def test_a_name_under_which_the_file_would_not_be_found_is_a_problem(
    workspace_directory: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace_directory / "schemes"
    folder.mkdir(exist_ok=True)
    there = file.rename(folder / "village.toml")
    assert main(["scheme", "check", str(there)]) == exit_codes.PROBLEMS
    assert "local/village" in capsys.readouterr().err


def test_schemes_of_the_workspace_are_listed_and_shown(
    workspace_directory: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace_directory / "schemes"
    folder.mkdir(exist_ok=True)
    file.rename(folder / "town.toml")
    at = ["--workspace", str(workspace_directory), "scheme"]
    assert main([*at, "list", "--format", "json"]) == exit_codes.OK
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed["local/town"]["count"] == 1
    assert "base/member-month" in listed
    assert main([*at, "show", "local/town", "--format", "json"]) == exit_codes.OK
    (criterion,) = json.loads(capsys.readouterr().out)
    assert (criterion["id"], criterion["short"]) == ("work", "表现")
    assert "0 至 10 分" in criterion["rule"]


def test_an_unknown_scheme_is_refused(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--workspace", str(workspace_directory), "scheme", "show", "no/such"]
    assert main(arguments) == exit_codes.REFUSED
    assert "no/such" in capsys.readouterr().err
