"""A sector that the program does not know: the same from a plugin's folder and from an installed one, on the installed program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.plugin.manifests import read_manifest
from branchkit.testing.pty import Terminal

BRANCHKIT = Path(sys.executable).parent / "branchkit"
NAME = "清溪水务所党支部"


@pytest.fixture
def water(tmp_path: Path) -> Path:
    """As an author writes it: nothing but what ``plugin new`` gives."""
    root = tmp_path / "branchkit-shuiwu"
    words = ["plugin", "new", "shuiwu", "--declarative", "--sector", "water", "--title", "水务"]
    assert main([*words, "--path", str(root)]) == exit_codes.OK
    return root


@pytest.fixture(params=["folder", "wheel"])
def made(
    request: pytest.FixtureRequest, water: Path, tmp_path: Path
) -> tuple[Path, Mapping[str, str]]:
    """A workspace of that sector, made in one command; and the environment in which its plugin is found."""
    environment = dict(os.environ)
    directory = tmp_path / "ws"
    words = ["init", str(directory), "--name", NAME]
    if request.param == "folder":
        words += ["--plugin", str(water)]
    else:
        environment["PYTHONPATH"] = str(installed(water, tmp_path))
        words += ["--sector", "water"]
    done = run(environment, *words)
    assert done.returncode == 0, done.stderr
    environment["BRANCHKIT_WORKSPACE"] = str(directory)
    return directory, environment


def installed(plugin: Path, tmp_path: Path) -> Path:
    """The folder with what pip would have put there."""
    site = tmp_path / "site"
    shutil.copytree(plugin / "src", site)
    info = site / "branchkit_shuiwu-0.1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[branchkit]\nshuiwu = branchkit_shuiwu\n")
    return site


def run(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BRANCHKIT), *words], env=environment, capture_output=True, text=True, check=False
    )


def test_what_the_author_writes_is_sound_and_titles_its_sector(water: Path) -> None:
    assert main(["plugin", "check", str(water)]) == exit_codes.OK
    manifest, _problems = read_manifest(water / "src" / "branchkit_shuiwu" / "plugin.toml")
    assert manifest is not None
    assert manifest.sector_titles["water"].zh_CN == "水务"


def test_commands_know_the_sector_by_its_title_and_open_its_scheme(
    made: tuple[Path, Mapping[str, str]],
) -> None:
    _directory, environment = made
    listed = run(environment, "org", "show", NAME)
    assert "水务" in listed.stdout
    assert "sector.water" not in listed.stdout
    for sector in ("water", "水务"):
        assert run(environment, "org", "edit", NAME, "--sector", sector).returncode == 0
    assert run(environment, "members", "add", "--name", "陈建国").returncode == 0
    assert run(environment, "sheet", "open", "2026-11").returncode == 0
    words = ("sheet", "show", "2026-11", "--scheme", "shuiwu/member-month", "--format", "json")
    shown = run(environment, *words)
    assert [row["name"] for row in json.loads(shown.stdout)] == ["陈建国"]


@pytest.mark.pty
def test_the_screen_opens_the_same_scheme(made: tuple[Path, Mapping[str, str]]) -> None:
    directory, environment = made
    assert run(environment, "members", "add", "--name", "陈建国").returncode == 0
    words = [str(BRANCHKIT), "--workspace", str(directory), "--at", "scoring"]
    with Terminal(words, environment=environment) as terminal:
        terminal.wait_for("水务月度积分")


@pytest.mark.pty
def test_the_first_screen_offers_the_sector_of_an_installed_plugin(
    water: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed(water, tmp_path))}
    with Terminal([BRANCHKIT], environment=environment) as terminal:
        terminal.wait_for("新建工作区")
        terminal.press("2")
        terminal.wait_for("党组织全称")
        terminal.type(NAME)
        terminal.press("enter")
        terminal.wait_for("农村", "水务")


def test_a_folder_carries_the_version_of_its_distribution(water: Path, tmp_path: Path) -> None:
    directory = tmp_path / "ws"
    assert main(["init", str(directory), "--name", NAME, "--plugin", str(water)]) == exit_codes.OK
    folder = directory / "plugins" / "shuiwu"
    manifest, problems = read_manifest(folder / "plugin.toml")
    assert problems == []
    assert manifest is not None
    assert manifest.version == "0.1.0"
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".toml"}


def test_a_later_copy_takes_the_place_of_an_earlier_one_on_demand(
    water: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "ws"
    assert main(["init", str(directory), "--name", NAME, "--plugin", str(water)]) == exit_codes.OK
    adding = ["--workspace", str(directory), "plugin", "add", str(water)]
    assert main(adding) == exit_codes.REFUSED
    assert "--replace" in capsys.readouterr().err
    (water / "src" / "branchkit_shuiwu" / "schemes" / "member-month.toml").unlink()
    assert main([*adding, "--replace"]) == exit_codes.OK
    assert capsys.readouterr().out == f"{directory}/plugins/shuiwu\n"
    assert not (directory / "plugins" / "shuiwu" / "schemes").exists()
    assert [path.name for path in (directory / "plugins").iterdir()] == ["shuiwu"]


def test_a_plugin_with_code_goes_into_no_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "branchkit-code"
    assert main(["plugin", "new", "code", "--path", str(root)]) == exit_codes.OK
    words = ["init", str(tmp_path / "ws"), "--name", NAME, "--sector", "rural"]
    assert main([*words, "--plugin", str(root)]) == exit_codes.REFUSED
    assert "pip install" in capsys.readouterr().err
    assert not (tmp_path / "ws").exists()


def test_a_broken_manifest_is_told_before_anything_is_made(
    water: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = water / "src" / "branchkit_shuiwu" / "plugin.toml"
    manifest.write_text("api = 1\ntitle =\n", encoding="utf-8")
    words = ["init", str(tmp_path / "ws"), "--name", NAME, "--plugin", str(water)]
    assert main(words) == exit_codes.REFUSED
    assert "第 2 行" in capsys.readouterr().err
    assert not (tmp_path / "ws").exists()


def test_an_untitled_sector_is_found_by_the_check(
    water: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = water / "src" / "branchkit_shuiwu" / "plugin.toml"
    text = manifest.read_text(encoding="utf-8").splitlines()
    kept = [line for line in text if not line.startswith("sectors")]
    manifest.write_text("\n".join([*kept, 'sectors = ["water"]\n']), encoding="utf-8")
    capsys.readouterr()
    assert main(["plugin", "check", str(water), "--format", "json"]) == exit_codes.PROBLEMS
    (found,) = json.loads(capsys.readouterr().out)
    assert found["code"] == "sector_untitled"


def test_a_list_of_organizations_may_name_it(
    water: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "ws"
    words = ["init", str(directory), "--name", "清溪水务局党委", "--kind", "committee"]
    assert main([*words, "--plugin", str(water)]) == exit_codes.OK
    listed = tmp_path / "orgs.csv"
    rows = ("一分所党支部,水务", "二分所党支部,water", "三分所党支部,农村")
    text = "\n".join(["名称,类别,行业", *(row.replace(",", ",党支部,") for row in rows)])
    listed.write_text(f"{text}\n", encoding="utf-8")
    here = ["--workspace", str(directory), "org"]
    assert main([*here, "import", str(listed)]) == exit_codes.OK
    capsys.readouterr()
    assert main([*here, "list", "--format", "json"]) == exit_codes.OK
    sectors = [row["sector"] for row in json.loads(capsys.readouterr().out)]
    assert sectors == ["water", "water", "water", "rural"]
