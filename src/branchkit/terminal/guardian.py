"""Gives the terminal back when the program can no longer do it: aborted inside a library, or killed.

A small process of its own, forked before anything heavy is imported, sleeps until the program ends. It imports nothing, so
that it costs a millisecond and no memory of its own.
"""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from branchkit.terminal.tty import LEAVE, is_raw

_UNHEARD = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
)
"""What reaches the whole job; SIGTTOU because the shell is in front again by the time there is something to do."""


@contextmanager
def guarded_terminal(in_fileno: int, out_fileno: int) -> Iterator[None]:
    """Have the terminal restored if the program ends inside the block without leaving it.

    To be entered before there are threads. Nothing is guarded where ``in_fileno`` is no terminal.
    """
    try:
        before = termios.tcgetattr(in_fileno)
    except termios.error:
        yield
        return
    watched, alive = os.pipe()
    guardian = os.fork()
    if not guardian:
        try:
            os.close(alive)
            _guard(watched, in_fileno, out_fileno, before)
        finally:
            os._exit(0)
    os.close(watched)
    try:
        yield
    finally:
        os.write(alive, b".")
        os.close(alive)
        with suppress(ChildProcessError):
            os.waitpid(guardian, 0)


def _guard(watched: int, in_fileno: int, out_fileno: int, before: list[Any]) -> None:
    for number in _UNHEARD:
        signal.signal(number, signal.SIG_IGN)
    if os.read(watched, 1):
        return
    # A shell that was quicker has set what it wants itself; so has one in front of which the program was stopped.
    if is_raw(in_fileno):
        termios.tcsetattr(in_fileno, termios.TCSANOW, before)
        os.write(out_fileno, LEAVE.encode())
