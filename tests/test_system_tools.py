"""A tool that is missing leaves its tests out, with the command that brings it; in CI it fails them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .system_tools import TOOLS, command_for, is_there

TESTS = Path(__file__).parent
TRIAL = """
import pytest

def test_that_needs_nothing():
    pass

@pytest.mark.needs("tmux")
def test_that_needs_tmux():
    pass
"""


def run_without_tools(directory: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Two tests under our conftest, on a machine that has none of the tools."""
    trial = directory / "tests"
    trial.mkdir()
    for name in ("conftest.py", "system_tools.py"):
        shutil.copy(TESTS / name, trial)
    (trial / "test_trial.py").write_text(TRIAL, encoding="utf-8")
    settings = ["-c", str(TESTS.parent / "pyproject.toml"), "--rootdir", str(directory)]
    outside = {key: value for key, value in os.environ.items() if key != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *settings, str(trial)],
        env={**outside, "PATH": str(directory), **more},
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_tool_the_rest_runs_and_the_end_names_what_brings_it(tmp_path: Path) -> None:
    done = run_without_tools(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert "缺少 tmux，1 个测试没有运行" in done.stdout
    assert "1 tests were left out for want of tmux" in done.stdout
    assert "apt-get install tmux" in done.stdout


def test_in_ci_what_would_be_left_out_is_an_error(tmp_path: Path) -> None:
    done = run_without_tools(tmp_path, CI="true")
    assert done.returncode == 1, done.stdout
    assert "1 passed, 1 error" in done.stdout
    assert "apt-get install tmux" in done.stdout


def test_every_run_tells_the_seed_of_its_order(tmp_path: Path) -> None:
    done = run_without_tools(tmp_path)
    assert "the same order): --randomly-seed=" in done.stdout


def test_the_command_names_each_package_once() -> None:
    assert command_for(TOOLS) == f"apt-get install {' '.join(sorted(set(TOOLS.values())))}"


def test_what_is_on_the_path_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not is_there("tmux")
    (tmp_path / "tmux").touch(mode=0o755)
    assert is_there("tmux")
