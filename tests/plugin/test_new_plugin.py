"""What ``branchkit plugin new`` writes is a plugin that works, with tests that pass and code that stands up to ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.new_plugin import NewPlugin, rendered, write_plugin

TITLE = LocalText("河湖巡护", "River watch")


def a_plugin(id: str = "river-watch", *, declarative: bool = False) -> NewPlugin:
    return NewPlugin(id, TITLE, ("rural",), declarative)


@pytest.mark.parametrize("declarative", [True, False])
def test_no_token_is_left_over(declarative: bool) -> None:
    files = rendered(a_plugin(declarative=declarative))
    assert not [path for path, text in files.items() if re.search(r"@[a-z_]+@", text)]
    assert not [path for path in files if "PACKAGE" in str(path) or "ID" in path.name]


def test_one_without_python_has_no_module_but_its_package(tmp_path: Path) -> None:
    write_plugin(a_plugin(declarative=True), tmp_path / "new")
    package = tmp_path / "new" / "src" / "branchkit_river_watch"
    assert [path.name for path in package.rglob("*.py")] == ["__init__.py"]
    assert "hooks" not in (package / "plugin.toml").read_text(encoding="utf-8")
    contributions = find_plugin(tmp_path / "new").load(strict=True)
    assert contributions.recipes["river-watch/book.river-watch"].count == 6
    assert contributions.schemes["river-watch/member-month"].sector == "rural"


def test_it_is_found_under_its_id(tmp_path: Path) -> None:
    write_plugin(a_plugin(), tmp_path)
    plugin = find_plugin(tmp_path)
    assert (plugin.id, plugin.distribution) == ("river-watch", "branchkit-river-watch")
    assert plugin.sectors == ("rural",)
    assert plugin.hooks == "branchkit_river_watch.hooks"
    contributions = plugin.load(strict=False)
    assert "river-watch/member-month" in contributions.schemes


@pytest.mark.parametrize("declarative", [True, False])
def test_its_own_tests_pass_and_its_code_is_clean(tmp_path: Path, declarative: bool) -> None:
    # Of another length the name would fold other lines.
    write_plugin(a_plugin("county", declarative=declarative), tmp_path)
    for tool in (
        ("pytest", "-q", "-p", "no:cacheprovider"),
        (
            "ruff",
            "check",
            "--isolated",
            "--select",
            "E,F,W,UP,B,C4,SIM,RUF",
            "--ignore",
            "E501,RUF001,RUF002",
            ".",
        ),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check", "."),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *tool], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("id", ["", "County", "9lives", "a_b", "a--b", "-a", "a-", "县"])
def test_an_id_must_be_plain(tmp_path: Path, id: str) -> None:
    with pytest.raises(PluginError) as caught:
        write_plugin(a_plugin(id), tmp_path)
    assert caught.value.code == "plugin.id_form"


@pytest.mark.parametrize("id", ["base", "local", "branchkit"])
def test_ids_of_the_program_are_taken(tmp_path: Path, id: str) -> None:
    with pytest.raises(PluginError) as caught:
        write_plugin(a_plugin(id), tmp_path)
    assert caught.value.code == "plugin.id_reserved"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        write_plugin(a_plugin(), tmp_path)
    assert caught.value.code == "plugin.not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_is_no_plugin_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    def code() -> str:
        with pytest.raises(PluginError) as caught:
            find_plugin(tmp_path)
        return caught.value.code

    assert code() == "plugin.no_plugin"
    project = tmp_path / "pyproject.toml"
    project.write_text("[project", encoding="utf-8")
    assert code() == "plugin.project_unreadable"
    project.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert code() == "plugin.entry_point"
    project.write_text('[project.entry-points.branchkit]\nx = "branchkit_x"\n', encoding="utf-8")
    assert code() == "plugin.no_manifest"


def test_a_folder_with_a_manifest_alone_is_a_plugin(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "plugin.toml").write_text('api = 1\ntitle = "县"\n', encoding="utf-8")
    assert find_plugin(folder).id == "county"
