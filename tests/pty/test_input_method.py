"""An input method that was left on: letters never arrive, digits, signs and function keys do, and so does Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scoring_desk import ScoringDesk, kept_scores, kept_sheet, kept_state, scoring

pytestmark = pytest.mark.pty

FIRST_OPEN = "孙小龙"
NEXT = "李德顺"
PROPOSED = ("小组", "党课", "主题", "党费", "学时", "走访", "联户", "岗位")
JUDGED = ("带富", "守纪", "乡风", "乡风")
SWALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def press(desk: ScoringDesk, *keys: str) -> None:
    """Keys that come through an input method."""
    assert not SWALLOWED & set(keys)
    desk.terminal.press(*keys)


def test_a_whole_month_without_a_letter(demo: Path) -> None:
    with scoring(demo) as desk:
        press(desk, "ctrl+g")
        desk.wait_at(FIRST_OPEN, "大会")
        for head in PROPOSED:
            press(desk, "*")
            desk.wait_at(FIRST_OPEN, head)
        press(desk, "5", "tab")
        desk.wait_at(FIRST_OPEN, "带富")
        for head in ("守纪", "乡风", "乡风"):
            press(desk, "ctrl+d")
            desk.wait_at(FIRST_OPEN, head)
        press(desk, "ctrl+g")
        desk.wait_at(NEXT, "岗位")
        press(desk, "ctrl+d")
        desk.wait_at(NEXT, "带富")
        desk.terminal.wait_for("自评中 40/40")
        press(desk, "f10")
        desk.terminal.wait_for("40 行全部打完")
        press(desk, "enter")
        desk.terminal.wait_for("已上报 40/40")
    assert kept_state(demo).state == "submitted"
    assert kept_scores(demo)[FIRST_OPEN, "岗位"] == "5"
    assert kept_scores(demo)[NEXT, "岗位"] == "10"


def test_full_width_digits_and_the_chinese_full_stop_are_a_score(demo: Path) -> None:
    with scoring(demo) as desk:
        press(desk, "ctrl+g")
        desk.wait_at(FIRST_OPEN, "大会")
        for _ in range(5):
            press(desk, "tab")
        desk.wait_at(FIRST_OPEN, "学时")
        press(desk, "６", "。", "５", "enter")
        desk.explain("自学未记")
        desk.wait_value(FIRST_OPEN, "学时", "6.5")
    assert kept_scores(demo)[FIRST_OPEN, "学时"] == "6.5"


def test_a_note_and_a_search_are_typed_in_chinese(demo: Path) -> None:
    with scoring(demo) as desk:
        press(desk, "/")
        desk.terminal.wait_for("找人 /")
        desk.terminal.type("孙小")
        desk.terminal.wait_for("找人 /孙小", FIRST_OPEN)
        press(desk, "enter", "ctrl+n")
        desk.terminal.wait_for(f"备注 {FIRST_OPEN}")
        desk.terminal.type("请假一次")
        press(desk, "enter")
        desk.terminal.wait_for("备注: 请假一次")
    (row,) = (row for row in kept_sheet(demo).rows if row.name == FIRST_OPEN)
    assert [cell.note for cell in row.row.cells.values()] == ["请假一次"]


def test_what_has_no_function_key_is_reached_by_a_digit_in_the_list(demo: Path) -> None:
    with scoring(demo) as desk:
        press(desk, "f11")
        desk.terminal.wait_for("2 一票否决")
        press(desk, "2")
        desk.terminal.wait_for("陈建国 一票否决:", "1 ")
        press(desk, "1")
        desk.terminal.wait_for("否决理由")
        desk.terminal.type("违反纪律")
        press(desk, "enter")
        desk.terminal.wait_for("否决:", "违反纪律")
    assert kept_sheet(demo).rows[0].row.vetoes
