"""Imports what a plugin names by dotted string (``pkg.module:Name``): a screen or a report, when somebody opens it."""

from __future__ import annotations

import importlib

from branchkit.core.errors import PluginError
from branchkit.plugin.contributions import Contributions, ReportSpec, ScreenSpec
from branchkit.plugin.isolation import FailureLog


def load_target(contributions: Contributions, kind: str, spec: ScreenSpec | ReportSpec) -> object:
    """The class or function behind a spec; ``kind`` is ``screens`` or ``reports``.

    Raises :class:`PluginError` ``target`` when it cannot be imported, which is kept as a failure as well.
    """
    log = FailureLog.of(contributions)
    plugin = contributions.owners.get((kind, spec.id), spec.id)
    module, _, name = spec.target.partition(":")
    with log.guarded(plugin, "import", spec.id):
        found: object = getattr(importlib.import_module(module), name)
        return found
    failure = contributions.failures[-1]
    raise PluginError("target", title=spec.title, place=failure.place, message=failure.message)
