"""Asking the terminal how wide it draws characters of ambiguous width; for ``branchkit doctor``."""

from __future__ import annotations

import os
import re
import select
import time

from branchkit.terminal.raw_mode import RawMode

AMBIGUOUS = "·"
"""The dot in names like 阿卜杜·热合曼: one cell, or two where the terminal counts it as Chinese."""

_POSITION = re.compile(rb"\x1b\[(\d+);(\d+)R")


def ambiguous_width(
    in_fileno: int, out_fileno: int, timeout: float = 0.5, sample: str = AMBIGUOUS
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
        os.write(out_fileno, f"\r{sample}\x1b[6n".encode())
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
