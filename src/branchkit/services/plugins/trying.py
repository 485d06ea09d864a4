"""Runs everything of plugins' Python that an organisation would be given: what fails is kept among the failures.

Loading imports a plugin's hooks and no more: a metric that raises is known when a sheet asks for it, a report when somebody
prints it. Whoever wants to know it before calls this.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Reader
from branchkit.plugin.contributions import Contributions
from branchkit.services.duties.plugins import plugin_duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.reports.plugins import make_plugin_report
from branchkit.services.scoring.workspace_view import StoreView


def run_all(
    reader: Reader, contributions: Contributions, org: str, today: date, *, plugin: str = ""
) -> int:
    """Every computed metric, report and source of duties of ``plugin``, or of all, for the period of ``today``; how many were run.

    Refusals in words are no failure: a report may want a sheet that is not there.
    """
    view = StoreView(reader, contributions, node=org, today=today)
    own = [key for key, owner in contributions.owners.items() if plugin in ("", owner)]
    metrics = [id for kind, id in own if kind == "computed"]
    reports = [contributions.reports[id] for kind, id in own if kind == "reports"]
    duties = [contributions.duties[id] for kind, id in own if kind == "duties"]
    for id in metrics:
        view.measure(id, org, Period.containing(today, PeriodKind.MONTH))
    for spec in reports:
        with suppress(BranchkitError):
            make_plugin_report(
                reader,
                contributions,
                spec,
                org=org,
                period=Period.containing(today, spec.period),
                language="zh_CN",
                today=today,
            )
    for source in duties:
        with suppress(BranchkitError):
            plugin_duties(source, DutyScene(reader, contributions, org, today))
    return len(metrics) + len(reports) + len(duties)
