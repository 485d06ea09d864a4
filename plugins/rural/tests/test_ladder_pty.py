"""The ladder on a real terminal, as a township's clerk walks through it with the installed program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

pytestmark = pytest.mark.pty

BRANCHKIT = Path(sys.executable).parent / "branchkit"
KEYS = "回车详情"
FALLEN = "柳坝村党支部"


@pytest.fixture
def township(tmp_path: Path) -> Path:
    """The demo township; where nothing is set by a test, the fixtures' home and clock hold for it as well."""
    directory = tmp_path / "township"
    subprocess.run(
        [BRANCHKIT, "demo", "--township", "--path", directory],
        check=True,
        env=dict(os.environ),
        capture_output=True,
    )
    return directory


def at_cursor(terminal: Terminal) -> str:
    """The row under the cursor."""
    rows = (terminal.reversed_text(row) for row in range(2, 17))
    return next((text for text in rows if text.strip()), "")


def test_a_clerk_finds_who_fell_and_gives_them_something_to_mend(township: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", township]) as terminal:
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("三级联创")
        terminal.wait_for("三级联创台阶")
        terminal.press("enter")
        terminal.wait_for("三级联创台阶  2025年", KEYS, "未评0")
        assert all(len(line) <= 80 for line in terminal.lines())

        terminal.press("v")
        terminal.wait_for("降位的", "后进的")
        terminal.type("2")
        terminal.wait_for("只看降位的")
        terminal.wait_until(lambda: FALLEN in at_cursor(terminal), "the cursor at the fallen")
        assert "-降位" in at_cursor(terminal)

        terminal.press("enter")
        terminal.wait_for("各项得分率", "历年等次")
        terminal.press("escape")
        terminal.wait_for(KEYS)

        terminal.press("a")
        terminal.wait_for(f"向{FALLEN}下达整改事项", "F10存盘")
        for _ in range(4):
            terminal.press("down")
        terminal.type("12.31")
        terminal.press("f10")
        terminal.wait_for("已下达", "整改3项，未完成2项")
        terminal.press("f7")
        terminal.wait_for("已撤回", "整改2项")

        terminal.press("[")
        terminal.wait_for("三级联创台阶  2024年")
        terminal.press("escape")
        terminal.wait_for("8组织")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
