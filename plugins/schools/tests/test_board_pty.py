"""The board on a real terminal: from the list of places to a reshaped school, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings
from branchkit.testing.pty import Terminal

from .school_builders import contributions
from .school_workspace import fill_school

pytestmark = pytest.mark.pty

BRANCHKIT = Path(sys.executable).parent / "branchkit"
KEYS = "回车名单"
LACKING = "缺 7  不足 1  未登记 5"


@pytest.fixture
def school(tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog) -> Path:
    directory = tmp_path / "school"
    create_workspace(
        directory,
        name="高沟中学党总支",
        sector="schools",
        clock=clock,
        actor=actor,
        organization="school",
        kind=OrganizationKind.GENERAL_BRANCH,
    )
    workspace = open_workspace(
        directory, settings=UserSettings(), catalog=catalog, actor=actor, clock=clock
    )
    fill_school(workspace.store, contributions(), "school", clock().date())
    workspace.close()
    return directory


def test_a_clerk_reshapes_the_school(school: Path) -> None:
    command: list[str | Path] = [BRANCHKIT, "--workspace", school]
    with Terminal(command) as terminal:
        terminal.wait_for("高沟中学党总支")
        terminal.press("f9")
        terminal.type("支部建在")
        terminal.press("enter")
        terminal.wait_for(KEYS, LACKING, "高二党员 10 人，达到 10 人，应建支部。")
        assert all(len(line) <= 80 for line in terminal.lines())

        terminal.press(".", "1")
        terminal.wait_for("调整方案", "高二年级党支部  18 人  [新建]")
        terminal.press("escape")
        terminal.wait_for(KEYS)

        terminal.press("f10")
        terminal.wait_for("新建 9 个，撤销 1 个", "F10存盘")
        terminal.press("f10")
        terminal.wait_for("已调整", "缺 0  不足 0  未登记 5")

        terminal.press("f7")
        terminal.wait_for("已撤回上一次调整", LACKING)
        terminal.press("escape")
        terminal.wait_until(lambda: KEYS not in terminal.text(), "the board is left")
