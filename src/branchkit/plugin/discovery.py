"""Finds installed plugins by their entry points (group ``branchkit``) and the sectors they bring, importing nothing of theirs.

``importlib.metadata`` does this too, but importing it costs 25 to 50 ms, a tenth of the time the whole program has to
start; Textual does without it. So the few lines of ``entry_points.txt`` are read here.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.organizations.organization import SECTORS
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen
from branchkit.plugin.manifests import MANIFEST, read_manifest

GROUP = "branchkit"
"""The entry point group; in a plugin's pyproject: ``[project.entry-points.branchkit]``."""

FOLDER = "plugins"
"""Where a workspace keeps plugins without Python."""

_SUFFIX = ".dist-info"


@frozen
class InstalledPlugin:
    """An entry point: ``id`` is its name, ``module`` what it names, ``distribution`` who brings it."""

    id: str
    module: str
    distribution: str
    version: str
    home: Path | None = None
    """Where its package lies, once somebody knows; of one that is tried out and not installed from the beginning."""
    site: Path | None = None
    """The folder in which its distribution is described, and mostly lies."""

    def directory(self) -> Path | None:
        """The folder of its package, found without importing it; None when there is no such package."""
        if self.home is not None:
            return self.home
        try:
            spec = importlib.util.find_spec(self.module)
        except (ImportError, ValueError):
            return None
        if spec is None or not spec.submodule_search_locations:
            return None
        return Path(next(iter(spec.submodule_search_locations)))


def installed_plugins(paths: Iterable[str] | None = None) -> list[InstalledPlugin]:
    """All of them, ordered by id. ``paths`` are searched like ``sys.path``: the first distribution of a name counts."""
    found: dict[str, list[InstalledPlugin]] = {}
    for path in sys.path if paths is None else paths:
        for info in sorted(Path(path or ".").glob(f"*{_SUFFIX}")):
            name, _, version = info.name.removesuffix(_SUFFIX).partition("-")
            if name not in found:
                found[name] = list(_entry_points(info, name, version))
    return sorted((p for plugins in found.values() for p in plugins), key=lambda p: p.id)


def folder_plugins(workspace_dir: Path) -> list[Path]:
    """The folders below a workspace's ``plugins/`` that have a manifest; a folder's name is its plugin's id.

    One whose name begins with a point is being written, or was given up.
    """
    found = (path.parent for path in (workspace_dir / FOLDER).glob(f"*/{MANIFEST}"))
    return sorted(path for path in found if not path.name.startswith("."))


def _entry_points(info: Path, name: str, version: str) -> Iterator[InstalledPlugin]:
    try:
        text = (info / "entry_points.txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{GROUP}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            id, _, module = line.partition("=")
            found = id.strip(), module.strip(), name.replace("_", "-"), version
            yield InstalledPlugin(*found, site=info.parent)


def known_sectors(
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
) -> Mapping[str, LocalText]:
    """Sector → its plugin's title for it, empty where it gives none; the program's own first.

    Only manifests are read; one that is broken brings none.
    """
    found = dict.fromkeys(SECTORS, NO_TEXT)
    for plugin in installed():
        directory = plugin.directory()
        if directory is None or not (directory / MANIFEST).exists():
            continue
        manifest, _problems = read_manifest(directory / MANIFEST)
        for sector in manifest.sectors if manifest is not None else ():
            title = manifest.sector_titles.get(sector, NO_TEXT) if manifest else NO_TEXT
            found[sector] = found.get(sector, NO_TEXT) if not title.zh_CN else title
    return found
