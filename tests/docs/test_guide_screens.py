"""Chapters that make screens, as somebody in front of the terminal sees them, and what they cost on the line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .typed_pages import DOCS, PLUGIN, Typist, beginning

pytestmark = pytest.mark.pty
FIRST_ROW = 3
"""The first line of the chapter's table below its head."""
BRANCHKIT = Path(sys.executable).parent / "branchkit"


def chapter(name: str) -> str:
    return (DOCS / "guide" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A terminal with the demo and the plugin of a chapter, on its first screen."""
    typist = Typist(tmp_path)
    typist.type(beginning())
    typist.type(chapter(request.param))
    with Terminal([BRANCHKIT, "plugin", "dev", str(tmp_path / PLUGIN)]) as terminal:
        terminal.wait_for("8组织")
        yield terminal
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def go(desk: Terminal, typed: str, title: str) -> None:
    desk.press(":")
    desk.type(typed)
    desk.wait_for(f"{title} ", f": {typed}")
    desk.press("enter")


@pytest.mark.parametrize("desk", ["textual"], indirect=True)
def test_textuals_widgets_stand_beside_the_programs_keys(desk: Terminal) -> None:
    go(desk, "cxh", "查巡护")
    desk.wait_for("24 条", "F5清空")
    desk.type("下")
    desk.wait_for("河段   下", "高沟下段")
    desk.wait_until(lambda: "高沟上段" not in desk.text(), "only what fits")
    desk.press("f9")
    desk.type("cxh")
    desk.wait_for(": cxh")
    desk.press("escape")
    desk.wait_for("F5清空")
    desk.press("tab", "enter")
    desk.wait_for("PgDn 翻看")
    desk.press("escape", "f5")
    desk.wait_for("24 条")
    desk.press("escape")
    desk.wait_for("8组织")


@pytest.mark.parametrize("desk", ["textual"], indirect=True)
def test_textuals_widgets_cost_what_the_chapter_says(desk: Terminal) -> None:
    opening, typing, leaping, moving = (
        int(most) for most in re.findall(r"\| 不超过 (\d+)", chapter("textual"))
    )

    def look(row: int) -> tuple[object, ...]:
        cell = desk.screen.buffer[row][1]
        return cell.fg, cell.bg, cell.reverse, cell.bold

    def cost(key: str, condition: Callable[[], object]) -> int:
        before = len(desk.received)
        desk.press(key)
        desk.wait_until(condition, f"what {key} does")
        return len(desk.received) - before

    desk.press(":")
    desk.type("cxh")
    desk.wait_for("查巡护 ", ": cxh")
    assert cost("enter", lambda: "24 条" in desk.text()) <= opening
    typed = []
    for _ in range(3):
        # Tables go on fitting their columns for a while: what is left of the opening goes out with the first of these.
        typed.append(cost("高", lambda: "河段   高" in desk.text()))
        cost("backspace", lambda: "河段   高" not in desk.text())
    assert min(typed) <= typing
    idle = look(FIRST_ROW)
    assert cost("tab", lambda: look(FIRST_ROW) != idle) <= leaping
    here = look(FIRST_ROW)
    assert cost("down", lambda: look(FIRST_ROW + 1) == here) <= moving


@pytest.mark.parametrize("desk", ["form"], indirect=True)
def test_a_row_is_filled_in_and_taken_back(desk: Terminal) -> None:
    go(desk, "xhrj", "巡护日记")
    desk.wait_for("a记一次")
    before = int(desk.line(0).split()[-1])
    desk.press("f5")
    desk.wait_for("巡护记录", "2026-11-20")
    desk.press("down", "1", "f10")
    desk.wait_for("必填，不能空着")
    desk.type("三岔口")
    desk.press("enter", "f10")
    desk.wait_for("已记：三岔口", f" {before + 1}")
    desk.press("f7")
    desk.wait_for("已撤销", f" {before}")
