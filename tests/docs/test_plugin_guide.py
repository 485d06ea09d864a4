"""docs/plugin-guide.md names every hook as it is, and its examples work."""

from __future__ import annotations

import inspect
import re
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from branchkit.core.members import Member
from branchkit.core.periods import Period
from branchkit.plugin import DemoScene
from branchkit.plugin.hookspecs import Hooks
from branchkit.plugin.manifests import read_manifest

TEXT = (Path(__file__).parents[2] / "docs" / "plugin-guide.md").read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_every_hook_is_listed_with_its_exact_signature() -> None:
    hooks = {name: hook for name, hook in vars(Hooks).items() if name.startswith("branchkit_")}
    listed = dict(re.findall(r"^\| `(branchkit_\w+)(\(.*?)` \|", TEXT, re.MULTILINE))
    expected = {}
    for name, hook in hooks.items():
        signature = inspect.signature(hook)
        own = [p for p in signature.parameters.values() if p.name != "self"]
        expected[name] = str(signature.replace(parameters=own)).replace("'", "")
    assert listed == expected


def test_the_manifest_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "plugin.toml"
    path.write_text(examples("toml")[1], encoding="utf-8")
    manifest, problems = read_manifest(path)
    assert problems == []
    assert manifest is not None
    assert manifest.hooks == "branchkit_county.hooks"


def test_the_example_hook_works() -> None:
    (code,) = examples("python")
    names: dict[str, Any] = {}
    exec(code, names)
    members = (Member("m1", "b1", "甲"), Member("m2", "b1", "乙"))
    scene = DemoScene("b1", date(2026, 11, 20), (Period(2026, 11),), members, Random(1))
    records = names["branchkit_demo"](scene)
    assert [record.values["member"] for record in records] == ["m1", "m2"]
