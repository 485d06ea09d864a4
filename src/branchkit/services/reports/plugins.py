"""The reports of plugins: made by the plugin's function, checked to be papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError, PluginError
from branchkit.core.ports import Reader
from branchkit.core.tables import Report
from branchkit.plugin.contributions import Contributions, PluginFailure, ReportSpec
from branchkit.plugin.isolation import FailureLog, load_target
from branchkit.plugin.workspace_view import ReportScene
from branchkit.services.scoring.workspace_view import StoreView


def make_plugin_report(
    reader: Reader,
    contributions: Contributions,
    spec: ReportSpec,
    *,
    org: str,
    period: Period,
    language: str,
    today: date,
) -> Report:
    """The paper of one organisation and period, personal data masked.

    Raises :class:`PluginError` ``target`` and ``report``, and whatever refusal the plugin's function raises.
    """
    function: Any = load_target(contributions, "reports", spec)
    view = StoreView(reader, contributions, node=org, today=today)
    scene = ReportScene(view, org, period, language)
    return _checked(contributions, spec, lambda: function(scene))


def _checked(contributions: Contributions, spec: ReportSpec, make: Callable[[], object]) -> Report:
    log = FailureLog.of(contributions)
    plugin = contributions.owners.get(("reports", spec.id), spec.id)
    report: object = None
    with log.guarded(plugin, "raised", spec.id, passing=(BranchkitError,)) as watched:
        report = make()
    if (failure := watched.failure) is not None:
        raise PluginError("report", title=spec.title, place=failure.place, message=failure.message)
    if not isinstance(report, Report):
        message = f"{type(report).__name__}, {Report.__name__}"
        log.note(PluginFailure(plugin, "result", spec.id, spec.target, message))
        raise PluginError("report", title=spec.title, place=spec.target, message=message)
    return report
