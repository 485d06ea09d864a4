"""``branchkit plugin show`` and ``plugin set``: what a plugin lets its users set, kept in the workspace's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

Captured = pytest.CaptureFixture[str]
MANIFEST = """
api = 1
title = { zh_CN = "河湖巡护", en = "River watch" }
sectors = ["rural"]
needs = { branchkit = ">=0.1" }
version = "0.3"

[[setting]]
id = "patrols"
kind = "number"
title = { zh_CN = "每月巡护次数", en = "Patrols a month" }
default = 4
minimum = 1

[[setting]]
id = "level"
kind = "choice"
title = { zh_CN = "哪一级", en = "Level" }
default = "town"
choices = { town = { zh_CN = "镇", en = "Town" }, county = { zh_CN = "县", en = "County" } }
"""


@pytest.fixture
def river(workspace_directory: Path) -> Path:
    folder = workspace_directory / "plugins" / "river"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    return workspace_directory


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), "plugin", *words])


def test_it_is_shown_with_what_can_be_set(river: Path, capsys: Captured) -> None:
    assert call(river, "show", "river") == exit_codes.OK
    shown = capsys.readouterr().out
    for words in ("河湖巡护 (river)", "版本：0.3", "要用：branchkit >=0.1", "适用：农村"):
        assert words in shown
    (line,) = [line for line in shown.splitlines() if line.startswith("patrols")]
    assert line.split() == ["patrols", "每月巡护次数", "4", "4", "不小于", "1"]


def test_what_is_set_is_in_the_file_and_shown(river: Path, capsys: Captured) -> None:
    assert call(river, "set", "river", "patrols", "6") == exit_codes.OK
    assert "“每月巡护次数”已设为 6" in capsys.readouterr().err
    assert call(river, "set", "river", "level", "县") == exit_codes.OK
    kept = (river / "branchkit.toml").read_text(encoding="utf-8")
    assert kept.endswith('[plugins.river]\npatrols = 6\nlevel = "county"\n')
    capsys.readouterr()
    assert call(river, "show", "river", "--format", "json") == exit_codes.OK
    said = json.loads(capsys.readouterr().out)
    assert [(s["id"], s["value"], s["default"]) for s in said["settings"]] == [
        ("patrols", 6, 4),
        ("level", "county", "town"),
    ]
    assert said["failures"] == []


def test_without_a_value_the_default_counts_again(river: Path) -> None:
    before = (river / "branchkit.toml").read_text(encoding="utf-8")
    assert call(river, "set", "river", "patrols", "6") == exit_codes.OK
    assert call(river, "set", "river", "patrols") == exit_codes.OK
    assert (river / "branchkit.toml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("river", "patrols", "0"), "不能是 0：最小 1"),
        (("river", "patrols", "four"), "要填数字，不是“four”"),
        (("river", "level", "市"), "可选：镇、县"),
        (("river", "patrol", "5"), "是不是“patrols”"),
        (("river", "colour", "5"), "现有：patrols、level"),
        (("base", "patrols", "5"), "没有可以设置的"),
        (("nobody", "patrols", "5"), "没有插件 nobody"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(
    river: Path, capsys: Captured, words: tuple[str, ...], said: str
) -> None:
    before = (river / "branchkit.toml").read_text(encoding="utf-8")
    assert call(river, "set", *words) == exit_codes.REFUSED
    assert said in capsys.readouterr().err
    assert (river / "branchkit.toml").read_text(encoding="utf-8") == before


def test_one_that_lacks_what_it_needs_is_said_not_to_be_loaded(
    river: Path, capsys: Captured
) -> None:
    manifest = river / "plugins" / "river" / "plugin.toml"
    manifest.write_text(MANIFEST.replace(">=0.1", ">=99"), encoding="utf-8")
    assert call(river, "show", "river") == exit_codes.REFUSED
    assert "没有加载" in capsys.readouterr().err
    assert call(river, "list") == exit_codes.PROBLEMS
    assert "要用 >=99 版的 branchkit" in capsys.readouterr().err


def test_what_somebody_wrote_wrongly_is_told_with_its_line_and_stays(
    river: Path, capsys: Captured
) -> None:
    file = river / "branchkit.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n[plugins.river]\npatrols = 0\nlevle = 'town'\n", encoding="utf-8")
    assert call(river, "list") == exit_codes.PROBLEMS
    said = capsys.readouterr().err
    assert "plugins.river.patrols：0 超出范围" in said
    assert "是不是“level”" in said
    assert call(river, "set", "river", "patrols", "5") == exit_codes.OK
    assert 'levle = "town"' in file.read_text(encoding="utf-8")
