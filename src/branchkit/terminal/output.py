"""The way out: a thread that sends what the difference writer has, at the line's own pace, in the terminal's character set.

Nobody who draws ever waits for it. While the terminal does not read, further frames are taken into
the picture only; when it reads again it gets one difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread

from branchkit.core.text_width import char_width
from branchkit.terminal.difference import DifferenceWriter

CLOSE_TIMEOUT = 1.0
"""Seconds that leaving waits for a terminal which does not read."""
LACKING = b"?"
"""For each cell of a character that the terminal's set has not."""


class Encoder:
    """Text as a terminal of some character set takes it. What the set lacks is marked, without moving what stands behind it."""

    def __init__(self, encoding: str) -> None:
        """``encoding`` has ASCII in it, as every terminal's has."""
        self._encoding = encoding

    def encode(self, text: str) -> bytes:
        """The bytes to be sent."""
        try:
            return text.encode(self._encoding)
        except UnicodeEncodeError:
            return b"".join(self._character(character) for character in text)

    def _character(self, character: str) -> bytes:
        try:
            return character.encode(self._encoding)
        except UnicodeEncodeError:
            return LACKING * char_width(character)


class Output:
    """Sends to a file descriptor. Every method may be called from any thread and returns at once."""

    def __init__(
        self,
        fileno: int,
        writer: DifferenceWriter,
        failed: Callable[[Exception], None],
        encoding: str = "utf-8",
    ) -> None:
        """``failed`` is called in the sending thread with an error of ours; what was to be sent is drawn anew later."""
        self._fileno = fileno
        self._writer = writer
        self._encoder = Encoder(encoding)
        self._failed = failed
        self._changed = Condition()
        self._pending = False
        self._closing = False
        self._thread = Thread(target=self._run, name="branchkit-output", daemon=True)

    def start(self) -> None:
        """Begin sending what is drawn, in a thread of its own."""
        self._thread.start()

    def write(self, data: str) -> None:
        """Take in what Textual draws."""
        with self._changed:
            self._writer.absorb(data)
            self._notify()

    def send(self, sequence: str) -> None:
        """Send a sequence that does not draw, after what has been drawn."""
        with self._changed:
            self._writer.send(sequence)
            self._notify()

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size."""
        with self._changed:
            self._writer.resize(width, height)

    def redraw(self) -> None:
        """Clear the terminal and send everything again."""
        with self._changed:
            self._writer.redraw()
            self._notify()

    def close(self) -> None:
        """Send what is left, as far as the terminal takes it within :data:`CLOSE_TIMEOUT`."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(CLOSE_TIMEOUT)

    def _notify(self) -> None:
        self._pending = True
        self._changed.notify()

    def _run(self) -> None:
        # A line that is gone shows on the input side, which ends the program.
        with suppress(OSError):
            while (data := self._guarded_next()) is not None:
                left = memoryview(self._encoder.encode(data))
                while left:
                    left = left[os.write(self._fileno, left) :]

    def _guarded_next(self) -> str | None:
        try:
            return self._next()
        except Exception as error:
            with self._changed:
                self._writer.forget()
            self._failed(error)
            return ""

    def _next(self) -> str | None:
        """What to send next; waits for it. None when closed and everything is sent."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._closing)
            if not self._pending:
                return None
            self._pending = False
            return self._writer.drain()
