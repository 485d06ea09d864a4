"""Where a paper goes: ``-o FILE``, ``--format``, ``--force``, else to the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Report
from branchkit.exchange.writers import FILE_FORMATS, format_of, write, write_stream
from branchkit.toml.atomic import writing
from branchkit.toml.targets import check_target


def output_format(args: argparse.Namespace) -> str:
    """The format that was asked for, by name or by the file's ending, once it is known that it can be written.

    Raises :class:`ExchangeError` ``needs_file`` or what :func:`~branchkit.toml.targets.check_target` raises: before
    anything is recorded or made.
    """
    output: Path | None = args.output
    format: str = args.format or (format_of(output) if output else None) or "text"
    if output is not None:
        with writing(output):
            check_target(output, replace=args.force)
    elif format in FILE_FORMATS:
        raise ExchangeError("needs_file", format=format)
    return format


def put_out(
    report: Report, args: argparse.Namespace, shell: Shell, *, private: bool = False
) -> int:
    """Write the paper; one with unmasked data is ``private``."""
    format = output_format(args)
    if args.output is None:
        write_stream(report, format, shell.stdout)
        return OK
    write(report, format, args.output, replace=args.force, private=private)
    shell.say("cli.report.written", path=args.output)
    return OK
