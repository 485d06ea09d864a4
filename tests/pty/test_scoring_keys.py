"""What single keys of the scoring screen do, on a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from .scoring_desk import kept_scores, scoring

pytestmark = pytest.mark.pty

FIRST_OPEN = "孙小龙"
SECOND_OPEN = "李德顺"


def test_digits_and_enter_keep_a_score_and_go_down(demo: Path) -> None:
    with scoring(demo) as desk:
        desk.terminal.press("g")
        desk.wait_at(FIRST_OPEN, "大会")
        desk.terminal.press("4", "enter")
        desk.explain("迟到")
        desk.wait_at(SECOND_OPEN, "大会")
        desk.wait_value(FIRST_OPEN, "大会", "4")
    assert kept_scores(demo)[FIRST_OPEN, "大会"] == "4"
