"""The list of plugins: loaded and switched off, sound and not, and what each brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.core.errors import PluginError
from branchkit.core.texts import LocalText
from branchkit.plugin.authored import find_plugin
from branchkit.plugin.contributions import SLOW, PluginFailure
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.new_plugin import NewPlugin, write_plugin
from branchkit.services.plugins.catalog import contributed, plugin_entries, switched
from branchkit.settings import UserSettings


@pytest.fixture
def county(tmp_path: Path) -> InstalledPlugin:
    """A plugin without Python, as if it were installed."""
    root = tmp_path / "branchkit-county"
    title = LocalText("某县党建", "Some county")
    write_plugin(NewPlugin("county", title, ("rural",), declarative=True), root)
    return find_plugin(root).installed


def folder_plugin(workspace: Path, id: str) -> Path:
    folder = workspace / "plugins" / id
    folder.mkdir(parents=True)
    text = 'api = 1\ntitle = { zh_CN = "某镇", en = "A town" }\n'
    (folder / "plugin.toml").write_text(text, encoding="utf-8")
    return folder


def test_loaded_plugins_come_first_then_those_switched_off(
    tmp_path: Path, county: InstalledPlugin
) -> None:
    folder = folder_plugin(tmp_path, "town")
    contributions = load_contributions(tmp_path, installed=lambda: [county], disabled=["town"])
    entries = plugin_entries(contributions, ["town", "gone"], tmp_path, lambda: [county])
    assert [(entry.id, entry.on) for entry in entries] == [
        ("base", True),
        ("county", True),
        ("local", True),
        ("town", False),
    ]
    base, own, local, town = entries
    assert (own.title.zh_CN, [*own.sectors], own.version) == ("某县党建", ["rural"], "0.1.0")
    assert (town.title.zh_CN, town.source) == ("某镇", str(folder))
    assert (base.errors, own.errors, local.errors) == (0, 0, 0)


def test_a_plugins_failures_stand_with_it(tmp_path: Path, county: InstalledPlugin) -> None:
    assert county.home is not None
    (county.home / "metrics" / "book.county.toml").write_text("x =", encoding="utf-8")
    contributions = load_contributions(tmp_path, installed=lambda: [county])
    contributions.failures.append(PluginFailure("county", SLOW, "hook", message="1.0"))
    (own,) = [
        entry
        for entry in plugin_entries(contributions, (), tmp_path, lambda: [county])
        if entry.id == "county"
    ]
    assert {failure.code for failure in own.failures} == {"declaration", SLOW}
    assert own.errors == 1


def test_what_a_plugin_brings_is_listed_by_kind(county: InstalledPlugin) -> None:
    contributions = load_contributions(None, installed=lambda: [county])
    brought = contributed(contributions, "county")
    assert {kind: [part.id for part in parts] for kind, parts in brought.items() if parts} == {
        "schemes": ["county/member-month"],
        "registers": ["book.county"],
        "metrics": ["book.county/times", "book.county/hours", "book.county/topics"],
    }
    assert len(contributed(contributions, "base")["registers"]) >= 40


def test_switching_is_kept_in_the_settings(tmp_path: Path, county: InstalledPlugin) -> None:
    folder_plugin(tmp_path, "town")

    def turn(settings: UserSettings, id: str, on: bool) -> UserSettings:
        return switched(settings, id, on, tmp_path, lambda: [county])

    off = turn(turn(UserSettings(name="李"), "county", False), "town", False)
    assert (off.disabled_plugins, off.name) == (("county", "town"), "李")
    assert turn(off, "county", False).disabled_plugins == ("town", "county")
    assert turn(off, "county", True).disabled_plugins == ("town",)
    # One that has gone can still be taken off the list.
    gone = UserSettings(disabled_plugins=("gone",))
    assert turn(gone, "gone", True).disabled_plugins == ()


@pytest.mark.parametrize(
    ("id", "code"), [("base", "always_on"), ("local", "always_on"), ("gone", "unknown")]
)
def test_what_cannot_be_switched_is_refused(tmp_path: Path, id: str, code: str) -> None:
    with pytest.raises(PluginError) as caught:
        switched(UserSettings(), id, False, tmp_path, lambda: [])
    assert caught.value.code == f"plugin.{code}"
