"""The tree of a township on a real terminal: looked at, changed, and a branch gone to work at."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from branchkit.services.organizations.organizations import read_tree
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, opened, variables

pytestmark = pytest.mark.pty

KEYS = "回车详情"
TOWN, SMALL, LARGE = "清溪镇", "柳坝村党支部", "松岭村党支部"


@pytest.fixture
def township(tmp_path: Path) -> Path:
    """A committee over three branches, as ``branchkit demo --township`` makes it."""
    directory = tmp_path / "township"
    subprocess.run(
        [BRANCHKIT, "demo", "--township", "--path", directory],
        check=True,
        env=variables(tmp_path),
        capture_output=True,
    )
    return directory


def row_here(terminal: Terminal) -> str:
    """The row under the cursor."""
    rows = (terminal.reversed_text(row) for row in range(2, 18))
    return next((text for text in rows if text.strip()), "")


def wait_at(terminal: Terminal, name: str) -> None:
    terminal.wait_until(lambda: name in row_here(terminal), f"the cursor at {name}")


def test_a_clerk_looks_after_the_tree(township: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", township]) as terminal:
        terminal.wait_for("8组织")
        terminal.press("8")
        terminal.wait_for("党组织 14 个", "党员 108 名", KEYS)
        assert all(len(line) <= 80 for line in terminal.lines())
        wait_at(terminal, TOWN)
        terminal.wait_for("届满，应准备换届", "（暂定）")

        terminal.press("/")
        terminal.type("slc")
        wait_at(terminal, LARGE)
        terminal.press("enter")
        terminal.wait_for(KEYS, "超过一般上限 50 人", "第四条")
        terminal.press("right")
        terminal.wait_for("第六党小组")
        terminal.press("left")
        terminal.wait_until(lambda: "第六党小组" not in terminal.text(), "the groups are closed")
        terminal.press("enter")
        terminal.wait_for("隶属关系", "副书记")
        terminal.press("escape")
        terminal.wait_for(KEYS)

        terminal.press("a")
        terminal.wait_for("新增党组织", "F10存盘")
        terminal.type("第七党小组")
        terminal.press("f10")
        terminal.wait_for("已保存", "第七党小组")
        terminal.press("u")
        terminal.wait_for("已撤销", "党组织 14 个")

        terminal.press("/")
        terminal.type("lbc")
        wait_at(terminal, SMALL)
        terminal.press("enter")
        terminal.wait_for(KEYS)
        terminal.press(".", "3")
        terminal.wait_for(f"合并{SMALL}", "并入")
        terminal.press("1", "down")
        terminal.type("合村并居")
        terminal.press("f10")
        terminal.wait_for("转出党员 12 名", "党组织 13 个", "党员 108 名")

        terminal.press("w")
        terminal.wait_for("青石村党支部", "3台账")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0

    with opened(township) as workspace:
        tree = read_tree(workspace.store)
        (merged,) = [o for o in tree.all() if o.dissolved]
        assert (merged.name, merged.dissolved_reason) == (SMALL, "合村并居")
        assert workspace.store.verify() == []
