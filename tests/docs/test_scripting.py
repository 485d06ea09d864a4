"""docs/scripting.md is a month that can be typed as it stands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from branchkit.cli.main import main

TEXT = (Path(__file__).parents[2] / "docs" / "scripting.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_the_month_runs_from_roster_to_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("roster.csv").write_text(blocks("csv")[0], encoding="utf-8")
    printed = {}
    for line in "".join(blocks("sh")).splitlines():
        words = shlex.split(line)
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
            continue
        assert words[0] == "branchkit"
        assert main(words[1:]) == 0, (line, capsys.readouterr().err)
        printed[line] = capsys.readouterr().out
    assert [m["name"] for m in json.loads(printed["branchkit members list --format json"])] == [
        "陈建国",
        "欧阳若兰",
        "单守信",
    ]
    (asked,) = [out for line, out in printed.items() if " --where " in line]
    assert "讨论年终总结" in asked
    sheet = json.loads(printed["branchkit sheet show 2026-11 --format json"])
    assert [row["rank"] for row in sheet] == [1, 1, 3]
    assert "单守信" in printed["branchkit report notice 2026-11"]
    due = json.loads(printed["branchkit due --subtree --format json"])
    assert any(duty["place"] == "development" for duty in due)
    assert Path("一卡二表三簿十册.xlsx").stat().st_size > 10_000
    assert Path("考核表.xlsx").stat().st_size and Path("通报.docx").stat().st_size
