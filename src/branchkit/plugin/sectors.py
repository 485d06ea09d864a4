"""The sectors that a workspace can be made for: those that the program names, and what installed plugins bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from branchkit.core.organizations.organization import SECTORS
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.manifests import MANIFEST, read_manifest


def known_sectors(
    installed: Callable[[], Sequence[InstalledPlugin]] = installed_plugins,
) -> tuple[str, ...]:
    """Their ids, the program's own first. Only manifests are read; one that is broken brings none."""
    found = dict.fromkeys(SECTORS)
    for plugin in installed():
        directory = plugin.directory()
        if directory is None or not (directory / MANIFEST).exists():
            continue
        manifest, _problems = read_manifest(directory / MANIFEST)
        if manifest is not None:
            found |= dict.fromkeys(manifest.sectors)
    return tuple(found)
