"""Several distributions for one plugin: whether they hold the same, so that it does not matter which is used.

A plugin that was renamed, or installed twice, leaves two behind. Where they differ nobody knows which was meant.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from branchkit.plugin.discovery import InstalledPlugin

_COMPILED = "__pycache__"


def hold_the_same(plugins: Sequence[InstalledPlugin]) -> bool:
    """Whether distributions bring the same files, or are ways to one and the same folder."""
    if len({plugin.module for plugin in plugins}) > 1:
        return False
    sources = {_source(plugin) for plugin in plugins}
    if None in sources:
        return False
    first, *others = (_contents(source) for source in sources if source is not None)
    return all(other == first for other in others)


def _source(plugin: InstalledPlugin) -> Path | None:
    """Where a distribution's own files lie: beside what describes it, else where Python would import them from."""
    place = Path(*plugin.module.partition(":")[0].split("."))
    for beside in (place, place.with_suffix(".py")):
        if plugin.site is not None and (plugin.site / beside).exists():
            return (plugin.site / beside).resolve()
    if (directory := plugin.directory()) is not None:
        return directory.resolve()
    try:
        spec = importlib.util.find_spec(plugin.module.partition(":")[0])
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).resolve() if spec is not None and spec.origin else None


def _contents(source: Path) -> dict[str, bytes]:
    files = [source] if source.is_file() else source.rglob("*")
    return {
        str(path.relative_to(source)): path.read_bytes()
        for path in files
        if path.is_file() and _COMPILED not in path.parts
    }
