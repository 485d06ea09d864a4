"""What concerns many cells at once: undo after a restart, a pasted block, handing up and what is refused afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scoring_desk import is_sound, kept_scores, kept_state, scoring

pytestmark = pytest.mark.pty

FIRST, SECOND, THIRD = "孙小龙", "李德顺", "周文华"


def test_undo_goes_back_beyond_a_restart(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("g")
        desk.wait_at(FIRST, "大会")
        desk.score("4", (SECOND, "大会"), "迟到")
        desk.terminal.press("*")
        desk.wait_at(SECOND, "小组")
        desk.wait_value(SECOND, "大会", "8")
        desk.terminal.press("ctrl+q")
        assert desk.terminal.wait_for_end() == 0
    with scoring(demo) as desk:
        desk.wait_at(SECOND, "小组")
        desk.terminal.press("u")
        desk.terminal.wait_for("已撤销")
        desk.wait_value(SECOND, "大会", "8~")
        assert kept_scores(demo)[FIRST, "大会"] == "4"
        desk.terminal.press("u")
        desk.wait_value(FIRST, "大会", "8~")
        desk.wait_at(FIRST, "大会")
        desk.terminal.press("U")
        desk.wait_value(FIRST, "大会", "4")
    kept = kept_scores(demo)
    assert kept[FIRST, "大会"] == "4"
    assert (SECOND, "大会") not in kept
    assert is_sound(demo)


def test_a_pasted_block_is_shown_before_it_is_written(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("g")
        desk.wait_at(FIRST, "大会")
        desk.terminal.paste("8\t6\n4\t99\n很好\t3\n")
        desk.terminal.wait_for(
            "可写入 4 格", "2 格不能写入", f"{SECOND}  小组  99", f"{THIRD}  大会  很好"
        )
        assert (FIRST, "大会") not in kept_scores(demo)
        desk.terminal.press("escape")
        desk.wait_at(FIRST, "大会")
        assert (FIRST, "大会") not in kept_scores(demo)
        desk.terminal.paste("8\t6\n4\t99\n很好\t3\n")
        desk.terminal.wait_for("Enter 写入")
        desk.terminal.press("enter")
        desk.explain("迟到")
        desk.terminal.wait_for("已粘贴 4 格")
        desk.wait_value(FIRST, "小组", "6")
    kept = kept_scores(demo)
    block = {
        (name, head): kept.get((name, head))
        for name in (FIRST, SECOND, THIRD)
        for head in ("大会", "小组")
    }
    assert block == {
        (FIRST, "大会"): "8",
        (FIRST, "小组"): "6",
        (SECOND, "大会"): "4",
        (SECOND, "小组"): None,
        (THIRD, "大会"): None,
        (THIRD, "小组"): "3",
    }


def test_what_is_open_keeps_the_sheet_from_being_handed_up(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("f10")
        desk.terminal.wait_for("格没有分", FIRST, "Enter 到第一处")
        desk.terminal.press("enter")
        desk.wait_at(FIRST, "大会")
    assert kept_state(demo).state == "draft"


def test_a_sheet_that_was_handed_up_refuses_a_score(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("g", *"*" * 8, *"f" * 4)
        desk.terminal.wait_for("自评中 40/40")
        desk.terminal.press("f10")
        desk.terminal.wait_for("Enter 上报")
        desk.terminal.press("enter")
        desk.terminal.wait_for("已上报 40/40")
        before = kept_scores(demo)
        desk.terminal.press("1", "enter")
        desk.terminal.wait_for("本表已上报，不能再改")
        desk.terminal.press("escape", "u")
        desk.terminal.wait_for("本表已上报")
        desk.terminal.press("f10")
        desk.terminal.wait_for("写明理由")
    assert kept_scores(demo) == before


def test_a_score_out_of_range_stays_for_mending(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("g")
        desk.wait_at(FIRST, "大会")
        desk.terminal.press("1", "8", "enter")
        desk.terminal.wait_for("应在 0 到 8 分之间")
        assert desk.where() == (FIRST, "大会")
        desk.terminal.press("backspace", "backspace")
        desk.score("4", (SECOND, "大会"), "迟到")
    assert kept_scores(demo)[FIRST, "大会"] == "4"
