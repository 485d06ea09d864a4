"""The terminal: character set, kind, colours, size, and how wide it draws ambiguous characters."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from branchkit.cli.doctor.checkups import Finding, error, ok, warning

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

    width = ambiguous_width(sys.stdin.fileno(), stream.fileno())
    if width is None:
        return warning("terminal.width", "no_answer")
    if width == 1:
        return ok("terminal.width")
    return warning("terminal.width", "wide")
