"""A first month as ./run begins it: the demo, November scored, handed up, and the notice; in Chinese, at 80×24."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, SAVED, ScoringDesk, kept_state, scoring

pytestmark = pytest.mark.pty

PROPOSED = ("小组", "党课", "主题", "党费", "学时", "走访", "联户", "岗位")
"""Where the cursor is after each of the eight columns that registers feed."""
JUDGED = ("带富", "守纪", "乡风", "乡风")
FIRST_OPEN = "孙小龙"
COMMAND = [str(BRANCHKIT), "--or-demo"]


@contextmanager
def in_terminal(kind: str, folder: Path) -> Iterator[Terminal]:
    """The program as ``./run`` starts it, on a terminal of 80×24 of some kind."""
    if kind != "tmux":
        with Terminal(COMMAND, term=kind) as terminal:
            yield terminal
        return
    settings = folder / "tmux.conf"
    settings.write_text("set -g status off\n", encoding="utf-8")
    # The socket is named from within its folder: the whole path may be longer than a socket's may be.
    server = ["tmux", "-S", "tmux.sock", "-u", "-f", str(settings)]
    with Terminal([*server, "new-session", *COMMAND], directory=folder) as terminal:
        try:
            yield terminal
        finally:
            with Terminal([*server, "kill-server"], directory=folder) as ending:
                ending.wait_for_end()


@pytest.mark.parametrize(
    "kind", ["linux", "xterm-256color", pytest.param("tmux", marks=pytest.mark.needs("tmux"))]
)
def test_a_first_month_from_the_demo_to_the_notice(
    kind: str, tmp_path: Path, isolated: Path
) -> None:
    demo = isolated / ".local" / "share" / "branchkit" / "demo-2026-11"
    with in_terminal(kind, tmp_path) as terminal:
        desk = ScoringDesk(terminal)
        terminal.wait_for("还有 20 个没打完分")
        terminal.press("1")
        terminal.wait_for(SAVED, "2026年11月", "自评中 20/40")
        score_the_rest(desk)
        hand_up(desk)
        read_the_notice(desk)
        saved = save_the_notice(desk, demo)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    assert kept_state(demo).state == "submitted"
    assert saved.stat().st_size > 1000


def score_the_rest(desk: ScoringDesk) -> None:
    desk.terminal.press("g")
    desk.wait_at(FIRST_OPEN, "大会")
    for head in PROPOSED:
        desk.terminal.press("*")
        desk.wait_at(FIRST_OPEN, head)
    for head in JUDGED:
        desk.terminal.press("f")
        desk.wait_at(FIRST_OPEN, head)
    desk.terminal.wait_for("自评中 40/40")


def hand_up(desk: ScoringDesk) -> None:
    desk.terminal.press("f10")
    desk.terminal.wait_for("40 行全部打完", "Enter 上报")
    desk.terminal.press("enter")
    desk.terminal.wait_for("已上报 40/40")


def read_the_notice(desk: ScoringDesk) -> None:
    desk.terminal.press(":")
    desk.terminal.wait_until(lambda: desk.terminal.line(-1).startswith(":"), "the list of places")
    desk.terminal.type("bb")
    desk.terminal.wait_for(": bb", "报表", "去处")
    desk.terminal.press("enter")
    desk.terminal.wait_for("关于2026年11月党员积分情况的通报", "应评党员40名")


def save_the_notice(desk: ScoringDesk, demo: Path) -> Path:
    desk.terminal.press("p")
    desk.terminal.wait_for("1 公文")
    desk.terminal.press("1")
    desk.terminal.wait_for("存到")
    desk.terminal.press("enter")
    desk.terminal.wait_for("已存")
    (saved,) = (demo / "exports").glob("*.docx")
    return saved


def test_the_sheet_fits_80_by_24(demo: Path) -> None:
    with scoring(demo) as desk:
        lines = desk.terminal.lines()
        assert len(lines) == 24
        assert "总分" in lines[1] and "等次" in lines[1]
        assert lines[-1].endswith(SAVED)
        # Two lines of heads, five of detail, title and bottom line: fifteen members in sight.
        assert sum(line[:2].strip().isdecimal() for line in lines[3:18]) == 15
