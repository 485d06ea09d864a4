"""Which sectors there are to choose from, and what they are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.organizations.organization import SECTORS
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.discovery import InstalledPlugin, known_sectors
from branchkit.plugin.manager import load_contributions
from branchkit.services.scoring.sheets import default_scheme_id

WATER = """
api = 1
title = "水务行业包"

[sectors]
water = { zh_CN = "水务", en = "Water" }
"""

MONTH = """
api = 1
id = "water/member-month"
title = "水务党员月度积分"
subject = "member"
period = "month"
sector = "water"
total = 10

[[criterion]]
id = "work"
title = "履职"
short = "履职"
maximum = 10
rule = { kind = "judged" }
"""


def plugin(folder: Path, manifest: str) -> InstalledPlugin:
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
    return InstalledPlugin(folder.name, folder.name, folder.name, "1.0", folder)


def test_a_fifth_sector_comes_with_its_plugin(tmp_path: Path) -> None:
    fishing = plugin(tmp_path / "fishing", 'api = 1\ntitle = "渔业"\nsectors = ["fishing"]\n')
    assert tuple(known_sectors(lambda: [fishing])) == (*SECTORS, "fishing")


def test_a_broken_manifest_brings_none(tmp_path: Path) -> None:
    broken = plugin(tmp_path / "broken", "api = 1\nsectors = [")
    assert tuple(known_sectors(lambda: [broken])) == SECTORS


def test_a_manifest_gives_its_sector_a_title(tmp_path: Path) -> None:
    water = plugin(tmp_path / "water", WATER)
    contributions = load_contributions(None, installed=lambda: [water])
    assert contributions.failures == []
    assert contributions.sector_titles == {"water": LocalText("水务", "Water")}
    (loaded,) = (p for p in contributions.plugins if p.id == "water")
    assert loaded.sectors == ("water",)


def test_another_plugin_of_the_sector_need_not_repeat_the_title(tmp_path: Path) -> None:
    water = plugin(tmp_path / "water", WATER)
    plain = 'api = 1\ntitle = "某县水务"\nsectors = ["water"]\n'
    before, after = plugin(tmp_path / "a-county", plain), plugin(tmp_path / "zz", plain)
    known = known_sectors(lambda: [before, water, after])
    assert known == dict.fromkeys(SECTORS, NO_TEXT) | {"water": LocalText("水务", "Water")}


def test_a_title_that_is_none_is_reported(tmp_path: Path) -> None:
    water = plugin(tmp_path / "water", 'api = 1\ntitle = "水务"\nsectors = { water = 1 }\n')
    contributions = load_contributions(None, installed=lambda: [water])
    assert [failure.problem and failure.problem.code for failure in contributions.failures] == [
        "toml.not_local_text"
    ]


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "水务"), ("en", "Water")])
def test_an_organization_of_a_workspace_s_own_sector_is_shown_by_its_title(
    workspace_directory: Path,
    language: str,
    title: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BRANCHKIT_LANG", language)
    plugin(workspace_directory / "plugins" / "water", WATER)
    org = ["--workspace", str(workspace_directory), "org"]
    assert main([*org, "edit", "青石村党支部", "--sector", title]) == 0
    capsys.readouterr()
    assert main([*org, "show", "青石村党支部"]) == 0
    shown = capsys.readouterr().out
    assert f": {title}\n" in shown
    assert "sector.water" not in shown


@pytest.mark.parametrize("id", ["water", "jiangnan"])
def test_commands_open_the_scheme_of_the_organization_worked_at(
    workspace_directory: Path, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the plugin that is called like the sector, or of another one made for it."""
    plugin(workspace_directory / "plugins" / id, WATER)
    scheme = workspace_directory / "plugins" / id / "schemes" / "member-month.toml"
    scheme.parent.mkdir()
    scheme.write_text(MONTH.replace("water/", f"{id}/"), encoding="utf-8")
    words = ["--workspace", str(workspace_directory)]
    assert main([*words, "members", "add", "--name", "陈建国"]) == 0
    assert main([*words, "org", "edit", "青石村党支部", "--sector", "water"]) == 0
    assert main([*words, "sheet", "open", "2026-11"]) == 0
    capsys.readouterr()
    showing = [*words, "sheet", "show", "2026-11", "--format", "json", "--scheme"]
    assert main([*showing, f"{id}/member-month"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert main([*showing, "base/member-month"]) == exit_codes.REFUSED


def test_the_help_of_init_and_demo_lists_plugins_sectors_by_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of_all = WATER.replace("水务", "水务 100% 覆盖")
    water = plugin(tmp_path / "water", of_all)
    for module in ("init", "demo"):
        known = known_sectors(lambda: [water])
        monkeypatch.setattr(f"branchkit.cli.{module}.known_sectors", lambda known=known: known)
        with pytest.raises(SystemExit) as left:
            main([module, "--help"])
        assert left.value.code == 0
        shown = "".join(capsys.readouterr().out.split())
        assert "schools学校" in shown
        assert "water水务100%覆盖" in shown


def test_the_default_scheme_is_the_nearest(tmp_path: Path) -> None:
    """The workspace's own, that of the plugin called like the sector, that of another one for it, the built-in one."""

    def default(*brings: str, sector: str = "water") -> str:
        folders = [tmp_path / "-".join(brings) / id for id in brings]
        plugins = [plugin(folder, WATER) for folder in folders]
        for folder in folders:
            scheme = folder / "schemes" / "member-month.toml"
            scheme.parent.mkdir()
            scheme.write_text(MONTH.replace("water/", f"{folder.name}/"), encoding="utf-8")
        found = load_contributions(None, installed=lambda: plugins)
        assert found.failures == []
        return default_scheme_id(found, sector)

    assert default("jiangnan", "water") == "water/member-month"
    assert default("jiangnan", "jiangbei") == "jiangnan/member-month"
    assert default("north", sector="rural") == "base/member-month"
