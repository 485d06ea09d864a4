"""The line discipline: every key at once, unchanged, and the former state back at the end."""

from __future__ import annotations

import termios
from contextlib import suppress
from typing import Any

_INPUT_OFF = (
    termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
)
"""Ctrl+S and Ctrl+Q arrive, Enter is a carriage return, eight bits pass."""

_LOCAL_OFF = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG

_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6
"""Places in what ``tcgetattr`` returns."""


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
