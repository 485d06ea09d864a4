"""``branchkit report``: the papers of a month, to the terminal or into a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from branchkit.cli.reports.output import REPORT_FORMATS, output_format, put_out
from branchkit.cli.shell import Shell
from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.tables import Report
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.plugins.asking import ask_report, metrics_asked_of, report_of
from branchkit.services.reports.periodic import (
    ReportKind,
    ReportRequest,
    SubtreeReport,
    find_sheet,
    make_report,
    make_subtree_report,
)
from branchkit.services.scoring.sheets import read_organization
from branchkit.services.unmasking import record_unmasking, unmask_fields


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``report notice|sheet|ranking MONTH``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.report.{key}")

    parser.add_argument("kind", metavar="REPORT", help=words("kind"))
    parser.add_argument("period", metavar="MONTH", help=words("period"))
    parser.add_argument("--format", choices=REPORT_FORMATS, default=None, help=words("format"))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    parser.add_argument("--scheme", default="", metavar="ID", help=words("scheme"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--subtree", action="store_true", help=words("subtree"))
    parser.add_argument("--unmask", default="", metavar="id,phone", help=words("unmask"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the paper and write it; personal fields are recorded before they are shown."""
    output_format(args, shell)
    return put_out(_make(args, shell), args, shell, private=bool(args.unmask))


def _make(args: argparse.Namespace, shell: Shell) -> Report:
    """One of ours, or a plugin's by its id."""
    if args.kind in set(ReportKind):
        return _subtree_report(args, shell) if args.subtree else _report(args, shell)
    workspace = shell.workspace()
    reports = workspace.contributions.reports
    if args.kind not in reports:
        known = [*map(str, ReportKind), *sorted(reports)]
        raise ReportError("unknown_report", found=args.kind, known=known)
    spec, period = reports[args.kind], Period.parse(args.period)
    if period.kind is not spec.period:
        raise ReportError("period_kind", period=args.period, wanted=str(spec.period))
    process = workspace.plugin_process
    answer = ask_report(
        process,
        workspace.contributions,
        spec,
        org=args.org or workspace.organization,
        period=period,
        language=shell.catalog.language,
        today=shell.clock().date(),
    )
    if process is not None:
        process.wait(answer)
    return report_of(answer, workspace.store, workspace.contributions)


def _report(args: argparse.Namespace, shell: Shell) -> Report:
    workspace = shell.workspace()
    org = args.org or workspace.organization
    key = find_sheet(
        workspace.store,
        workspace.contributions,
        org,
        Period.parse(args.period),
        sector=read_organization(workspace.store, org).sector,
        scheme_id=args.scheme,
    )
    request = ReportRequest(ReportKind(args.kind), key, unmask_fields(args.unmask))
    at = shell.clock()
    ask = metrics_asked_of(workspace.plugin_process, workspace.contributions, patient=True)
    report = make_report(workspace.store, workspace.contributions, request, shell.catalog, at, ask)
    _record(shell, [org], request.unmasked, request.where)
    return report


def _subtree_report(args: argparse.Namespace, shell: Shell) -> Report:
    workspace = shell.workspace()
    asked = SubtreeReport(
        ReportKind(args.kind),
        orgs_of(workspace.store, args.org or workspace.organization, True),
        Period.parse(args.period),
        args.scheme,
        unmask_fields(args.unmask),
    )
    at = shell.clock()
    ask = metrics_asked_of(workspace.plugin_process, workspace.contributions, patient=True)
    report = make_subtree_report(
        workspace.store, workspace.contributions, asked, shell.catalog, at, ask
    )
    _record(shell, asked.orgs, asked.unmasked, f"report {args.kind} {args.period}")
    return report


def _record(shell: Shell, orgs: Sequence[str], unmasked: tuple[str, ...], where: str) -> None:
    """Nobody sees unmasked data before it is written down that they did."""
    if not unmasked:
        return
    workspace = shell.workspace()
    with workspace.store.begin(workspace.actor, "report.unmask") as uow:
        for org in orgs:
            record_unmasking(uow, org, unmasked, where, shell.clock())
        uow.commit()
    shell.say("cli.report.unmasking_recorded")
