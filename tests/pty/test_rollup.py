"""A county on a real terminal: from home to the townships, a branch and its sheet, and back; then the page with pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.bootstrap import create_workspace, open_workspace
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.i18n.catalog import Catalog
from branchkit.settings import UserSettings
from branchkit.testing.builders import fixed_clock
from branchkit.testing.pty import Terminal

from ..services.rollup.counties import ACTOR, fill_workspace
from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Two townships with three branches, scored in October and November."""
    directory, clock = tmp_path / "county", fixed_clock()
    create_workspace(
        directory,
        name="清源县委",
        sector="rural",
        clock=clock,
        actor=ACTOR,
        organization="test",
        kind=OrganizationKind.COMMITTEE,
    )
    workspace = open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=ACTOR,
        clock=clock,
        safe_mode=True,
    )
    fill_workspace(workspace)
    workspace.close()
    return directory


def test_the_county_looks_down_to_a_sheet(county: Path) -> None:
    with Terminal([BRANCHKIT, "--workspace", county]) as terminal:
        terminal.wait_for("0汇总")
        terminal.press("0")
        terminal.wait_for("清源县委  党员考核汇总", "2026年11月", "+ 东乡党委", "薄弱")
        assert all(len(line) <= 80 for line in terminal.lines())
        terminal.press("[")
        terminal.wait_for("2026年10月")
        terminal.press("enter")
        terminal.wait_for("东乡党委  党员考核汇总", "高沟村党支部", "青石村党支部")
        terminal.press("enter")
        terminal.wait_for("高沟村党支部", "党员1", "总分")
        terminal.press("escape")
        terminal.wait_for("东乡党委  党员考核汇总")
        terminal.press("escape")
        terminal.wait_for("清源县委  党员考核汇总", "2026年10月")
        terminal.press("p")
        terminal.wait_for("3 网页")
        terminal.press("3")
        terminal.wait_for("2026年10月党员考核汇总.html")
        terminal.press("enter")
        page = county / "exports" / "2026年10月党员考核汇总.html"
        terminal.wait_until(page.exists, "the page is written")
    assert page.read_text(encoding="utf-8").count("<svg") >= 4
