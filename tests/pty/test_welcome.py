"""The welcome as one meets it on a fresh machine."""

from __future__ import annotations

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty


def test_that_a_county_takes_its_time_is_seen_while_it_is_made() -> None:
    with Terminal([BRANCHKIT]) as terminal:
        terminal.wait_for("还没有工作区", "看看示例县")
        terminal.press("6")
        terminal.wait_for("正在生成示例县")
