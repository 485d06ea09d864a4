"""From a month's low points to the list on a real terminal, as a branch's secretary does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.services.rating.rectification import items_of
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, opened

pytestmark = pytest.mark.pty

KEYS = "回车打开"


def test_items_are_proposed_from_the_scoring_screen_and_followed(demo: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        terminal.wait_for("1打分")
        terminal.press("1")
        terminal.wait_for("2026年11月", "已存盘")
        terminal.press("[")
        terminal.wait_for("2026年10月", "已上报")
        terminal.press("l")
        terminal.wait_for("历次考核", "2026年9月", "农村党员月度积分")
        terminal.press("escape")
        terminal.wait_until(lambda: "历次考核" not in terminal.text(), "the paper is closed")
        terminal.press(".")
        terminal.wait_for("提出整改事项")
        terminal.type("整改")
        terminal.press("enter")
        terminal.wait_for("哪些要整改", "空格打勾")
        terminal.press(" ", "down", " ", "enter")
        terminal.wait_for("列入整改清单 2 项", "F10存盘")
        terminal.press("down")
        terminal.type("每周学一次")
        terminal.press("f10")
        terminal.wait_for("共 4 项", "整改中 3")
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("enter")
        terminal.wait_for("整改清单", "整改事项")
        terminal.press("escape")
        terminal.wait_for(KEYS)
        terminal.press("u")
        terminal.wait_for("已撤销", "共 2 项")
        terminal.press("U")
        terminal.wait_for("共 4 项")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with opened(demo) as workspace:
        fresh = [
            item
            for item in items_of(workspace.store, [workspace.organization])
            if item.text("ground") == "score"
        ]
        assert [item.text("measures") for item in fresh] == ["每周学一次"] * 2
        assert workspace.store.verify() == []
