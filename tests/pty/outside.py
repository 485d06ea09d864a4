"""A plugin as a distribution that somebody else has installed, and the environment in which the program finds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def install(site: Path, id: str, files: Mapping[str, str]) -> Mapping[str, str]:
    """Write a package ``trial_<id>`` and its entry point below ``site``; the environment that has it on the path."""
    package = site / f"trial_{id}"
    for name, text in {"__init__.py": "", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    info = site / f"trial_{id}-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "entry_points.txt").write_text(f"[branchkit]\n{id} = trial_{id}\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(site)}
