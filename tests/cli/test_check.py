"""``branchkit check`` as it is typed, on every kind of declaration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

Captured = pytest.CaptureFixture[str]

REGISTER = """api = 1
title = "健康走访记录"
dated_by = "on"

[[column]]
id = "on"
kind = "date"
title = "日期"

[[column]]
id = "who"
kind = "member"
title = "党员"

[[column]]
id = "again"
kind = "yes-no"
title = "要复查"

[[column]]
id = "days"
kind = "number"
title = "几天后"
when = { again = true }
default = "5"
"""
METRICS = """api = 1

[[metric]]
id = "count"
title = "次数"
about = "member"
aggregate = "count"
member = "who"
"""
SCHEME = """id = "local/month"
title = "党员月度积分"
subject = "member"
period = "month"

[[criterion]]
id = "health"
title = "健康走访"
short = "健康"
maximum = 10
rule = { kind = "proportional", target = 2 }
feeds = "local.health/count"
"""


DEMO = """api = 1
per = "member"

[columns]
again = { share = 20 }
"""


def a_file(folder: Path, kind: str, name: str, text: str) -> Path:
    path = folder / kind / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def checked(capsys: Captured, *paths: Path) -> list[tuple[str, int]]:
    code = main(["check", *map(str, paths), "--format", "json", "--safe-mode"])
    found = json.loads(capsys.readouterr().out)
    assert code == (exit_codes.PROBLEMS if found else exit_codes.OK)
    return [(problem["code"], problem["line"]) for problem in found]


def test_register_metrics_and_scheme_of_one_folder_are_held_against_each_other(
    tmp_path: Path, capsys: Captured
) -> None:
    files = [
        a_file(tmp_path, "registers", "local.health", REGISTER),
        a_file(tmp_path, "metrics", "local.health", METRICS),
        a_file(tmp_path, "demo", "local.health", DEMO),
        a_file(tmp_path, "schemes", "month", SCHEME),
    ]
    assert checked(capsys, *files) == []
    assert main(["check", *map(str, files), "--safe-mode"]) == exit_codes.OK
    told = capsys.readouterr().err
    assert "健康走访记录，4 项" in told and "1 项" in told and "满分 10 分" in told


def test_each_kind_is_told_what_is_wrong_with_it(tmp_path: Path, capsys: Captured) -> None:
    a_file(tmp_path, "registers", "local.health", REGISTER)
    metrics = METRICS.replace('"who"', '"whom"')
    assert checked(capsys, a_file(tmp_path, "metrics", "local.health", metrics)) == [
        ("metric.column", 8)
    ]
    assert checked(capsys, a_file(tmp_path, "demo", "local.health", DEMO.replace("20", "200"))) == [
        ("demo.share", 5)
    ]
    assert checked(capsys, a_file(tmp_path, "demo", "book.meetng", DEMO)) == [
        ("metric.misspelt_register", 1)
    ]
    register = REGISTER.replace("yes-no", "yes_no")
    assert checked(capsys, a_file(tmp_path, "registers", "local.health", register)) == [
        ("toml.misspelt_choice", 17)
    ]
    assert checked(capsys, a_file(tmp_path, "metrics", "local.health", METRICS)) == [
        ("metric.register_refused", 1)
    ]
    assert checked(capsys, a_file(tmp_path, "metrics", "book.meetng", METRICS)) == [
        ("metric.misspelt_register", 1)
    ]
    assert checked(capsys, a_file(tmp_path, "schemes", "month", SCHEME)) == [
        ("scheme.unknown_metric", 12)
    ]


@pytest.mark.parametrize("command", [("check",), ("scheme", "check")])
def test_a_draft_that_lies_anywhere_is_known_by_what_is_in_it(
    tmp_path: Path, capsys: Captured, command: tuple[str, ...]
) -> None:
    for name, text in (("local.health", REGISTER), ("month", SCHEME.rpartition("feeds")[0])):
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        assert main([*command, str(path)]) == exit_codes.OK, capsys.readouterr().err


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == exit_codes.PROBLEMS
    assert "没有这个文件" in capsys.readouterr().err
