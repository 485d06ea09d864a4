"""docs/plugin-guide.md can be typed from its first line to its last, and names every hook as it is."""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from branchkit.api.reference import GROUPS, api_page, hook_page
from branchkit.core.texts import LocalText
from branchkit.plugin.hookspecs import Hooks
from branchkit.plugin.new_plugin import NewPlugin, rendered

from .typed_pages import DOCS, GUIDE, Typist

TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_page_leads_from_nothing_to_a_scored_month_and_tests_that_pass(tmp_path: Path) -> None:
    typist = Typist(tmp_path)
    typist.type(TEXT)
    (shown,) = [out for line, out in typist.printed.items() if "sheet show" in line]
    first, second = json.loads(shown)
    assert (first["total"], first["rank"]) == (85, 1)
    assert (second["total"], second["rank"]) == (30, 2)
    (asked,) = [out for line, out in typist.printed.items() if " --where " in line]
    assert [row["values"]["river"] for row in json.loads(asked)] == ["高沟上段", "高沟下段"]
    checks = [out for line, out in typist.printed.items() if "plugin check" in line]
    assert checks == [""]  # one command, typed twice; nothing found at either
    typist.test()


def test_the_page_shows_what_is_written() -> None:
    tree = TEXT.partition("```\nbranchkit-county/\n")[2].partition("```")[0]
    shown = {line.split()[0] for line in tree.splitlines() if not line.split()[0].endswith("/")}
    written = rendered(NewPlugin("county", LocalText("县", "C"), (), True))
    names = {str(path) for path in written} - {"README.md"}
    assert {name for name in names if not any(name.endswith(part) for part in shown)} == set()
    assert len(shown) == len(names)


def test_every_hook_is_listed_with_its_exact_signature() -> None:
    hooks = {name: hook for name, hook in vars(Hooks).items() if name.startswith("branchkit_")}
    listed = dict(re.findall(r"^\| `(branchkit_\w+)(\(.*?)` \|", TEXT, re.MULTILINE))
    expected = {}
    for name, hook in hooks.items():
        signature = inspect.signature(hook)
        own = [p for p in signature.parameters.values() if p.name != "self"]
        expected[name] = str(signature.replace(parameters=own)).replace("'", "")
    assert listed == expected


def test_every_group_of_the_public_surface_is_listed() -> None:
    listed = re.findall(r"^\| `branchkit\.api\.(\w+)` \|", TEXT, re.MULTILINE)
    assert tuple(listed) == GROUPS


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_names_all_that_it_hands_on(group: str) -> None:
    module = import_module(f"branchkit.api.{group}")
    public = {name for name in vars(module) if not name.startswith("_")} - {"annotations"}
    late = {name for names in getattr(module, "_LATE", {}).values() for name in names}
    assert set(module.__all__) == public | late
    assert all(hasattr(module, name) for name in module.__all__)


def test_the_page_of_hooks_is_current() -> None:
    assert (DOCS / "hooks.md").read_text(encoding="utf-8") == hook_page()


def test_the_page_of_the_public_surface_is_current() -> None:
    assert (DOCS / "api.md").read_text(encoding="utf-8") == api_page()
