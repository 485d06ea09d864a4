"""``branchkit report``: the papers of a month, to the terminal or into a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import also, personal_words
from branchkit.cli.reports.output import (
    PIPE,
    REPORT_FORMATS,
    check_output,
    exporting_formats,
    output_format,
    put_bytes,
    put_out,
    say_written,
)
from branchkit.cli.shell import Shell
from branchkit.core.dates import Period
from branchkit.core.errors import ExchangeError, ReportError
from branchkit.core.tables import Report
from branchkit.core.typed_days import typed_period
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.plugins.asking import ask_report, metrics_asked_of, report_of
from branchkit.services.plugins.offers import reports_for, sectors_at
from branchkit.services.reports.official import (
    give_number,
    number_given,
    read_paper_settings,
    with_red_head,
)
from branchkit.services.reports.periodic import (
    OF_THE_TREE,
    ReportKind,
    ReportRequest,
    SubtreeReport,
    find_subject,
    kinds_at,
    make_report,
    make_subtree_report,
    make_tree_report,
    report_file_name,
)
from branchkit.services.reports.several import ENDING, NamedPaper, write_zip, zip_of
from branchkit.services.scoring.sheets import read_organization
from branchkit.services.unmasking import PERSONAL_FIELDS, record_unmasking, unmask_fields

ALL = "all"
"""Stands for every paper that there is for such a period."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``report notice|sheet|ranking MONTH``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.report.{key}")

    kinds = {kind: catalog.text(f"report.kind.{kind}") for kind in (*map(str, ReportKind), ALL)}
    parser.add_argument("kind", metavar="REPORT", type=also(kinds), help=words("kind"))
    parser.add_argument("period", metavar="MONTH", help=words("period"))
    parser.add_argument("--format", choices=REPORT_FORMATS, default=None, help=words("format"))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    parser.add_argument("--scheme", default="", metavar="ID", help=words("scheme"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--subtree", action="store_true", help=words("subtree"))
    parser.add_argument(
        "--unmask", help=words("unmask"), **personal_words(catalog, PERSONAL_FIELDS)
    )
    parser.add_argument("--number", action="store_true", help=words("number"))
    parser.add_argument("--attachment", metavar="NAME", action="append", help=words("attachment"))
    parser.add_argument("--plain", action="store_true", help=words("plain"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the paper and write it; personal fields are recorded before they are shown."""
    kinds = [kind.strip() for kind in args.kind.replace("，", ",").split(",") if kind.strip()]
    zipped = args.output is not None and args.output.suffix.lower() == f".{ENDING}"
    if len(kinds) > 1 or kinds == [ALL] or zipped:
        return _several(kinds, args, shell)
    output_format(args, shell)
    return put_out(_make(args, shell), args, shell, private=bool(args.unmask))


def _several(kinds: Sequence[str], args: argparse.Namespace, shell: Shell) -> int:
    """Several papers in one zip file, as docx unless another format is named."""
    output: Path | None = args.output
    formats = exporting_formats(args, shell)
    format: str = args.format or "docx"
    formats.needs_file(format)
    if output == PIPE and shell.stdout.isatty():
        raise ExchangeError("at_terminal", format=ENDING)
    if output is None or (output != PIPE and output.suffix.lower() != f".{ENDING}"):
        raise ReportError("several_in_zip", output=str(output or ""))
    if output != PIPE:
        check_output(output, replace=args.force)
    period = typed_period(args.period, shell.clock().date())
    wanted = _all_of(period, args, shell) if kinds == [ALL] else list(dict.fromkeys(kinds))
    papers = []
    for kind in wanted:
        args.kind = kind
        report = _make(args, shell)
        name = report_file_name(_title_of(kind, shell), period, shell.catalog)
        papers.append(NamedPaper(name, report))
    content = zip_of(formats, papers, format)
    if output == PIPE:
        put_bytes(content, shell)
    else:
        write_zip(content, output, replace=args.force, private=bool(args.unmask))
        say_written(output, shell)
    return OK


def _all_of(period: Period, args: argparse.Namespace, shell: Shell) -> list[str]:
    """Ours, then those of plugins that are about such a period and serve a sector here or below."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    theirs = reports_for(workspace.contributions, sectors_at(workspace.store, org))
    ours = kinds_at(workspace.store, workspace.contributions, org, period)
    return [*map(str, ours), *(spec.id for spec in theirs if spec.period is period.kind)]


def _title_of(kind: str, shell: Shell) -> str:
    if kind in set(ReportKind):
        return shell.catalog.text(f"report.kind.{kind}")
    return shell.catalog.local(shell.workspace().contributions.reports[kind].title)


def _make(args: argparse.Namespace, shell: Shell) -> Report:
    """The paper as it is issued, with the red head that is set for it; with a number where one was asked for."""
    report = _report_of(args, shell)
    workspace = shell.workspace()
    org = args.org or workspace.organization
    paper = read_paper_settings(workspace.directory, org)
    if args.number:
        registers = workspace.contributions.registers
        with workspace.store.begin(workspace.actor, "paper.number") as uow:
            number = give_number(
                uow, registers, org, report, paper, kind=args.kind, on=shell.clock().date()
            )
            uow.commit()
        shell.say("cli.report.numbered", number=number)
    if args.plain:
        return report
    return with_red_head(
        report,
        paper,
        kind=args.kind,
        number=number_given(workspace.store, org, report.title),
        at=shell.clock(),
        attachments=tuple(args.attachment or ()),
    )


def _report_of(args: argparse.Namespace, shell: Shell) -> Report:
    """One of ours, or a plugin's by its id."""
    if args.kind in OF_THE_TREE:
        return _tree_report(args, shell)
    if args.kind in set(ReportKind):
        return _subtree_report(args, shell) if args.subtree else _report(args, shell)
    workspace = shell.workspace()
    reports = workspace.contributions.reports
    if args.kind not in reports:
        known = [*map(str, ReportKind), *sorted(reports)]
        raise ReportError("unknown_report", found=args.kind, known=known)
    spec, period = reports[args.kind], typed_period(args.period, shell.clock().date())
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


def _tree_report(args: argparse.Namespace, shell: Shell) -> Report:
    workspace = shell.workspace()
    return make_tree_report(
        workspace.store,
        workspace.contributions,
        args.org or workspace.organization,
        typed_period(args.period, shell.clock().date()),
        shell.catalog,
        shell.clock(),
        args.scheme,
    )


def _report(args: argparse.Namespace, shell: Shell) -> Report:
    workspace = shell.workspace()
    org = args.org or workspace.organization
    key = find_subject(
        workspace.store,
        workspace.contributions,
        ReportKind(args.kind),
        org,
        typed_period(args.period, shell.clock().date()),
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
        typed_period(args.period, shell.clock().date()),
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
