"""``branchkit theme``: what is listed, what is kept, and a name that is none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.settings import read_user_settings

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def at(workspace_directory: Path) -> list[str]:
    return ["--workspace", str(workspace_directory), "theme"]


def listed(at: list[str], capsys: Captured) -> dict[str, str]:
    """Name → whether it is in use."""
    assert main([*at, "--format", "json"]) == exit_codes.OK
    return {row["id"]: row["worn"] for row in json.loads(capsys.readouterr().out)}


def test_all_are_listed_with_the_one_in_use(at: list[str], capsys: Captured) -> None:
    found = listed(at, capsys)
    assert {"usual", "dark", "light", "contrast", "contrast-light", "mono"} <= set(found)
    assert [name for name, worn in found.items() if worn] == ["usual"]


def test_a_choice_is_kept_for_the_next_start(at: list[str], capsys: Captured) -> None:
    assert main([*at, "mono"]) == exit_codes.OK
    assert "已改用“黑白”" in capsys.readouterr().err
    kept = read_user_settings(Path(os.environ["BRANCHKIT_CONFIG"]))
    assert kept.theme == "base/mono"
    assert [name for name, worn in listed(at, capsys).items() if worn] == ["mono"]


def test_another_name_is_refused_with_the_nearest(at: list[str], capsys: Captured) -> None:
    assert main([*at, "drak"]) != exit_codes.OK
    assert "最接近的是 dark" in capsys.readouterr().err
