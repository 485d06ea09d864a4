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
    """It depends on this program and on the plugins it needs, and not on the one that is called like our command."""
    place = plugin.root / PROJECT
    if not place.is_file():
        return
    project = tomllib.loads(place.read_text(encoding="utf-8")).get("project", {})
    named = {_name(str(wanted)): str(wanted) for wanted in project.get("dependencies", ())}
    if _STRANGER in named:
        yield Finding("stranger", PROJECT, {"found": named[_STRANGER], "wanted": DISTRIBUTION})
    loaded = contributions.plugin(plugin.id)
    for id in loaded.needs if loaded else ():
        needed = contributions.plugin(id)
        if needed is not None and _name(needed.source) not in named:
            yield Finding("needs_dependency", PROJECT, {"needed": id, "wanted": needed.source})


def _name(requirement: str) -> str:
    """The distribution that a requirement names, as pip compares names."""
    found = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def check_sectors(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """A sector that neither the program nor anybody else has a title for would be shown by its id."""
    loaded = contributions.plugin(plugin.id)
    known = {*KNOWN_SECTORS, *(id for id, title in known_sectors().items() if title.zh_CN)}
    for sector in loaded.sectors if loaded else ():
        if sector not in known and sector not in plugin.sector_titles:
            yield Finding("sector_untitled", plugin.place(MANIFEST), {"sector": sector})
