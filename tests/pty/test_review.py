"""A township's sheets on a real terminal: looked through, one adjusted and returned, the branch sees where."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, variables

pytestmark = pytest.mark.pty


@pytest.fixture
def township(tmp_path: Path) -> Path:
    """A committee over three branches, which have handed up October."""
    directory = tmp_path / "township"
    subprocess.run(
        [BRANCHKIT, "demo", "--township", "--path", directory],
        check=True,
        env=variables(tmp_path),
        capture_output=True,
    )
    return directory


def test_a_clerk_reviews_and_a_branch_mends(
    township: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRANCHKIT_ACTOR", "王干事:clerk")
    with Terminal([BRANCHKIT, "--workspace", township]) as terminal:
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("审核")
        terminal.press("enter")
        terminal.wait_for("待审 3", "青石村党支部", "回车逐格审核")
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("enter")
        terminal.wait_for("审核 农村党员月度积分", "d依据", "第")
        terminal.press("7")
        terminal.press("enter")
        terminal.wait_for("改分的理由")
        terminal.type("少一次会议")
        terminal.press("enter")
        terminal.wait_for("已改 1 格")
        terminal.press("up")
        terminal.press("n")
        terminal.type("补会议记录")
        terminal.press("enter")
        terminal.wait_for("意见 1 处")
        terminal.press(".")
        terminal.wait_for("退回支部")
        terminal.press("1")
        terminal.wait_for("退回的理由")
        terminal.type("有一格要改")
        terminal.press("enter")
        terminal.wait_for("已退回")
        terminal.press("escape")
        terminal.wait_for("待审 2", "已退回 1")
    shown = subprocess.run(
        [BRANCHKIT, "--workspace", township, "review", "queue", "2026-10", "--show", "已退回"],
        check=True,
        capture_output=True,
        text=True,
        env=variables(township.parent),
    )
    assert "有一格要改" in shown.stdout
