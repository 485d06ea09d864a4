"""``branchkit plugins``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main


def call(directory: Path, *words: str) -> int:
    return main(["--workspace", str(directory), *words])


def test_the_built_in_pack_and_the_workspaces_own_are_listed(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(workspace_directory, "plugins", "--format", "json") == exit_codes.OK
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["base"]["schemes"] == 2
    assert rows["base"]["registers"] >= 40
    assert rows["local"]["source"] == str(workspace_directory)
    assert all(row["failures"] == 0 for row in rows.values())


def test_a_faulty_declaration_is_told_with_its_line_and_counts_as_a_problem(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workspace_directory / "registers" / "book.own.toml"
    path.write_text('api = 1\ntitle = "自定"\ndated_by = "day"\n', encoding="utf-8")
    assert call(workspace_directory, "plugins") == exit_codes.PROBLEMS
    captured = capsys.readouterr()
    assert "基础包" in captured.out
    assert f"{path}" in captured.err
    assert "至少要有一列" in captured.err


def test_safe_mode_lists_the_pack_alone(
    workspace_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(workspace_directory, "--safe-mode", "plugins", "--format", "csv") == exit_codes.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["id", "base"]


def test_disabled_plugins_are_named(
    workspace_directory: Path, isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = '[plugins]\ndisabled = ["rural"]\n'
    (isolated / "settings.toml").write_text(settings, encoding="utf-8")
    assert call(workspace_directory, "plugins") == exit_codes.OK
    captured = capsys.readouterr()
    assert "已停用：rural" in captured.err
    assert "三级联创" not in captured.out


def test_they_are_listed_where_there_is_no_workspace(
    isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugins", "--format", "json"]) == exit_codes.OK
    rows = {row["id"] for row in json.loads(capsys.readouterr().out)}
    assert {"base", "rural"} <= rows
    assert "local" not in rows


FAILING = """
from branchkit.api.hooks import ComputedMetric, LocalText, SubjectKind, hookimpl


def measure(view):
    raise LookupError("no such household")


@hookimpl
def branchkit_metrics():
    return [ComputedMetric("trial/one", LocalText("一", "One"), SubjectKind.MEMBER, measure)]
"""


def test_what_a_sheet_would_find_is_found_by_running_everything(
    workspace_directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    package = tmp_path / "site" / "trial_failing"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(FAILING, encoding="utf-8")
    info = tmp_path / "site" / "trial_failing-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[branchkit]\ntrial = trial_failing\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert call(workspace_directory, "plugins") == exit_codes.OK
    capsys.readouterr()
    assert call(workspace_directory, "plugins", "--run") == exit_codes.PROBLEMS
    captured = capsys.readouterr()
    assert "个指标、报表、应办事项、格式、核对和计分办法" in captured.err
    assert "LookupError: no such household" in captured.err
    assert "trial_failing/__init__.py:6" in captured.err
