"""The home screen as one meets it: what is due, with its rule, and the way to where it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, SAVED

pytestmark = pytest.mark.pty


def test_a_line_opens_what_it_speaks_of_and_escape_comes_back(demo: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        terminal.wait_for("还有 20 个没打完分", "农村党员月度积分", "近六月均分", "积分 20/40")
        row = next(n for n, line in enumerate(terminal.lines()) if "个没打完分" in line)
        for _ in range(row - 2):
            terminal.press("down")
        terminal.wait_until(
            lambda: "个没打完分" in terminal.reversed_text(row), "the cursor on the sheet's line"
        )
        terminal.press("enter")
        terminal.wait_for(SAVED, "自评中 20/40")
        terminal.press("h")
        terminal.wait_for("本月进度", "打分")
        terminal.press("4")
        terminal.wait_for("三会一课", "党小组会")
        terminal.press("escape")
        terminal.wait_for("本月进度")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
