"""Two people on one branch: each sees what the other does, and nothing is overwritten without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scoring_desk import is_sound, kept_scores, kept_state, scoring

pytestmark = pytest.mark.pty

FIRST, SECOND = "孙小龙", "李德顺"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are told apart by ``BRANCHKIT_ACTOR``, which each inherits when it starts."""
    monkeypatch.setenv("BRANCHKIT_ACTOR", "张书记")


def test_each_sees_the_others_scores(
    demo: Path, names: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scoring(demo) as one:
        monkeypatch.setenv("BRANCHKIT_ACTOR", "李委员")
        with scoring(demo) as other:
            one.terminal.press("g")
            other.terminal.press("g")
            one.wait_at(FIRST, "大会")
            other.wait_at(FIRST, "大会")
            one.score("4", (SECOND, "大会"), "迟到")
            other.terminal.press("down")
            other.wait_at(SECOND, "大会")
            other.wait_value(FIRST, "大会", "4")
            other.terminal.wait_for(f"张书记 刚改了 {FIRST} 的分")
            other.score("0", ("周文华", "大会"), "请假")
            one.terminal.press("up")
            one.wait_value(SECOND, "大会", "0")
            one.terminal.wait_for(f"李委员 刚改了 {SECOND} 的分")
    kept = kept_scores(demo)
    assert (kept[FIRST, "大会"], kept[SECOND, "大会"]) == ("4", "0")
    assert is_sound(demo)


def test_the_same_cell_changed_twice_is_a_conflict_shown_to_the_second(
    demo: Path, names: None
) -> None:
    with scoring(demo) as one, scoring(demo) as other:
        for desk in (one, other):
            desk.terminal.press("g")
            desk.wait_at(FIRST, "大会")
        # The second has begun to type when the first is done: what it saw in the cell is out of date.
        other.terminal.press("0")
        other.wait_entry("0")
        one.score("4", (SECOND, "大会"), "迟到")
        other.terminal.press("enter")
        other.terminal.wait_until(
            lambda: "4" in other.terminal.line(-1) and "0" in other.terminal.line(-1),
            "both values in the bottom line",
        )
        assert other.where() == (FIRST, "大会")
        assert kept_scores(demo)[FIRST, "大会"] == "4"
        other.terminal.press("enter")
        other.wait_at(SECOND, "大会")
    assert kept_scores(demo)[FIRST, "大会"] == "0"
    assert is_sound(demo)


def test_a_sheet_handed_up_by_one_is_closed_for_the_other(demo: Path, names: None) -> None:
    with scoring(demo) as one, scoring(demo) as other:
        one.terminal.press("g", *"*" * 8, *"f" * 4)
        one.terminal.wait_for("自评中 40/40")
        one.terminal.press("f10")
        one.terminal.wait_for("Enter 上报")
        one.terminal.press("enter")
        one.terminal.wait_for("已上报 40/40")
        other.terminal.press("4", "enter")
        other.terminal.wait_for("本表已上报，不能再改")
    assert kept_state(demo).state == "submitted"
