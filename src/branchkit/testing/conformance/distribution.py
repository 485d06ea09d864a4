"""What a distribution says in its ``pyproject.toml``: whose program it asks pip for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from branchkit import DISTRIBUTION
from branchkit.plugin.authored import PROJECT, AuthoredPlugin
from branchkit.plugin.contributions import Contributions
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
