"""What a plugin says of itself: whose program its distribution asks pip for, and what its sector is called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from branchkit import DISTRIBUTION
from branchkit.core.organizations.organization import KNOWN_SECTORS
from branchkit.plugin.authored import PROJECT, AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import known_sectors
from branchkit.plugin.manifests import MANIFEST
from branchkit.testing.conformance.finding import Finding

_STRANGER = "branchkit"
"""On the public index this name is another project's, whose code pip would install."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def check_distribution(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """It depends on this program, and not on the one that is called like our command."""
    place = plugin.root / PROJECT
    if not place.is_file():
        return
    project = tomllib.loads(place.read_text(encoding="utf-8")).get("project", {})
    for requirement in project.get("dependencies", ()):
        name = _NAME.match(str(requirement).strip())
        if name and re.sub(r"[-_.]+", "-", name[0]).lower() == _STRANGER:
            params = {"found": requirement, "wanted": DISTRIBUTION}
            yield Finding("stranger", PROJECT, params)


def check_sectors(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """A sector that neither the program nor anybody else has a title for would be shown by its id."""
    loaded = contributions.plugin(plugin.id)
    known = {*KNOWN_SECTORS, *(id for id, title in known_sectors().items() if title.zh_CN)}
    for sector in loaded.sectors if loaded else ():
        if sector not in known and sector not in plugin.sector_titles:
            yield Finding("sector_untitled", plugin.place(MANIFEST), {"sector": sector})
