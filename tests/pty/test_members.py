"""The roster on a real terminal: a view, somebody found, changed, sent away and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.services.roster import members_of
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, opened

pytestmark = pytest.mark.pty

KEYS = "回车全部情况"
SOMEBODY = "欧阳若兰"


def reversed_line(terminal: Terminal) -> str:
    """The row under the cursor."""
    rows = (terminal.reversed_text(row) for row in range(2, 20))
    return next((text for text in rows if text.strip()), "")


def test_a_walk_through_the_roster(demo: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        terminal.wait_for("青石村")
        terminal.press(":")
        terminal.wait_until(lambda: terminal.line(-1).startswith(":"), "the list of places")
        terminal.type("hmc")
        terminal.wait_for(": hmc", "花名册")
        terminal.press("enter")
        terminal.wait_for("花名册 [全体] 40人", "在册40", KEYS)
        # Heads and figures stand in line, and nothing is wider than the terminal.
        assert all(len(line) <= 80 for line in terminal.lines())

        terminal.press("8")
        terminal.wait_for("花名册 [女党员]")
        terminal.press("1")
        terminal.wait_for("花名册 [全体]")

        terminal.press("/")
        terminal.type("oyrl")
        terminal.wait_until(
            lambda: SOMEBODY in reversed_line(terminal), f"the cursor at {SOMEBODY}"
        )
        terminal.press("enter")
        terminal.wait_for(KEYS)
        terminal.press("enter")
        terminal.wait_for("基本情况", "党内情况", "990101********")
        terminal.press("escape")
        terminal.wait_for(KEYS)

        terminal.press("e")
        terminal.wait_for("修改 2 欧阳若兰", "F10存盘")
        terminal.press("end")
        terminal.type("41")
        terminal.press("f10")
        terminal.wait_for("已存盘")
        terminal.wait_until(lambda: " 41 欧阳若兰" in reversed_line(terminal), "the new number")

        terminal.press("delete")
        terminal.wait_for("移出名册的理由")
        terminal.type("moved away")
        terminal.press("enter")
        terminal.wait_for("已移出名册", "39人")
        terminal.press("u")
        terminal.wait_for("已撤销", "40人")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with opened(demo) as workspace:
        last = members_of(workspace.store, workspace.organization)[-1]
    assert (last.number, last.name, last.removed) == (41, SOMEBODY, "")
