"""A made-up plugin that is installed: a package and its entry point in a folder of the path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MANIFEST = """api = 1
title = {{ zh_CN = "试验", en = "Trial" }}
hooks = "trial_{id}.hooks"
"""


def install(site: Path, id: str, files: Mapping[str, str]) -> Path:
    """Write it into ``site``, which is to be on the path; the package's folder. ``{id}`` in files is its id."""
    package = site / f"trial_{id}"
    info = site / f"trial_{id}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text(f"[branchkit]\n{id} = trial_{id}\n", encoding="utf-8")
    for name, text in {"__init__.py": "", "plugin.toml": MANIFEST, **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text.replace("{id}", id).replace("{{", "{").replace("}}", "}"), encoding="utf-8"
        )
    return package
