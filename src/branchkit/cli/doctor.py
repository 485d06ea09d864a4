"""``branchkit doctor``: looks at everything a branch's work depends on, and says what to do about each.

The terminal is looked at here; what is left for it to look at stands in :mod:`branchkit.cli.checkups`.
"""

from __future__ import annotations

import argparse
import codecs
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from branchkit.cli import exit_codes
from branchkit.cli.checkups import Finding, State, error, ok, warning
from branchkit.i18n.catalog import Catalog

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell


KNOWN_TERMS = ("xterm", "screen", "tmux", "linux", "vt100", "vt220", "putty", "rxvt", "cygwin")
"""Families that have been tried; each understands what the app sends."""
SMALLEST = (80, 24)


def check_terminal(shell: Shell) -> Iterator[Finding]:
    """Without a terminal only what the environment tells is looked at."""
    yield encoding_of(shell.stdout)
    yield _term(shell.environment)
    yield _colours(shell.environment)
    if not _is_terminal(shell.stdout):
        yield warning("terminal.size", "no_terminal")
        return
    yield _size(shell.stdout)
    yield _ambiguous_width(shell.stdout)


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and sys.stdin.isatty()


def encoding_of(stream: TextIO) -> Finding:
    """Whether what is written arrives as UTF-8."""
    name = stream.encoding or "ascii"
    if codecs.lookup(name).name == "utf-8":
        return ok("terminal.encoding", encoding=name)
    return error("terminal.encoding", "not_utf8", encoding=name)


def _term(environment: Mapping[str, str]) -> Finding:
    term = environment.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return error("terminal.term", "unusable", term=term)
    if term.startswith(KNOWN_TERMS):
        return ok("terminal.term", term=term)
    return warning("terminal.term", "untried", term=term)


def _colours(environment: Mapping[str, str]) -> Finding:
    """Any number of colours will do: nothing on the screens is told by colour alone."""
    if "NO_COLOR" in environment:
        return ok("terminal.colours", "none")
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return ok("terminal.colours", "millions")
    if "256color" in environment.get("TERM", ""):
        return ok("terminal.colours", "some", count=256)
    return ok("terminal.colours", "some", count=16)


def _size(stream: TextIO) -> Finding:
    columns, lines = os.get_terminal_size(stream.fileno())
    size = f"{columns}x{lines}"
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        return warning("terminal.size", "small", size=size)
    return ok("terminal.size", size=size)


def _ambiguous_width(stream: TextIO) -> Finding:
    from branchkit.terminal.tty import ambiguous_width

    width = ambiguous_width(
        sys.stdin.fileno(), stream.fileno(), encoding=stream.encoding or "utf-8"
    )
    if width is None:
        return warning("terminal.width", "no_answer")
    if width == 1:
        return ok("terminal.width")
    return warning("terminal.width", "wide")


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
