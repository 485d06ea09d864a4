"""What the doctor looks at in a terminal: what the environment tells, and what the terminal itself answers."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from branchkit.cli.checkups import Finding, error, ok, warning

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell
    from branchkit.terminal.probe import Answers

KNOWN_TERMS = ("xterm", "screen", "tmux", "linux", "vt100", "vt220", "putty", "rxvt", "cygwin")
"""Families that have been tried; each understands what the app sends."""
SMALLEST = (80, 24)
_TMUX, _SCREEN = "tmux", "screen"
_PATIENCE = 5
"""Seconds that tmux may take to tell an option."""


def check_terminal(shell: Shell) -> Iterator[Finding]:
    """Without a terminal only what the environment tells is looked at."""
    environment = shell.environment
    if not _is_terminal(shell.stdout):
        yield encoding_of(shell.stdout)
        yield _term(environment)
        yield colours(environment, None)
        yield warning("terminal.size", "no_terminal")
        return
    from branchkit.terminal.probe import ask

    answers = ask(sys.stdin.fileno(), shell.stdout.fileno(), environment.get("TERM", ""))
    yield encoding_of(shell.stdout, answers)
    yield _term(environment, answers)
    yield colours(environment, answers)
    yield _size(shell.stdout)
    # A terminal that has said nothing is not waited for once more.
    yield (
        _ambiguous_width(shell.stdout) if answers.spoke else warning("terminal.width", "no_answer")
    )
    yield mouse(answers, tmux_option("-gv", "mouse", environment))
    yield clipboard(
        answers, multiplexer(environment), tmux_option("-sv", "set-clipboard", environment)
    )


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and sys.stdin.isatty()


def encoding_of(stream: TextIO, answers: Answers | None = None) -> Finding:
    """Whether what is written arrives as UTF-8, and whether the terminal takes it for that."""
    name = stream.encoding or "ascii"
    is_utf8 = codecs.lookup(name).name == "utf-8"
    understands = answers.utf8 if answers else None
    if understands is not None and understands != is_utf8:
        return error(
            "terminal.encoding", "session_other" if understands else "terminal_other", encoding=name
        )
    if is_utf8:
        return ok("terminal.encoding", encoding=name)
    try:
        "党".encode(name)
    except UnicodeEncodeError:
        return error("terminal.encoding", "no_chinese", encoding=name)
    return warning("terminal.encoding", "not_utf8", encoding=name)


def _term(environment: Mapping[str, str], answers: Answers | None = None) -> Finding:
    term = environment.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return error("terminal.term", "unusable", term=term)
    if not term.startswith(KNOWN_TERMS):
        return warning("terminal.term", "untried", term=term)
    if answers and answers.name:
        return ok("terminal.term", "named", term=term, name=answers.name)
    return ok("terminal.term", term=term)


def colours(environment: Mapping[str, str], answers: Answers | None) -> Finding:
    """Any number of colours will do: nothing on the screens is told by colour alone."""
    if "NO_COLOR" in environment:
        return ok("terminal.colours", "none")
    if environment.get("COLORTERM", "") in ("truecolor", "24bit"):
        return ok("terminal.colours", "millions")
    if answers and answers.true_colour:
        # It can, and nobody has told the programs in it.
        return ok("terminal.colours", "untold")
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


def mouse(answers: Answers, in_tmux: str) -> Finding:
    """Nothing needs a mouse; ``in_tmux`` is tmux's own option, empty outside it."""
    if in_tmux == "off":
        return warning("terminal.mouse", "tmux_off")
    if answers.mouse or in_tmux == "on":
        return ok("terminal.mouse")
    return ok("terminal.mouse", "unknown" if answers.mouse is None else "none")


def clipboard(answers: Answers, within: str, in_tmux: str) -> Finding:
    """Whether what is copied here comes to the user's own machine (OSC 52); ``within`` names a multiplexer."""
    if within == _SCREEN:
        return warning("terminal.clipboard", "screen")
    if in_tmux and in_tmux != "on":
        return warning("terminal.clipboard", "tmux_off", setting=in_tmux)
    if in_tmux:
        return ok("terminal.clipboard", "tmux_on")
    return ok("terminal.clipboard", "ok" if answers.clipboard else "unknown")


def multiplexer(environment: Mapping[str, str]) -> str:
    """``tmux`` or ``screen`` where the terminal is one of theirs, else empty."""
    if environment.get("TMUX"):
        return _TMUX
    return _SCREEN if environment.get("STY") else ""


def tmux_option(scope: str, name: str, environment: Mapping[str, str]) -> str:
    """What tmux says about one of its options; empty outside tmux, or where it says nothing."""
    if multiplexer(environment) != _TMUX:
        return ""
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(
            [_TMUX, "show-options", scope, name],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        ).stdout.strip()
    return ""
