"""``branchkit doctor``: looks at everything a branch's work depends on, and says what to do about each.

What it looks at stands in :mod:`branchkit.cli.checkups` and :mod:`branchkit.cli.terminal_checkups`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from branchkit.cli import exit_codes
from branchkit.cli.checkups import Finding, State
from branchkit.i18n.catalog import Catalog

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell


LABEL_WIDTH = 16
"""Cells for a check's name."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Only the format."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """All checks; 1 when one of them found an error."""
    findings = list(_findings(shell))
    if args.format == "json":
        _emit_json(findings, shell)
    else:
        for finding in findings:
            _print(finding, shell)
    failed = any(finding.state is State.ERROR for finding in findings)
    return exit_codes.PROBLEMS if failed else exit_codes.OK


def _findings(shell: Shell) -> Iterator[Finding]:
    from branchkit.cli.checkups import (
        check_clock,
        check_disk,
        check_settings,
        check_workspace,
    )
    from branchkit.cli.terminal_checkups import check_terminal

    checks: tuple[Callable[[Shell], Iterator[Finding]], ...] = (
        check_terminal,
        check_settings,
        check_workspace,
        check_disk,
        check_clock,
    )
    for check in checks:
        yield from check(shell)


def _emit_json(findings: list[Finding], shell: Shell) -> None:
    from branchkit.core.tables import Table, TableColumn

    columns = tuple(TableColumn(key, key) for key in ("check", "state", "code", "text", "advice"))
    rows = tuple(
        (f.check, str(f.state), f.code, f.message(shell.catalog), f.advice(shell.catalog))
        for f in findings
    )
    shell.emit(Table(columns, rows), "json")


def _print(finding: Finding, shell: Shell) -> None:
    from branchkit.core.text_width import pad

    state = pad(shell.catalog.text(f"cli.doctor.state.{finding.state}"), 6)
    label = pad(shell.catalog.text(f"cli.doctor.{finding.check}"), LABEL_WIDTH)
    print(f"{state}{label}  {finding.message(shell.catalog)}", file=shell.stdout)
    if advice := finding.advice(shell.catalog):
        _print_folded(advice, shell)


def _print_folded(advice: str, shell: Shell) -> None:
    from branchkit.core.text_width import wrap

    indent = " " * (6 + LABEL_WIDTH + 2)
    for line in wrap(advice, 79 - len(indent)):
        print(indent + line, file=shell.stdout)
