"""``branchkit init``."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.settings import read_user_settings, read_workspace_settings


def test_a_workspace_is_made_and_its_folder_goes_to_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "支部"
    assert main(["init", str(directory), "--name", "青石村党支部", "--sector", "rural"]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"{directory}\n"
    assert f"--workspace {directory} import members" in captured.err
    assert read_workspace_settings(directory).name == "青石村党支部"


def test_it_becomes_the_default_when_asked(tmp_path: Path, isolated: Path) -> None:
    directory = tmp_path / "new"
    main(["init", str(directory), "--name", "青石村", "--sector", "rural", "--default"])
    assert read_user_settings(isolated / "settings.toml").default_workspace == directory


def test_making_the_default_keeps_the_other_settings(tmp_path: Path, isolated: Path) -> None:
    (isolated / "settings.toml").write_text('[user]\nname = "张三"\n', encoding="utf-8")
    main(["init", str(tmp_path / "a"), "--name", "甲", "--sector", "schools", "--default"])
    assert read_user_settings(isolated / "settings.toml").name == "张三"


def test_a_folder_in_use_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("x")
    words = ["init", str(tmp_path), "--name", "甲", "--sector", "rural"]
    assert main(words) == exit_codes.REFUSED
    assert "请换一个空目录" in capsys.readouterr().err


def test_an_unknown_sector_is_answered_with_the_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["init", str(tmp_path / "a"), "--name", "甲", "--sector", "farming"]
    assert main(words) == exit_codes.REFUSED
    said = capsys.readouterr().err
    assert "没有 farming 这个领域" in said
    assert "enterprise 国企" in said
    assert not (tmp_path / "a").exists()


def test_without_a_sector_those_there_are_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "a"), "--name", "甲"]) == exit_codes.REFUSED
    said = capsys.readouterr().err
    assert "--sector" in said
    assert "schools 学校" in said
    assert not (tmp_path / "a").exists()


def test_a_township_s_workspace_begins_with_its_committee(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "town"
    words = ["init", str(directory), "--name", "白水乡党委", "--sector", "rural"]
    assert main([*words, "--kind", "committee"]) == exit_codes.OK
    assert f"--workspace {directory} org import" in capsys.readouterr().err
    assert main(["--workspace", str(directory), "org", "list", "--format", "json"]) == exit_codes.OK
    assert '"kind": "committee"' in capsys.readouterr().out
