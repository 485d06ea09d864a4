"""A package written for one test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from branchkit.plugin.discovery import InstalledPlugin

from .trials import MANIFEST, MakePlugin


@pytest.fixture
def make_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakePlugin]:
    """Writes a package with the given files; every module of it is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def make(
        id: str, files: dict[str, str], *, manifest: str = MANIFEST, version: str = "1.0"
    ) -> InstalledPlugin:
        package = tmp_path / f"trial_{id}"
        content = {"__init__.py": "", "plugin.toml": manifest, **files}
        for name, text in content.items():
            if text or name == "__init__.py":
                path = package / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return InstalledPlugin(id, f"trial_{id}", f"trial-{id}", version)

    yield make
    for name in set(sys.modules) - before:
        if name.startswith("trial_"):
            del sys.modules[name]
