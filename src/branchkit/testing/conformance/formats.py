"""Tries a plugin's importers out: their functions are there, and its author's sample files come out as rows.

A sample is any file in ``tests/samples/``; it is read as a user's file is, in the process with its limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from branchkit.core.errors import ExchangeError, PluginError
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.isolation import load_target
from branchkit.services.importing.formats import count_rows
from branchkit.testing.conformance.finding import Finding

SAMPLES = Path("tests") / "samples"


def check_importers(plugin: AuthoredPlugin, contributions: Contributions) -> Iterable[Finding]:
    """What a plugin's own code does wrong stands among the failures."""
    own = [
        spec
        for spec in contributions.importers.values()
        if contributions.owners["importers", spec.id] == plugin.id
    ]
    for spec in own:
        with suppress(PluginError):
            load_target(contributions, "importers", spec)
    if not own:
        return
    for path in sorted((plugin.root / SAMPLES).glob("*")):
        failures = len(contributions.failures)
        try:
            count_rows(path, contributions, plugin.id)
        except ExchangeError as error:
            if len(contributions.failures) == failures:
                detail = error.code.partition(".")[2]
                params: dict[str, object] = {"file": path.name, "detail": detail}
                yield Finding("sample_refused", str(SAMPLES / path.name), params)
