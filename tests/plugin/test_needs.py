"""What a plugin needs is there in the version it asks for, or it is left out whole and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit import __version__
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.isolation import remedy_of, words_of
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.manifests import read_manifest
from branchkit.services.plugins.catalog import plugin_entries

from .trials import MANIFEST, MakePlugin, codes, load

REGISTER = """
api = 1
title = "巡护"
dated_by = "date"

[[column]]
id = "date"
kind = "date"
title = "日期"
"""
MORE = """
api = 1
extends = true

[[column]]
id = "note"
kind = "text"
title = "备注"
"""


def needing(**needs: str) -> str:
    listed = ", ".join(f'{id} = "{wanted}"' for id, wanted in needs.items())
    return f'api = 1\ntitle = {{ zh_CN = "试验", en = "Trial" }}\nneeds = {{ {listed} }}\n'


def said(contributions: Contributions) -> str:
    (failure,) = contributions.failures
    return words_of(failure, Catalog.load())


def ids(contributions: Contributions) -> list[str]:
    return [plugin.id for plugin in contributions.plugins if plugin.id != "base"]


def test_met_needs_are_loaded_before_what_needs_them(make_plugin: MakePlugin) -> None:
    found = load(
        make_plugin("a", {}, manifest=needing(b=">=1.0", branchkit=">=0.1, <9")),
        make_plugin("b", {}, manifest=MANIFEST),
    )
    assert ids(found) == ["b", "a"]
    assert found.failures == []


def test_an_extension_finds_the_register_of_the_plugin_it_needs(make_plugin: MakePlugin) -> None:
    """Without the need the extension would be read first, since "a" comes before "z", and find nothing to extend."""
    extension = {"registers/book.z.toml": MORE}
    base = make_plugin("z", {"registers/book.z.toml": REGISTER}, manifest=needing())
    found = load(make_plugin("a", extension, manifest=needing(z="*")), base)
    assert [column.id for column in found.registers["book.z"].columns] == ["date", "note"]
    assert found.failures == []


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ({"branchkit": ">=99"}, f"要用 >=99 版的 branchkit，现在是 {__version__}"),
        ({"nobody": ">=1"}, "要用插件“nobody”（>=1），没有装上或者已经关掉"),
        ({"b": ">=2"}, "要用 >=2 版的插件“b”，现在是 1.0"),
    ],
)
def test_what_lacks_something_is_left_out_whole_and_named(
    make_plugin: MakePlugin, needs: dict[str, str], words: str
) -> None:
    manifest = needing(**needs) + 'hooks = "trial_a.hooks"\n'
    files = {"hooks.py": "raise SystemExit(3)", "registers/book.a.toml": REGISTER}
    found = load(
        make_plugin("a", files, manifest=manifest), make_plugin("b", {}, manifest=MANIFEST)
    )
    assert ids(found) == ["b"]
    assert codes(found) == [("a", "needs")]
    assert words in said(found)
    assert "plugin.toml" in said(found)
    assert "第3行" in said(found).replace(" ", "")
    assert "book.a" not in found.registers
    (failure,) = found.failures
    assert "办法" in remedy_of(failure, Catalog.load())


def test_what_needs_something_that_lacks_something_is_left_out_too(make_plugin: MakePlugin) -> None:
    found = load(
        make_plugin("a", {}, manifest=needing(b="*")),
        make_plugin("b", {}, manifest=needing(c="*")),
        make_plugin("c", {}, manifest=needing(nobody="*")),
        make_plugin("d", {}, manifest=MANIFEST),
    )
    assert ids(found) == ["d"]
    problems = {failure.plugin: failure.problem for failure in found.failures}
    shown = {id: problem.code for id, problem in problems.items() if problem}
    assert shown == {"c": "needs.missing", "b": "needs.unusable", "a": "needs.unusable"}


def test_plugins_that_need_each_other_are_used_together_or_not_at_all(
    make_plugin: MakePlugin,
) -> None:
    a = make_plugin("a", {}, manifest=needing(b="*"))
    b = make_plugin("b", {}, manifest=needing(a=">=1"))
    assert sorted(ids(load(a, b))) == ["a", "b"]
    assert ids(load(a)) == []
    old = make_plugin("b", {}, manifest=needing(a=">=2"))
    both = load(a, old)
    assert ids(both) == []
    assert sorted(codes(both)) == [("a", "needs"), ("b", "needs")]


def test_a_plugin_that_is_switched_off_is_not_there_for_the_others(make_plugin: MakePlugin) -> None:
    a = make_plugin("a", {}, manifest=needing(b="*"))
    found = load(a, make_plugin("b", {}, manifest=MANIFEST), disabled=["b"])
    assert ids(found) == []
    assert "已经关掉" in said(found)


def in_folder(workspace: Path, id: str, manifest: str) -> None:
    folder = workspace / "plugins" / id
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "wanted", "code"),
    [
        ('version = "0.3"', ">=0.2", None),
        ('version = "0.1"', ">=0.2", "needs.version"),
        ("", ">=0.2", "needs.no_version"),
        ("", "*", None),
    ],
)
def test_a_folder_says_its_version_itself(
    tmp_path: Path, version: str, wanted: str, code: str | None
) -> None:
    in_folder(tmp_path, "county", f"{MANIFEST}{version}\n")
    in_folder(tmp_path, "a", needing(county=wanted))
    found = load_contributions(tmp_path, installed=lambda: ())
    problems = [failure.problem.code for failure in found.failures if failure.problem]
    assert problems == ([code] if code else [])
    county = found.plugin("county")
    assert county is not None
    assert county.version == (version.split('"')[1] if version else "")


def test_one_that_was_left_out_stands_on_the_plugins_screen(
    make_plugin: MakePlugin, tmp_path: Path
) -> None:
    plugins = [make_plugin("a", {}, manifest=needing(b="*"))]
    found = load(*plugins)
    entries = plugin_entries(found, (), tmp_path, lambda: plugins)
    (entry,) = [entry for entry in entries if entry.id == "a"]
    assert (entry.on, entry.is_loaded, entry.errors) == (True, False, 1)
    (off,) = [e for e in plugin_entries(found, ("a",), tmp_path, lambda: plugins) if e.id == "a"]
    assert (off.on, off.errors) == (False, 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('version = "one"', "declaration.version"),
        ('needs = { rural = "0.2" }', "declaration.demand"),
        ("needs = { rural = 2 }", "toml.not_text"),
        ('needs = ["rural"]', "toml.not_table"),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_line(
    tmp_path: Path, line: str, code: str
) -> None:
    path = tmp_path / "plugin.toml"
    path.write_text(f"{MANIFEST}{line}\n", encoding="utf-8")
    manifest, problems = read_manifest(path)
    assert manifest is None
    assert [(p.code, p.place.line) for p in problems] == [(code, 4)]
