"""The reports of plugins: made by the plugin's function, checked to be papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError
from branchkit.core.numbers import is_workable
from branchkit.core.ports import Reader
from branchkit.core.tables import Card, Chart, ChartKind, Paragraph, Report, Table
from branchkit.plugin.contributions import Contributions, PluginFailure, ReportSpec
from branchkit.plugin.isolation import FailureLog, load_target, refused
from branchkit.plugin.workspace_view import ReportScene
from branchkit.services.scoring.workspace_view import StoreView

_VALUES = (str, int, Decimal, date, type(None))
"""What stands in a cell of a table; a bool is an int."""


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
        raise refused("report", spec, failure)
    if isinstance(report, Report) and not (message := fault_of(report)):
        return report
    if not isinstance(report, Report):
        message = f"{type(report).__name__}, {Report.__name__}"
    log.note(fault := PluginFailure(plugin, "result", spec.id, spec.target, message))
    raise refused("report", spec, fault)


def fault_of(report: Report) -> str:
    """What no writer could do anything with; empty where there is nothing.

    A plugin's table may be worked out from what people write, so a row that is short is found here and not in a format.
    """
    for number, block in enumerate(report.blocks, start=1):
        if not isinstance(block, Paragraph | Table | Card):
            return f"blocks[{number}]: {type(block).__name__}"
        if isinstance(block, Table):
            for place, chart in enumerate(block.charts, start=1):
                if message := _fault_of_chart(chart):
                    return f"blocks[{number}].charts[{place}]: {message}"
            for place, row in enumerate(block.rows, start=1):
                if len(row) != len(block.columns):
                    return f"blocks[{number}].rows[{place}]: {len(row)} ≠ {len(block.columns)}"
                for value in row:
                    if isinstance(value, Decimal) and not is_workable(value):
                        return f"blocks[{number}].rows[{place}]: {value:.3E}"
                    if not isinstance(value, _VALUES):
                        return f"blocks[{number}].rows[{place}]: {type(value).__name__}"
    return ""


def _fault_of_chart(chart: object) -> str:
    if not isinstance(chart, Chart) or chart.kind not in set(ChartKind):
        return f"{type(chart).__name__} {getattr(chart, 'kind', '')}".strip()
    for series in chart.series:
        if len(series.values) != len(chart.labels):
            return f"{len(series.values)} ≠ {len(chart.labels)}"
        for value in series.values:
            if not isinstance(value, int | Decimal | None):
                return type(value).__name__
            if isinstance(value, Decimal) and not is_workable(value):
                return f"{value:.3E}"
    return ""
