"""``branchkit undo`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / "village"
    main(["init", str(directory), "--name", "青石村党支部", "--sector", "rural"])
    monkeypatch.setenv("BRANCHKIT_WORKSPACE", str(directory))
    for name in ("陈建国", "欧阳若兰"):
        assert main(["members", "add", "--name", name]) == exit_codes.OK


def test_the_newest_is_taken_back_and_named(desk: None, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["undo"]) == exit_codes.OK
    assert "已撤销：增加党员：欧阳若兰" in capsys.readouterr().err
    main(["members", "list", "--format", "json"])
    assert [m["name"] for m in json.loads(capsys.readouterr().out)] == ["陈建国"]


def test_the_list_says_what_can_be_taken_back_and_why_not(
    desk: None, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    main(["undo", "--list", "--format", "json"])
    listed = json.loads(capsys.readouterr().out)
    codes = [(one["what"], one["why"]) for one in listed]
    assert codes == [
        ("member.add", None),
        ("member.add", "undo.later"),
        ("workspace.create", "undo.founds"),
    ]
    assert main(["undo", str(listed[1]["number"])]) == exit_codes.REFUSED
    assert "先撤销它后面的改动" in capsys.readouterr().err
    main(["undo", "--list"])
    shown = capsys.readouterr().out
    assert "增加党员：陈建国" in shown
    assert "建立工作区不能撤销" in shown


def test_a_newest_that_cannot_be_taken_back_is_named_and_nothing_older_is_touched(
    desk: None, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["undo"])
    main(["undo"])
    capsys.readouterr()
    assert main(["undo"]) == exit_codes.REFUSED
    said = capsys.readouterr().err
    assert "最近一次是“建立工作区" in said
