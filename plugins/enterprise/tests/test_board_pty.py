"""The board on a real terminal: opened from the list of places, a milestone settled, a problem mended, taken back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.services.demo.branch import fill_branch
from branchkit.services.demo.members import demo_members
from branchkit.settings import UserSettings
from branchkit.testing.plugin_view import plugin_at
from branchkit.testing.pty import Terminal
from branchkit_enterprise.vocabulary import CHECKS, MILESTONES

pytestmark = pytest.mark.pty

BRANCHKIT = Path(sys.executable).parent / "branchkit"
PACKAGE = Path(__file__).parents[1] / "src" / "branchkit_enterprise"
LATE = "降低空压站能耗"


@contextmanager
def opened(directory: Path, clock: Callable[[], datetime]) -> Iterator[Workspace]:
    """The workspace itself, to fill it and to look at what was kept."""
    workspace = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=Actor("测试员"),
        clock=clock,
        installed=lambda: [plugin_at(PACKAGE)],
        strict=True,
    )
    try:
        yield workspace
    finally:
        workspace.close()


@pytest.fixture
def factory(tmp_path: Path, clock: Callable[[], datetime], actor: Actor) -> Path:
    """A branch of fourteen with its demo records."""
    directory = tmp_path / "factory"
    create_workspace(
        directory,
        name="机加车间党支部",
        sector="enterprise",
        clock=clock,
        actor=actor,
        organization="b1",
    )
    today = clock().date()
    with opened(directory, clock) as workspace:
        members = demo_members("b1", today, Random("roll"), 14)
        fill_branch(workspace.store, workspace.contributions, "b1", today, members, 1)
    return directory


@pytest.fixture
def program(tmp_path: Path) -> dict[str, str]:
    """The environment of a program that has the sector installed, whether or not this one has."""
    info = tmp_path / "site" / "branchkit_enterprise-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text(
        "[branchkit]\nenterprise = branchkit_enterprise\n", encoding="utf-8"
    )
    places = [str(info.parent), str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}


def test_work_is_settled_on_the_board_and_taken_back(
    factory: Path, program: dict[str, str], clock: Callable[[], datetime]
) -> None:
    start: list[str | Path] = [BRANCHKIT, "--at", "home", "--workspace", factory]
    with Terminal(start, environment=program) as terminal:
        terminal.wait_for("要办的事", "9行业")
        terminal.press(":")
        terminal.type("责任区")
        terminal.wait_for("项目与责任区")
        terminal.press("enter")
        terminal.wait_for("下一节点", "!逾10天", "逾期 1")
        terminal.press("=")
        terminal.wait_for("完成日期", "2026-11-20")
        terminal.press("f10")
        terminal.wait_for(f"已存盘: {LATE}", "逾期 0")

        terminal.press("2")
        terminal.wait_for("逾期未改", "待整改")
        terminal.press("=")
        terminal.wait_for("整改日期")
        terminal.press("f10")
        terminal.wait_for("已存盘: 总装工位", "逾期 0")
        terminal.press("u")
        terminal.wait_for("已撤销上一次改动", "逾期 1")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0

    with opened(factory, clock) as workspace:
        assert not workspace.store.verify()
        late = [
            document.body["values"]
            for document in workspace.store.scan("b1", f"record/{MILESTONES}")
            if document.body["values"]["project"] == LATE
        ]
        assert [row.get("done_on") for row in late].count("2026-11-20") == 1
        mended = [
            document.body["values"].get("mended_on")
            for document in workspace.store.scan("b1", f"record/{CHECKS}")
        ]
        assert "2026-11-20" not in mended
