"""A fresh machine: a workspace for a township made from the first screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.services.organizations.organizations import read_tree
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, opened

pytestmark = pytest.mark.pty


def test_a_committees_workspace_opens_at_its_tree(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    with Terminal([BRANCHKIT]) as terminal:
        terminal.wait_for("新建工作区")
        terminal.press("2")
        terminal.wait_for("党组织全称")
        terminal.type("清溪镇党委")
        terminal.press("enter")
        terminal.wait_for("农村", "学校")
        terminal.press("1")
        terminal.wait_for("哪一级", "党总支")
        terminal.press("2")
        terminal.wait_for("branchkit")
        terminal.press("\x15")
        terminal.type(str(folder))
        terminal.press("enter")
        terminal.wait_for("清溪镇党委", "党委")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with opened(folder) as workspace:
        (town,) = read_tree(workspace.store)
        assert (town.name, str(town.kind)) == ("清溪镇党委", "committee")
