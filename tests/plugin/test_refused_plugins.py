"""Plugins of which nothing is used: two that differ under one id, and those whose manifest cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.isolation import words_of
from branchkit.services.plugins.catalog import plugin_entries

from .trials import REGISTER, MakePlugin, codes, load


def test_of_two_distributions_for_one_plugin_that_differ_neither_is_used(
    make_plugin: MakePlugin, tmp_path: Path
) -> None:
    plugin = make_plugin("one", {"registers/book.trial.toml": REGISTER})
    other = InstalledPlugin("one", "trial_other", "other", "2")
    contributions = load(plugin, other)
    assert codes(contributions) == [("one", "rivals")]
    assert contributions.failures[0].message == "trial-one, other"
    assert [loaded.id for loaded in contributions.plugins] == ["base"]
    assert "book.trial" not in contributions.registers
    (_base, refused) = plugin_entries(contributions, (), tmp_path, lambda: ())
    assert (refused.id, refused.errors) == ("one", 1)


def test_of_two_distributions_that_hold_the_same_the_first_is_used(
    tmp_path: Path, make_plugin: MakePlugin
) -> None:
    plugin = make_plugin("one", {"registers/book.one.toml": REGISTER})
    renamed = InstalledPlugin("one", "trial_one", "renamed", "1")
    contributions = load(renamed, plugin)
    (failure,) = contributions.failures
    assert (failure.code, failure.message, failure.is_warning) == (
        "doubled",
        "renamed, trial-one",
        True,
    )
    assert "book.one" in contributions.registers
    assert [loaded.source for loaded in contributions.plugins if loaded.id == "one"] == ["renamed"]


@pytest.mark.parametrize(("differs", "code"), [(False, "doubled"), (True, "rivals")])
def test_two_copies_of_a_plugin_are_told_from_two_plugins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, differs: bool, code: str
) -> None:
    for number in range(2):
        package = tmp_path / str(number) / "trial_copied"
        package.mkdir(parents=True)
        title = f"甲{number if differs else ''}"
        (package / "plugin.toml").write_text(f'api = 1\ntitle = "{title}"\n', encoding="utf-8")
        (package / "__init__.py").touch()
        monkeypatch.syspath_prepend(str(tmp_path / str(number)))
    two = [
        InstalledPlugin("copied", "trial_copied", f"d{number}", "1", site=tmp_path / str(number))
        for number in range(2)
    ]
    assert codes(load(*two)) == [("copied", code)]


@pytest.mark.parametrize(
    "manifest",
    [
        'api = 99\ntitle = "甲"\n'.encode(),
        'api = 1\ntitle = "甲"\n'.encode("gbk"),
        b"api = 1\nx =\n",
    ],
    ids=["made for another program", "GBK", "syntax"],
)
def test_a_manifest_that_cannot_be_read_costs_the_whole_plugin(
    make_plugin: MakePlugin, manifest: bytes
) -> None:
    plugin = make_plugin("odd", {"registers/book.odd.toml": REGISTER, "hooks.py": "1 / 0"})
    directory = plugin.directory()
    assert directory is not None
    (directory / "plugin.toml").write_bytes(manifest)
    contributions = load(plugin)
    assert codes(contributions) == [("odd", "manifest")]
    assert "book.odd" not in contributions.registers
    assert "plugin.toml" in words_of(contributions.failures[0], Catalog.load("zh_CN"))
