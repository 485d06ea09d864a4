"""The three sectors that are TOML alone: opened in one word, with a demo, on the scheme that the screen opens too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import open_workspace
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.authored import AuthoredPlugin, find_plugin
from branchkit.screens.scoring.screen import ScoringScreen
from branchkit.services.demo.branch import MONTHS, fill_demo
from branchkit.services.plugins.offers import schemes_for
from branchkit.services.registers.reading import records_of
from branchkit.services.scoring.sheets import load_sheet, sheet_key
from branchkit.settings import UserSettings
from branchkit.testing.conformance.trial import TODAY
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.pilot import SIZE, an_app, wait_for

ACTOR = Actor("测试员")
ROOT = Path(__file__).parents[2] / "plugins"
SECTORS = {"organs": "机关", "health": "卫生", "non-public": "两新"}
BY_HAND = {
    "organs": {"clean", "manner"},
    "health": {"clean", "technique"},
    "non-public": {"skill", "results"},
}
"""What a branch judges itself: nothing that is written down says it."""
TOLD_ONLY = {"organs": {"organs/topics-most", "organs/six-ones"}}
"""Figures that nothing is held against: more topics are no fault, and the six are named one by one."""


@pytest.fixture(params=SECTORS)
def plugin(request: pytest.FixtureRequest) -> AuthoredPlugin:
    return find_plugin(ROOT / str(request.param))


def test_it_has_no_python_of_its_own(plugin: AuthoredPlugin) -> None:
    assert not plugin.has_python
    (module,) = plugin.package.rglob("*.py")
    # A docstring.
    assert module.name == "__init__.py"
    assert len(module.read_text(encoding="utf-8").splitlines()) == 1


def test_every_figure_stands_once_and_is_referred_to(plugin: AuthoredPlugin) -> None:
    """So that a workspace's own edition of the rule pack changes what is scored, and nothing else has to be changed."""
    (pack,) = (pack for pack in plugin.load().rule_packs.values() if pack.source == plugin.id)
    texts = [path.read_text(encoding="utf-8") for path in plugin.package.rglob("*.toml")]
    referred = {id for text in texts for id in re.findall(r'rule = "([a-z-]+/[a-z-]+)"', text)}
    figures = {f"{pack.id}/{rule}" for edition in pack.editions for rule in edition.rules}
    assert figures - referred == TOLD_ONLY.get(plugin.id, set())


def test_a_demo_branch_keeps_every_register_and_scores_its_months(plugin: AuthoredPlugin) -> None:
    contributions, store = plugin.load(), MemoryStore()
    with store.begin(ACTOR, "test.build") as uow:
        organization = Organization("b1", "示范支部", sector=plugin.id)
        uow.put("", "organization", "b1", organization.to_body())
        uow.commit()
    fill_demo(store, contributions, "b1", TODAY)
    assert contributions.failures == []
    own = [id for id, register in contributions.registers.items() if register.source == plugin.id]
    assert own
    for register in own:
        assert list(records_of(store, register, "b1")), register
    months = [Period.containing(TODAY).shifted(-step) for step in range(1, MONTHS)]
    scheme = contributions.schemes[f"{plugin.id}/member-month"]
    proposed = {c.id for c in scheme.criteria if c.feeds}
    assert {c.id for c in scheme.criteria} - proposed == BY_HAND[plugin.id]
    for month in months:
        key = sheet_key(contributions.schemes, scheme.id, "b1", month)
        rows = load_sheet(store, contributions.schemes, key).rows
        assert len(rows) == 40
        assert all(row.result.complete for row in rows)


def test_the_schemes_that_are_offered_begin_with_the_month(plugin: AuthoredPlugin) -> None:
    contributions, store = plugin.load(), MemoryStore()
    with store.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", "b1", Organization("b1", "支部", sector=plugin.id).to_body())
        uow.commit()
    offered = [scheme.id for scheme in schemes_for(store, contributions, "b1")]
    more = ["organs/two-way-year"] if plugin.id == "organs" else []
    assert offered == [f"{plugin.id}/member-month", f"{plugin.id}/branch-year", *more]


async def test_command_and_screen_open_the_same_scheme(
    plugin: AuthoredPlugin, tmp_path: Path, clock: Callable[[], datetime], catalog: Catalog
) -> None:
    """On a branch of another sector than the workspace was made for, as in a county."""
    directory = str(tmp_path / "work")
    words = ["--workspace", directory]
    assert main(["init", directory, "--name", "某支部", "--sector", "community"]) == 0
    assert main([*words, "members", "add", "--name", "陈建国"]) == 0
    assert main([*words, "org", "edit", "某支部", "--sector", plugin.id]) == 0
    assert main([*words, "sheet", "open", "2026-11"]) == 0
    workspace = open_workspace(
        Path(directory),
        settings=UserSettings(),
        catalog=catalog,
        actor=ACTOR,
        clock=clock,
        installed=lambda: [plugin.installed],
    )
    store, org = workspace.store, workspace.organization
    (opened,) = [id.rpartition("@")[0] for id, *_ in store.project(org, "sheet", "", ())]
    app = an_app(workspace)
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, ScoringScreen), "scores are shown")
        assert isinstance(app.screen, ScoringScreen)
        assert app.screen.board.scheme.id == opened == f"{plugin.id}/member-month"
    workspace.close()


@pytest.mark.parametrize("sector", SECTORS)
def test_a_workspace_is_made_in_one_word(
    sector: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = str(tmp_path / "work")
    assert main(["init", directory, "--name", "某支部", "--sector", sector]) == 0
    words = ["--workspace", directory]
    assert main([*words, "members", "add", "--name", "陈建国"]) == 0
    capsys.readouterr()
    assert main([*words, "org", "show", "某支部"]) == 0
    assert f": {SECTORS[sector]}\n" in capsys.readouterr().out
    assert main([*words, "sheet", "open", "2026-11"]) == 0
    capsys.readouterr()
    shown = ["sheet", "show", "2026-11", "--scheme", f"{sector}/member-month", "--format", "json"]
    assert main([*words, *shown]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_the_demo_of_a_sector_says_which_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = str(tmp_path / "demo")
    assert main(["demo", "--sector", "organs", "--path", directory, "--notice"]) == 0
    assert "机关党员月度积分" in capsys.readouterr().out
    assert main(["--workspace", directory, "org", "show", "demo"]) == 0
    assert "清溪镇机关支部" in capsys.readouterr().out
