"""Whether what a plugin lets its users set changes anything."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.manifests import MANIFEST
from branchkit.plugin.setting_values import FIGURES
from branchkit.testing.conformance.finding import Finding


def check_settings(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """Of a plugin without Python only a scheme can use a setting; in Python nobody can tell."""
    loaded = contributions.plugin(plugin.id)
    if loaded is None or plugin.has_python:
        return
    used = {
        figure.reference
        for scheme in contributions.schemes.values()
        if scheme.origin == plugin.id
        for criterion in scheme.criteria
        for figure in criterion.figures
    }
    for setting in loaded.settings:
        if f"{FIGURES}/{setting.id}" not in used:
            yield Finding("setting_unused", plugin.place(MANIFEST), {"id": setting.id})
