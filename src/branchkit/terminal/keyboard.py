"""The way in: a thread that turns bytes from the keyboard into messages.

The escape sequences are Textual's to parse. Ours is what surrounds it: bytes of another character
set, a line that is gone, an Esc that is a key, and no waking up while nobody types.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterable
from threading import Thread

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

from branchkit.terminal.decoder import InputDecoder
from branchkit.terminal.escapes import ESC, EscapeHold
from branchkit.terminal.messages import BadInput

READ_SIZE = 4096
_TICK = 0.05
"""Seconds between looks at whether an Esc was only an Esc, while a sequence may be open."""


class Keyboard:
    """Reads a file descriptor until it is stopped or the line is gone."""

    def __init__(
        self,
        fileno: int,
        deliver: Callable[[Message], None],
        hung_up: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        """All three are called in the reading thread; ``failed`` while an error of ours is being handled."""
        self._fileno = fileno
        self._deliver = deliver
        self._hung_up = hung_up
        self._failed = failed
        self._parser = XTermParser()
        self._decoder = InputDecoder()
        self._escapes = EscapeHold(constants.ESCAPE_DELAY)
        self._said_bad_input = False
        self._waker, self._wake = os.pipe()
        self._thread = Thread(target=self._run, name="branchkit-input", daemon=True)

    def start(self) -> None:
        """Begin reading."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; returns when the thread has ended."""
        os.write(self._wake, b".")
        self._thread.join()
        os.close(self._wake)
        os.close(self._waker)

    def _run(self) -> None:
        try:
            self._read_on()
        except Exception:
            self._failed()

    def _read_on(self) -> None:
        open_until = 0.0
        """While a sequence may be incomplete: when it no longer is."""
        while True:
            timeout = _TICK if time.monotonic() < open_until else None
            ready, _, _ = select.select([self._fileno, self._waker], [], [], timeout)
            if self._waker in ready:
                return
            now = time.monotonic()
            if self._fileno in ready:
                data = self._read()
                if not data:
                    self._hung_up()
                    return
                if self._take(data, now):
                    open_until = now + constants.ESCAPE_DELAY + 2 * _TICK
            self._hand_on(self._escapes.tick(now))
            self._send(self._parser.tick())

    def _read(self) -> bytes:
        """The bytes that have arrived; none when the line is gone."""
        try:
            return os.read(self._fileno, READ_SIZE)
        except OSError:
            return b""

    def _take(self, data: bytes, now: float) -> bool:
        """Deliver what has arrived; whether it may be incomplete."""
        decoded = self._decoder.decode(data)
        if decoded.dropped and not self._said_bad_input:
            self._said_bad_input = True
            self._deliver(BadInput(decoded.dropped))
        self._hand_on(self._escapes.feed(decoded.text, now))
        return self._escapes.is_holding or ESC in decoded.text

    def _hand_on(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece == ESC:
                self._deliver(events.Key("escape", ESC))
            else:
                self._send(self._parser.feed(piece))

    def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._deliver(message)
