"""A meeting written down, its roll called, a vote taken: from the calendar and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.services.registers.writing import all_records
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, is_sound, opened

pytestmark = pytest.mark.pty


def test_a_meeting_from_the_calendar_to_the_vote(demo: Path) -> None:
    with Terminal([BRANCHKIT, "--at", "meetings", "--workspace", demo]) as terminal:
        terminal.wait_for("组织生活会", "0/1")
        for _ in range(5):
            terminal.press("down")
        terminal.wait_for("组织生活会 2026年", "还欠")
        terminal.press("a")
        terminal.wait_for("*议题", "(40)")
        for _ in range(3):
            terminal.press("down")
        terminal.type("对照检查")
        terminal.wait_for("对照检查")
        terminal.press("f10")
        terminal.wait_for("应到40 实到0", "未点")
        terminal.press("2")
        terminal.wait_for("请假原因")
        terminal.type("住院")
        terminal.press("enter")
        terminal.wait_for("请假1", "住院")
        terminal.press("*")
        terminal.wait_for("实到39", "缺席0")
        terminal.press("a")
        terminal.wait_for("有表决权", "*赞成")
        for _ in range(2):
            terminal.press("down")
        terminal.type("推荐优秀党员")
        for _ in range(3):
            terminal.press("down")
        terminal.type("12")
        terminal.press("f10")
        terminal.wait_for("未通过", "赞成的要超过有表决权人数的")
        terminal.press("escape")
        terminal.wait_for("组织生活会 2026年", "已开够")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with opened(demo) as workspace:
        meetings = all_records(workspace.store, "book.meeting", workspace.organization)
        (held,) = [row for row in meetings if row.values.get("topic") == "对照检查"]
        assert len(held.values["present"]) == 39  # type: ignore[arg-type]
        assert "住院" in str(held.values["reasons"])
        votes = all_records(workspace.store, "book.vote", workspace.organization)
        assert any(row.values["matter"] == "推荐优秀党员" for row in votes)
    assert is_sound(demo)
