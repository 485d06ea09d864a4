"""What a plugin must be for the program to take it: asked by ``branchkit plugin check`` and by a plugin's own tests.

::

    def test_the_kit_finds_nothing() -> None:
        assert findings(ROOT) == []

Declarations are read, texts looked through in both languages, schemes added up, worked months replayed, hooks called, and the
whole is tried out on a made-up branch in memory, its screens with every key. What is the cause of other findings comes first.
"""

from __future__ import annotations

from pathlib import Path

from branchkit.plugin.authored import find_plugin
from branchkit.testing.conformance.checks import READ, TRIED, check_failures
from branchkit.testing.conformance.finding import Finding, words

__all__ = ["Finding", "findings", "words"]


def findings(directory: Path) -> list[Finding]:
    """What is wrong with the plugin in a folder; empty when nothing is.

    Raises :class:`~branchkit.core.errors.PluginError` ``no_plugin``, ``project_unreadable``, ``entry_point``, ``no_manifest``.
    """
    plugin = find_plugin(directory)
    found: list[Finding] = []
    with plugin.importable():
        contributions = plugin.load()
        found += check_failures(plugin, contributions)
        own = [f for f in contributions.failures if f.plugin == plugin.id and not f.is_warning]
        if any(failure.code == "manifest" for failure in own):
            return found  # Nothing else of it is known.
        # What was not loaded is not tried out: what fails then would be the consequence.
        for check in READ if own else (*READ, *TRIED):
            found += check(plugin, contributions)
    return list({repr(finding): finding for finding in found}.values())
