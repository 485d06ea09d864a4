"""A township's rating on a real terminal, from its beginning to the notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.dates import Period
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pty import Terminal
from branchkit.testing.villages import a_township_with_villages

from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty


def test_a_clerk_rates_the_villages(tmp_path: Path) -> None:
    directory = tmp_path / "town"
    a_township_with_villages(directory, fixed_clock(), Period.parse("2026"))
    with Terminal([BRANCHKIT, "--workspace", directory]) as terminal:
        terminal.wait_for("8组织")
        terminal.press(":")
        terminal.type("评定")
        terminal.press("enter")
        terminal.wait_for("评定 村党组织年度考核 2026年", "还没有开始评定")
        terminal.press("f10")
        terminal.wait_for("考核表收齐了", "已开始")
        terminal.press("f10")
        terminal.wait_for("已建议，3 个没有审定", "3 个里排第 1", "建议定为先进")
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("down", "d")
        terminal.wait_for("南村党支部的等次是怎么来的", "先进以上限 1 个（34%）")
        terminal.press("escape")
        terminal.press("*")
        terminal.wait_for("按建议定了 3 个")
        terminal.press("f10")
        terminal.wait_for("公示审定结果，各下级的表上都会显示")
        terminal.press("1")
        terminal.wait_for("已公示", "公示到 2026-11-25")
        terminal.press("u")
        terminal.wait_for("已撤销：公示评定结果")
