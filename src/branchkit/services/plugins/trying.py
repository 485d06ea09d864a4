"""Runs everything of plugins' Python that an organisation would be given: what fails is kept among the failures.

Loading imports a plugin's hooks and no more: a metric that raises is known when a sheet asks for it, a report when somebody
prints it. Whoever wants to know it before calls this.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Reader
from branchkit.core.scoring.measuring import Scope
from branchkit.core.tables import Card, CardField, Paragraph, Report, Table, TableColumn
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.process import PluginProcess
from branchkit.services.duties.plugins import plugin_duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.plugins.asking import ask_report, metrics_asked_of, report_of
from branchkit.services.reports.formats import made_by_plugin
from branchkit.services.roster import members_of
from branchkit.services.scoring.workspace_view import StoreView


def run_all(
    reader: Reader,
    contributions: Contributions,
    org: str,
    today: date,
    *,
    plugin: str = "",
    process: PluginProcess | None = None,
) -> int:
    """Every computed metric, report, source of duties and exporter of ``plugin``, or of all, for the period of ``today``.

    Answers how many were run. Metrics and reports run in the worker where there is one.

    Refusals in words are no failure: a report may want a sheet that is not there.
    """
    view = StoreView(reader, contributions, node=org, today=today)
    own = [key for key, owner in contributions.owners.items() if plugin in ("", owner)]
    metrics = [id for kind, id in own if kind == "computed"]
    reports = [contributions.reports[id] for kind, id in own if kind == "reports"]
    duties = [contributions.duties[id] for kind, id in own if kind == "duties"]
    ask = metrics_asked_of(process, contributions, patient=True)
    month = Period.containing(today, PeriodKind.MONTH)
    roll = {member.id: member.traits for member in members_of(reader, org)}
    exporters = [contributions.exporters[id] for kind, id in own if kind == "exporters"]
    for id in metrics:
        answer = ask(contributions.computed[id], Scope(org, month, roll)) if ask else None
        if answer is None or answer.here:
            view.measure(id, org, month)
    for spec in reports:
        made = ask_report(
            process,
            contributions,
            spec,
            org=org,
            period=Period.containing(today, spec.period),
            language="zh_CN",
            today=today,
        )
        if process is not None:
            process.wait(made)
        with suppress(BranchkitError):
            report_of(made, reader, contributions)
    for source in duties:
        with suppress(BranchkitError):
            plugin_duties(source, DutyScene(reader, contributions, org, today))
    for format in exporters:
        with suppress(BranchkitError):
            made_by_plugin(contributions, format, _a_report(today))
    return len(metrics) + len(reports) + len(duties) + len(exporters)


def _a_report(today: date) -> Report:
    """One with every kind of block and value."""
    columns = tuple(TableColumn(key, key) for key in ("text", "number", "day", "truth", "none"))
    rows = (("文 <&>", Decimal("1.50"), today, True, None), ("", 2, today, False, None))
    card = Card("卡片", (CardField("姓名", "陈建国"),))
    return Report("试写", (Paragraph("正文"), Table(columns, rows), card))
