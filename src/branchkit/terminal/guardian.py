"""Gives the terminal back when the program can no longer do it: aborted inside a library, or killed.

A shell sleeps until the program ends. It is spawned once the first frame stands: a fork of the program would share its pages,
and having them copied one by one takes a fifth of a start; a Python of its own takes as much.
"""

from __future__ import annotations

import os
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from branchkit.terminal.tab_stops import usual_stops
from branchkit.terminal.tty import LEAVE, sets_tabs

_GUARD = """
trap "" HUP INT QUIT TERM TSTP TTIN TTOU
read -r ended <&3 && exit
case $(stty -a) in *-isig*) stty "$1"; printf %s "$2" ;; esac
"""
"""What the shell does. The signals are those that reach the whole job; TTOU because another shell is in front again by then. One
that was quicker has set what it wants itself; so has one in front of which the program was stopped."""


@contextmanager
def guarded_terminal(in_fileno: int, out_fileno: int) -> Iterator[Callable[[], None]]:
    """Gives what has the terminal restored, from its call on, if the program ends inside the block without leaving it.

    What is restored is the terminal as it is now. The call may come late and from any thread: a shell beginning beside it takes a
    tenth of the way to the first frame. Nothing is guarded where ``in_fileno`` is no terminal.
    """
    try:
        before = termios.tcgetattr(in_fileno)
    except termios.error:
        yield lambda: None
        return
    watched, alive = os.pipe()
    os.set_inheritable(watched, True)
    guardians: list[int] = []

    def begin() -> None:
        streams = ((in_fileno, 0), (out_fileno, 1), (watched, 3))
        guardian = os.posix_spawn(
            "/bin/sh",
            ["sh", "-c", _GUARD, "sh", _as_stty(before), _leaving(out_fileno)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, there, here) for there, here in streams],
        )
        guardians.append(guardian)

    try:
        yield begin
    finally:
        os.write(alive, b".\n")
        os.close(alive)
        for guardian in guardians:
            with suppress(ChildProcessError):
                os.waitpid(guardian, 0)
        os.close(watched)


def _leaving(out_fileno: int) -> str:
    """What has the terminal as it was, tab stops included."""
    width = 0
    if sets_tabs(os.environ.get("TERM", "")):
        with suppress(OSError):
            width = os.get_terminal_size(out_fileno).columns
    return usual_stops(width) + LEAVE if width else LEAVE


def _as_stty(attributes: list[Any]) -> str:
    """What ``termios.tcgetattr`` gives, as ``stty -g`` writes it."""
    flags, characters = attributes[:4], attributes[6]
    numbers = (c if isinstance(c, int) else c[0] for c in characters)
    return ":".join(f"{number:x}" for number in (*flags, *numbers))
