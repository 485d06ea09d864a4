"""A meeting put into its book, changed, looked for and printed, on a real terminal with the installed program."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.registers.register import Record
from branchkit.services.registers.writing import all_records
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, opened, variables

pytestmark = pytest.mark.pty

MEETINGS = "book.meeting"
KEPT = "已存盘"
TITLE = "支部会议记录"


def meetings(directory: Path) -> list[Record]:
    with opened(directory) as workspace:
        return all_records(workspace.store, MEETINGS, workspace.organization)


def go_to_book(terminal: Terminal) -> None:
    """From the home screen, by the number of the register."""
    terminal.wait_for("3台账")
    terminal.press("3")
    terminal.wait_for(TITLE, "回车打开")
    terminal.press("/")
    terminal.type("zbhyjl")
    terminal.wait_for("查找: zbhyjl")
    terminal.press("enter")
    terminal.wait_for("议题", KEPT)


def fill_in_meeting(terminal: Terminal) -> None:
    """The eighteenth, a committee's meeting, to which all are asked, and all but one come."""
    terminal.press("a")
    terminal.wait_for("新记一行")
    terminal.press("1", "8", "enter")
    terminal.wait_for("2026-11-18")
    terminal.press("down", "2")
    terminal.wait_for("支委会")
    terminal.type("研究冬修水利")
    terminal.press("enter")
    while "点名" not in terminal.line(-1):
        before = terminal.cursor
        terminal.press("down")
        terminal.wait_until(lambda before=before: terminal.cursor != before, "the next field")  # type: ignore[misc]
    for label, absent in (("应到", ""), ("实到", "cjg")):
        terminal.press(" ")
        terminal.wait_for(f"{label} 0/40")
        terminal.press("*")
        terminal.wait_for(f"{label} 40/40")
        if absent:
            terminal.type(absent)
            terminal.wait_for(f"查找: {absent}")
            terminal.press(" ")
            terminal.wait_for(f"{label} 39/40")
        terminal.press("enter")
        terminal.wait_until(lambda: "打勾" not in terminal.text(), "the list is closed")
    terminal.press("f10")


def test_a_walk_through_the_book_of_meetings(demo: Path, tmp_path: Path) -> None:
    before = len(meetings(demo))
    environment = variables(tmp_path)
    with Terminal([BRANCHKIT, "--workspace", demo], environment=environment) as terminal:
        go_to_book(terminal)
        fill_in_meeting(terminal)
        terminal.wait_for("应到里有")
        terminal.press("f10")
        terminal.wait_for("已记", f"{before + 1}行", "研究冬修水利")

        terminal.press("enter")
        terminal.wait_for("修改")
        while "议题" not in terminal.line(terminal.cursor[1]):
            row = terminal.cursor[1]
            terminal.press("down")
            terminal.wait_until(lambda row=row: terminal.cursor[1] != row, "the next field")  # type: ignore[misc]
        terminal.press("f2")
        terminal.wait_for("不改这一项")
        terminal.type("和护林")
        terminal.press("f10")
        terminal.wait_for("已改", "研究冬修水利和护林")

        terminal.press("f3")
        terminal.wait_for("筛选:")
        terminal.press("5")
        terminal.wait_for("2026年11月", f"/{before + 1}行")

        terminal.press("f4", "enter")
        terminal.wait_for("  按")

        terminal.press("f7")
        terminal.wait_for("已撤销")
        terminal.wait_until(lambda: "和护林" not in terminal.text(), "the change taken back")

        terminal.press("p")
        terminal.wait_for("格式:")
        terminal.press("4")
        terminal.wait_for("存到:")
        terminal.press("\x15")
        terminal.type(str(tmp_path / "book.csv"))
        terminal.press("enter")
        terminal.wait_for("已存")

        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0

    kept = meetings(demo)
    assert len(kept) == before + 1
    (added,) = (record.values for record in kept if record.values["topic"] == "研究冬修水利")
    assert added["date"] == "2026-11-18"
    assert len(added["expected"]) == 40  # type: ignore[arg-type]
    assert len(added["present"]) == 39  # type: ignore[arg-type]
    printed = (tmp_path / "book.csv").read_text(encoding="utf-8")
    assert "研究冬修水利" in printed
    assert "2026-09" not in printed
