"""The region's map on a real terminal: from the list of places to a use noted, a commitment settled, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.writing import all_records
from branchkit.settings import UserSettings
from branchkit.testing.pty import Terminal
from branchkit_community.vocabulary import COMMITMENTS, USES

from .community_builders import CONTRIBUTIONS, ORG
from .community_workspace import fill_community

pytestmark = pytest.mark.pty

BRANCHKIT = Path(sys.executable).parent / "branchkit"
KEYS = "1单位  2资源  3承诺"


@pytest.fixture
def open_community(
    tmp_path: Path, clock: Callable[[], datetime], actor: Actor, catalog: Catalog
) -> Callable[[], Workspace]:
    """Opens the workspace of a community; made beforehand."""
    directory = tmp_path / "community"
    create_workspace(
        directory,
        name="梧桐社区党支部",
        sector="community",
        clock=clock,
        actor=actor,
        organization=ORG,
    )

    def opened() -> Workspace:
        return open_workspace(
            directory, settings=UserSettings(), catalog=catalog, actor=actor, clock=clock
        )

    workspace = opened()
    fill_community(workspace.store, CONTRIBUTIONS)
    workspace.close()
    return opened


@contextmanager
def region_map(directory: Path) -> Iterator[Terminal]:
    """The installed program, gone to the map from wherever it begins."""
    command: list[str | Path] = [BRANCHKIT, "--workspace", directory]
    with Terminal(command) as terminal:
        terminal.wait_for("梧桐社区")
        terminal.press("f9")
        terminal.type("区域共建")
        terminal.press("enter")
        terminal.wait_for(KEYS, "逾期 1")
        yield terminal


def test_a_quarter_at_the_map(open_community: Callable[[], Workspace]) -> None:
    workspace = open_community()
    workspace.close()
    with region_map(workspace.directory) as terminal:
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("2")
        terminal.wait_for("家庭医生", "还没有用过")
        terminal.press("=")
        terminal.wait_for("记一次使用: 操场", "F10存盘")
        terminal.press("down")
        terminal.type("运动会")
        terminal.press("f10")
        terminal.wait_for("已登记", "本季度用 1 次")

        terminal.press("3")
        terminal.wait_for("每月义诊", "超过期限 10 天")
        terminal.press("=")
        terminal.wait_for("记兑现: 每月义诊")
        terminal.press("f10")
        terminal.wait_for("已登记", "兑现 1 逾期 0")
        terminal.press("u")
        terminal.wait_for("已撤销", "兑现 0 逾期 1")

        terminal.press("1", "enter")
        terminal.wait_for("提供的资源", "Esc 关闭")
        terminal.press("escape")
        terminal.wait_for(KEYS)
        terminal.press("escape")
        terminal.wait_until(lambda: KEYS not in terminal.text(), "the map is left")
    workspace = open_community()
    (use,) = all_records(workspace.store, USES, ORG)
    (commitment,) = all_records(workspace.store, COMMITMENTS, ORG)
    workspace.close()
    assert (use.values["used_for"], commitment.values["state"]) == ("运动会", "open")
