"""Where a paper goes: ``-o FILE``, ``--format``, ``--force``, else to the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import OpenFormats, Shell
from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.exchange.writers import FORMATS
from branchkit.services.reports.formats import ReportFormats
from branchkit.toml.atomic import writing
from branchkit.toml.targets import check_target

REPORT_FORMATS = OpenFormats(FORMATS)
"""What ``--format`` of a report takes."""


def output_format(args: argparse.Namespace, shell: Shell) -> str:
    """The format that was asked for, by name or by the file's ending, once it is known that it can be written.

    Raises :class:`ExchangeError` ``needs_file``, ``unknown_format`` or what :func:`~branchkit.toml.targets.check_target` raises: before
    anything is recorded or made.
    """
    output: Path | None = args.output
    formats = ReportFormats(shell.contributions())
    format: str = args.format or (formats.of(output) if output else None) or "text"
    needs_file = formats.needs_file(format)
    if output is not None:
        with writing(output):
            check_target(output, replace=args.force)
    elif needs_file:
        raise ExchangeError("needs_file", format=format)
    return format


def put_out(
    report: Report, args: argparse.Namespace, shell: Shell, *, private: bool = False
) -> int:
    """Write the paper; one with unmasked data is ``private``."""
    format = output_format(args, shell)
    formats = ReportFormats(shell.contributions())
    if args.output is None:
        formats.write_stream(report, format, shell.stdout)
        return OK
    formats.write(report, format, args.output, replace=args.force, private=private)
    shell.say("cli.report.written", path=args.output)
    return OK
