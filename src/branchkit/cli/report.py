"""``branchkit report``: the papers of a month, to the terminal or into a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.errors import ExchangeError
from branchkit.core.periods import Period
from branchkit.exchange.writers import FILE_FORMATS, FORMATS, format_of, write, write_stream
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports import ReportKind, ReportRequest, find_sheet, make_report
from branchkit.services.unmasking import record_unmasking, unmask_fields


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``report notice|sheet|ranking MONTH``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.report.{key}")

    parser.add_argument("kind", choices=[str(kind) for kind in ReportKind], help=words("kind"))
    parser.add_argument("period", metavar="MONTH", help=words("period"))
    parser.add_argument("--format", choices=FORMATS, default=None, help=words("format"))
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    parser.add_argument("--scheme", default="", metavar="ID", help=words("scheme"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--unmask", default="", metavar="id,phone", help=words("unmask"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the paper and write it; personal fields are recorded before they are shown."""
    if args.output is None and args.format in FILE_FORMATS:
        raise ExchangeError("needs_file", format=args.format)
    workspace = shell.workspace()
    key = find_sheet(
        workspace.store,
        workspace.contributions.schemes,
        args.org or workspace.organization,
        Period.parse(args.period),
        sector=workspace.settings.workspace.sector,
        scheme_id=args.scheme,
    )
    request = ReportRequest(ReportKind(args.kind), key, unmask_fields(args.unmask))
    at = shell.clock()
    paper = make_report(workspace.store, workspace.contributions, request, shell.catalog, at)
    if request.unmasked:
        with workspace.store.begin(workspace.actor, "report.unmask") as uow:
            record_unmasking(uow, key.org, request.unmasked, request.where, at)
            uow.commit()
        shell.say("cli.report.unmasking_recorded")
    if args.output is None:
        write_stream(paper, args.format or "text", shell.stdout)
        return OK
    write(paper, args.format or format_of(args.output) or "text", args.output)
    shell.say("cli.report.written", path=args.output)
    return OK
