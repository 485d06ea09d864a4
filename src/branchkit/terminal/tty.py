"""The terminal as a device: its line discipline, what Textual reads of the environment, how wide it draws characters.

Imports neither Textual nor rich: the environment must be set before they are imported.
"""

from __future__ import annotations

import os
import re
import select
import termios
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

ESCAPE_DELAY_MS = 400
"""How long to wait whether an Esc begins a key's sequence: on a slow line its bytes arrive apart."""


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what the terminal needs, before Textual is imported for the first time.

    A longer delay that the user has set stays; animations and the Kitty protocol are off: both only
    send bytes.
    """
    try:
        delay = int(environ.get("ESCDELAY", ""))
    except ValueError:
        delay = 0
    environ["ESCDELAY"] = str(max(delay, ESCAPE_DELAY_MS))
    environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    environ["TEXTUAL_ANIMATIONS"] = "none"


ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l"
"""The other screen, no cursor, bracketed paste, no wrapping at the right edge. Focus reports
and protocol queries stay off: answers and reports cost bytes and nothing here wants them."""

MOUSE = "\x1b[?1000h\x1b[?1006h"
"""Clicks and the wheel are told, moves are not: nothing is sent while nobody presses a button."""
_WITHOUT_MOUSE = ("linux", "vt", "dumb", "unknown", "ansi", "cygwin")

LEAVE = "\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[m\x1b[2J\x1b[H\x1b[?1049l\x1b[?25h"
"""Cleared first: the Linux console has one screen only."""

_TABBED = (
    "xterm",
    "tmux",
    "screen",
    "linux",
    "vt",
    "putty",
    "rxvt",
    "konsole",
    "gnome",
    "mintty",
    "alacritty",
    "foot",
    "kitty",
    "st",
)
"""How the names begin of terminals whose tab stops can be set: nearly all, as it is one of the VT100's own."""


def sets_tabs(term: str) -> bool:
    """Whether a terminal of this name (``TERM``) lets its tab stops be set."""
    return term.startswith(_TABBED)


def repeats(term: str) -> bool:
    """Whether a terminal of this name repeats a character when told to (REP), by what terminfo says of it."""
    return term.startswith(("xterm", "tmux"))


_INPUT_OFF = (
    termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
)
"""Ctrl+S and Ctrl+Q arrive, Enter is a carriage return, eight bits pass."""

_OUTPUT_OFF = termios.OPOST
"""A carriage return and a line feed are sent as they are, and no tab is filled up with blanks."""

_LOCAL_OFF = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG

_INPUT, _OUTPUT, _LOCAL, _CHARACTERS = 0, 1, 3, 6
"""Places in what ``tcgetattr`` returns."""


def has_mouse(setting: str, term: str) -> bool:
    """Whether clicks are asked for; ``setting`` is ``on``, ``off``, or ``auto``: by what the terminal calls itself.

    Consoles without a pointer are left alone. A line makes no difference: a click is a dozen bytes, and selecting text goes
    on working with Shift held, which every terminal that knows these modes keeps for itself.
    """
    if setting != "auto":
        return setting == "on"
    return bool(term) and not term.startswith(_WITHOUT_MOUSE)


class RawMode:
    """Raw mode of a terminal; nothing happens where the descriptor is no terminal or is gone."""

    def __init__(self, fileno: int) -> None:
        self._fileno = fileno
        self._before: list[Any] | None = None

    def enter(self) -> None:
        """Switch it on, remembering what was before the first time."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self._fileno)
            if self._before is None:
                self._before = termios.tcgetattr(self._fileno)
            attributes[_INPUT] &= ~_INPUT_OFF
            attributes[_OUTPUT] &= ~_OUTPUT_OFF
            attributes[_LOCAL] &= ~_LOCAL_OFF
            attributes[_CHARACTERS][termios.VMIN] = 1
            attributes[_CHARACTERS][termios.VTIME] = 0
            termios.tcsetattr(self._fileno, termios.TCSANOW, attributes)

    def leave(self) -> None:
        """Back to what was before. TCSANOW: draining would wait for a terminal that does not read."""
        if self._before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._fileno, termios.TCSANOW, self._before)
            self._before = None


AMBIGUOUS = "·"
"""The dot in names like 阿卜杜·热合曼: one cell, or two where the terminal counts it as Chinese."""

_POSITION = re.compile(rb"\x1b\[(\d+);(\d+)R")


def ambiguous_width(
    in_fileno: int,
    out_fileno: int,
    timeout: float = 0.5,
    sample: str = AMBIGUOUS,
    encoding: str = "utf-8",
) -> int | None:
    """The cells that ``sample`` takes on this terminal; None where it does not answer in time.

    Writes to the current line and clears it. Not to be called while the app is running. Keys that
    are typed meanwhile are lost.
    """
    if not (os.isatty(in_fileno) and os.isatty(out_fileno)):
        return None
    mode = RawMode(in_fileno)
    mode.enter()
    try:
        os.write(out_fileno, f"\r{sample}\x1b[6n".encode(encoding, "replace"))
        column = _answered_column(in_fileno, timeout)
        os.write(out_fileno, b"\r\x1b[K")
    finally:
        mode.leave()
    return None if column is None else column - 1


def _answered_column(fileno: int, timeout: float) -> int | None:
    deadline = time.monotonic() + timeout
    answer = b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([fileno], [], [], left)[0]:
            return None
        data = os.read(fileno, 64)
        if not data:
            return None
        answer += data
        if found := _POSITION.search(answer):
            return int(found[2])
    return None
