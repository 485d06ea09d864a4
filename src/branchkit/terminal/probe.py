"""Asks a terminal what it is and can do, for ``branchkit doctor``: names, true colour, mouse, clipboard, character set.

A terminal answers in the order it was asked. The question that all of them answer stands last, so that its answer says that there will
be no other; one that answers nothing costs the deadline. The app itself asks nothing: answers cost bytes.
"""

from __future__ import annotations

import os
import re
import select
import time

from branchkit.core.values import frozen
from branchkit.terminal.tty import RawMode

DEADLINE = 2.0
"""Seconds until a terminal counts as silent: a slow line is a second long."""
_POSITION = b"\x1b[6n"
_ATTRIBUTES = b"\x1b[c"
_SAMPLE = "中中".encode()
_WIDTHS = {4: True, 6: False}
"""Cells that it takes where UTF-8 is understood, and where each byte or each pair of them is a character."""
_QUESTIONS = (
    b"\x1b[>0q"  # XTVERSION
    b"\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[m"  # DECRQSS: what has become of the colour
    b"\x1b[?1006$p"  # DECRQM: reports of the mouse, as SGR has them
    b"\x1bP+q4d73\x1b\\"  # XTGETTCAP Ms: the clipboard
)
_SIMPLE = ("linux", "vt", "cygwin", "dumb", "unknown")
"""Families that may show a question instead of answering it: they are asked for places only."""

_ATTRIBUTES_SAID = re.compile(rb"\x1b\[\?([\d;]*)c")
_POSITION_SAID = re.compile(rb"\x1b\[\d+;(\d+)R")
_VERSION_SAID = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_COLOUR_SAID = re.compile(rb"\x1bP1\$r[^\x1b]*48[:;]2[:;]+(?:0[:;])?1[:;]2[:;]3")
_MODE_SAID = re.compile(rb"\x1b\[\?1006;(\d)\$y")
_CLIPBOARD_SAID = re.compile(rb"\x1bP1\+r4[dD]73")
_CLIPBOARD = b"52"
"""Among the attributes of terminals that take OSC 52."""


@frozen
class Answers:
    """What a terminal has said; None: nothing about that."""

    spoke: bool = False
    """Whether it has answered anything."""
    name: str = ""
    """Its own, with its version; empty where it does not tell."""
    true_colour: bool | None = None
    mouse: bool | None = None
    clipboard: bool | None = None
    """Whether it says that it takes OSC 52; most that do say nothing."""
    utf8: bool | None = None


def ask(in_fileno: int, out_fileno: int, term: str, timeout: float = DEADLINE) -> Answers:
    """Ask the terminal, in raw mode; the line that the cursor is in is cleared. Keys that are typed meanwhile are lost.

    One that is no terminal has said nothing.
    """
    if not (os.isatty(in_fileno) and os.isatty(out_fileno)):
        return Answers()
    questions = b"" if term.startswith(_SIMPLE) else _QUESTIONS
    mode = RawMode(in_fileno)
    mode.enter()
    try:
        os.write(out_fileno, b"\r" + _SAMPLE + _POSITION + questions + _ATTRIBUTES)
        said = _read(in_fileno, timeout)
        os.write(out_fileno, b"\r\x1b[m\x1b[K")
    finally:
        mode.leave()
    return understood(said)


def understood(said: bytes) -> Answers:
    """The answers among what a terminal has sent."""
    attributes = _ATTRIBUTES_SAID.search(said)
    place = _POSITION_SAID.search(said)
    version = _VERSION_SAID.search(said)
    mode = _MODE_SAID.search(said)
    takes = bool(_CLIPBOARD_SAID.search(said)) or (
        attributes is not None and _CLIPBOARD in attributes[1].split(b";")
    )
    return Answers(
        spoke=attributes is not None or place is not None,
        name=version[1].decode("ascii", "replace").strip() if version else "",
        true_colour=True if _COLOUR_SAID.search(said) else None,
        mouse=None if mode is None else mode[1] != b"0",
        clipboard=takes or None,
        utf8=_WIDTHS.get(int(place[1]) - 1) if place else None,
    )


def _read(fileno: int, timeout: float) -> bytes:
    """What comes until the last question is answered, or the time is over."""
    end, said = time.monotonic() + timeout, b""
    while _ATTRIBUTES_SAID.search(said) is None and (left := end - time.monotonic()) > 0:
        if not select.select([fileno], [], [], left)[0]:
            break
        data = os.read(fileno, 1024)
        if not data:
            break
        said += data
    return said
