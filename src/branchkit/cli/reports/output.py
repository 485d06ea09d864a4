"""Where a paper goes: ``-o FILE``, ``-o -``, ``--format``, ``--force``, else to the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import OpenFormats, Shell
from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.exchange.writers import FORMATS
from branchkit.services.reports.fetching import fetch_commands
from branchkit.services.reports.formats import ReportFormats
from branchkit.toml.atomic import writing
from branchkit.toml.targets import check_target

REPORT_FORMATS = OpenFormats(FORMATS)
"""What ``--format`` of a report takes."""
PIPE = Path("-")
"""What ``-o`` is given for stdout: the very bytes of the file, for whoever fetches it with ssh."""


def output_format(args: argparse.Namespace, shell: Shell) -> str:
    """The format that was asked for, by name or by the file's ending, once it is known that it can be written.

    Raises :class:`ExchangeError` ``needs_file``, ``unknown_format``, ``at_terminal`` or what
    :func:`~branchkit.toml.targets.check_target` raises: before anything is recorded or made.
    """
    output: Path | None = args.output
    formats = ReportFormats(shell.contributions())
    format: str = args.format or (formats.of(output) if output else None) or "text"
    needs_file = formats.needs_file(format)
    if output == PIPE:
        if needs_file and shell.stdout.isatty():
            raise ExchangeError("at_terminal", format=format)
    elif output is not None:
        check_output(output, replace=args.force)
    elif needs_file:
        raise ExchangeError("needs_file", format=format)
    return format


def check_output(output: Path, *, replace: bool) -> None:
    """Whether a file may be written there, before anything is made; raises as :func:`~branchkit.toml.targets.check_target`."""
    with writing(output):
        check_target(output, replace=replace)


def put_out(
    report: Report, args: argparse.Namespace, shell: Shell, *, private: bool = False
) -> int:
    """Write the paper; one with unmasked data is ``private``."""
    format = output_format(args, shell)
    formats = exporting_formats(args, shell)
    if args.output == PIPE and not shell.stdout.isatty():
        put_bytes(formats.written(report, format), shell)
    elif args.output in (None, PIPE):
        formats.write_stream(report, format, shell.stdout)
    else:
        formats.write(report, format, args.output, replace=args.force, private=private)
        say_written(args.output, shell)
    return OK


def exporting_formats(args: argparse.Namespace, shell: Shell) -> ReportFormats:
    """The formats for papers of the organisation that was asked for."""
    if not shell.has_workspace:
        return ReportFormats(shell.contributions())
    workspace = shell.workspace()
    orgs = [getattr(args, "org", "") or workspace.organization]
    return ReportFormats(workspace.contributions, workspace.store, orgs)


def put_bytes(content: bytes, shell: Shell) -> None:
    """A file's bytes on stdout, nothing before and nothing behind them."""
    shell.stdout.flush()
    shell.stdout.buffer.write(content)
    shell.stdout.buffer.flush()


def say_written(path: Path, shell: Shell) -> None:
    """Where the file is, and over SSH how to bring it home."""
    shell.say("cli.report.written", path=path)
    say_how_to_fetch(path, shell)


def say_how_to_fetch(path: Path, shell: Shell) -> None:
    """Over SSH the commands that bring a file home, the last lines of all."""
    if commands := fetch_commands(path, shell.environment):
        shell.say("report.fetch")
        for command in commands:
            shell.tell(f"  {command}")
