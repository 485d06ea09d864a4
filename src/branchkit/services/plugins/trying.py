"""Runs everything of plugins' Python that an organisation would be given: what fails is kept among the failures.

Loading imports a plugin's hooks and no more: a metric that raises is known when a sheet asks for it, a report when somebody
prints it. Whoever wants to know it before calls this.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import islice

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import BranchkitError
from branchkit.core.ports import Reader
from branchkit.core.scoring.measuring import Scope
from branchkit.core.scoring.rules import CalledRule
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Card, CardField, Paragraph, Report, Table, TableColumn
from branchkit.plugin.checks import CheckSpec
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.process import PluginProcess
from branchkit.services.duties.scene import DutyScene
from branchkit.services.plugins.asking import ask_report, metrics_asked_of, report_of
from branchkit.services.plugins.asking_duties import ask_duties, duties_of
from branchkit.services.registers.keeper import RecordKeeper
from branchkit.services.registers.reading import records_of
from branchkit.services.reports.formats import made_by_plugin
from branchkit.services.roster import members_of
from branchkit.services.scoring.checks import sheet_findings
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.workspace_view import StoreView

_TRIED = 100
"""Records of a register that a check is tried on."""


def run_all(
    reader: Reader,
    contributions: Contributions,
    org: str,
    today: date,
    *,
    plugin: str = "",
    process: PluginProcess | None = None,
) -> int:
    """Everything that ``plugin``, or all, would be asked for the period of ``today``: computed metrics, reports, sources of duties,
    exporters, checks and kinds of rules; how many were run.

    Metrics, reports and duties run in the worker where there is one.

    Refusals in words are no failure: a report may want a sheet that is not there.
    """
    view = StoreView(reader, contributions, node=org, today=today)
    own = [key for key, owner in contributions.owners.items() if plugin in ("", owner)]
    metrics = [id for kind, id in own if kind == "computed"]
    reports = [contributions.reports[id] for kind, id in own if kind == "reports"]
    duties = {id for kind, id in own if kind == "duties"}
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
    scene = DutyScene(reader, contributions, org, today)
    for asked in ask_duties(process, scene, only=duties):
        if process is not None:
            process.wait(asked)
        duties_of(asked, scene)
    for format in exporters:
        with suppress(BranchkitError):
            made_by_plugin(contributions, format, _a_report(today))
    checks = [contributions.checks[id].spec for kind, id in own if kind == "checks"]
    for check in checks:
        if check.scheme:
            _check_sheets(reader, contributions, check, org, today)
        else:
            _check_records(reader, contributions, check, org)
    functions = {id for kind, id in own if kind == "functions"}
    for register in contributions.registers.values() if functions else ():
        if any(c.formula and c.formula.amount in functions for c in register.columns):
            list(islice(view.records(register.id, [org]), _TRIED))
    kinds = [id for kind, id in own if kind == "rule_kinds"]
    for scheme in contributions.schemes.values() if kinds else ():
        _propose(reader, contributions, scheme, kinds, org, today)
    return sum(
        len(kind) for kind in (metrics, reports, duties, exporters, checks, kinds, functions)
    )


def _a_report(today: date) -> Report:
    """One with every kind of block and value."""
    columns = tuple(TableColumn(key, key) for key in ("text", "number", "day", "truth", "none"))
    rows = (("文 <&>", Decimal("1.50"), today, True, None), ("", 2, today, False, None))
    card = Card("卡片", (CardField("姓名", "陈建国"),))
    return Report("试写", (Paragraph("正文"), Table(columns, rows), card))


def _propose(
    reader: Reader,
    contributions: Contributions,
    scheme: Scheme,
    kinds: Collection[str],
    org: str,
    today: date,
) -> None:
    """What rules of some kinds propose for the first of the roll."""
    rules = {c.id: c.rule for c in scheme.criteria if isinstance(c.rule, CalledRule)}
    wanted = [criterion for criterion, rule in rules.items() if rule.id in kinds]
    if not wanted:
        return
    members = members_of(reader, org)
    period = Period.containing(today, scheme.period)
    proposals = proposals_for(reader, contributions, scheme, org, period, members)
    of_members = scheme.subject is SubjectKind.MEMBER
    for subject in [member.id for member in members[:_TRIED]] if of_members else [org]:
        for criterion in wanted:
            proposals.get(subject, criterion)


def _check_sheets(
    reader: Reader, contributions: Contributions, spec: CheckSpec, org: str, today: date
) -> None:
    """The sheets of this period and the one before, as far as they are there."""
    scheme = contributions.schemes.get(spec.scheme)
    if scheme is None:
        return
    period = Period.containing(today, scheme.period)
    for key in (SheetKey(scheme.id, org, period), SheetKey(scheme.id, org, period.previous)):
        list(sheet_findings(reader, contributions, key, today))


def _check_records(reader: Reader, contributions: Contributions, spec: CheckSpec, org: str) -> None:
    """The first records of the register."""
    register = contributions.registers.get(spec.register)
    if register is None:
        return
    keeper = RecordKeeper(reader, register, org)
    for record in islice(records_of(reader, register.id, org), _TRIED):
        keeper.examined(record.values, record.id)
