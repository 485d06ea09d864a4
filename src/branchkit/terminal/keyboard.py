"""The way in: a thread that turns bytes from the keyboard into messages.

The escape sequences are Textual's to parse. Ours is what surrounds it: the locale's character set and bytes of another
one, a line that is gone, an Esc that is a key, and no waking up while nobody types.

A terminal left on GBK in a session of UTF-8 sends bytes that are none. They are dropped and reported, never fatal.
A third of its Chinese characters happen to be valid UTF-8 of two bytes (模 is ģ): once the other
character set has shown itself, those are dropped, too, until a real Chinese character arrives.

Esc and the beginning of another key's sequence are the same byte. Textual's parser waits for what follows and gathers up
everything typed meanwhile; here an Esc followed by anything that begins no sequence is a key at once, so that "Esc 8 Enter"
typed quickly is three keys.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Thread

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

from branchkit.core.values import frozen


class BadInput(Message):
    """Bytes arrived that are not of the locale's character set: the terminal's character set is set to something else.

    Sent once per run; the bytes were dropped. The app says what to set.
    """

    def __init__(self, dropped: bytes) -> None:
        self.dropped = dropped
        super().__init__()


class Attributes(Message):
    """What the terminal can, by its own answer (primary device attributes)."""

    def __init__(self, numbers: frozenset[int]) -> None:
        self.numbers = numbers
        super().__init__()


_LETTERS = frozenset(range(0x40, 0x7F))
"""The second byte of a GBK character may be an ASCII letter; it goes with the byte before it."""

_TWO_BYTES = "\u0080", "\u07ff"
"""First and last character that UTF-8 writes in two bytes."""

_SPLIT = ("unexpected end of data", "incomplete multibyte sequence")
"""The codecs' reasons when a character is not complete yet."""


@frozen
class Decoded:
    """What a read came to: the text, and the bytes that were dropped."""

    text: str
    dropped: bytes


class InputDecoder:
    """Decodes read by read; a character split over two reads is put together."""

    def __init__(self, encoding: str = "utf-8") -> None:
        """``encoding`` is a name that Python knows; in any but UTF-8 each byte is believed to be of it."""
        self._encoding = encoding
        self._is_utf_8 = codecs.lookup(encoding).name == "utf-8"
        self._rest = b""
        self._foreign = False

    def decode(self, data: bytes) -> Decoded:
        """The text in ``data`` and what was left over from before."""
        text, dropped = self._text_in(self._rest + data)
        if not self._is_utf_8:
            return Decoded(text, dropped)
        if dropped:
            self._foreign = True
        elif any(character > _TWO_BYTES[1] for character in text):
            self._foreign = False
        if self._foreign:
            kept = "".join(c for c in text if not _TWO_BYTES[0] <= c <= _TWO_BYTES[1])
            return Decoded(kept, dropped)
        return Decoded(text, dropped)

    def _text_in(self, left: bytes) -> tuple[str, bytes]:
        text: list[str] = []
        dropped = bytearray()
        self._rest = b""
        while left:
            try:
                text.append(left.decode(self._encoding))
                break
            except UnicodeDecodeError as error:
                text.append(left[: error.start].decode(self._encoding))
                if error.reason in _SPLIT:
                    self._rest = left[error.start :]
                    break
                end = error.end
                if end < len(left) and left[end] in _LETTERS:
                    end += 1
                dropped += left[error.start : end]
                left = left[end:]
        return "".join(text), bytes(dropped)


ESC = "\x1b"
_INTRODUCERS = frozenset("[O")
"""What follows the Esc of an arrow or function key."""


class EscapeHold:
    """Holds back an Esc until it is known what it is. Times are in seconds of one clock."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._held_until: float | None = None

    @property
    def is_holding(self) -> bool:
        """Whether an Esc is waiting for what follows."""
        return self._held_until is not None

    def split(self, text: str, now: float) -> Iterator[str]:
        """Pieces to be handed on, in order; a piece that is just an Esc is the key."""
        if self._held_until is not None:
            text = ESC + text
            self._held_until = None
        while text:
            start = text.find(ESC)
            if start < 0:
                yield text
                return
            if start:
                yield text[:start]
            following = text[start + 1 : start + 2]
            if not following:
                self._held_until = now + self._delay
                return
            if following in _INTRODUCERS:
                end = text.find(ESC, start + 1)
                yield text[start:] if end < 0 else text[start:end]
                text = "" if end < 0 else text[end:]
            else:
                yield ESC
                text = text[start + 1 :]

    def tick(self, now: float) -> Iterator[str]:
        """The Esc that was held, when nothing has followed in time."""
        if self._held_until is not None and now >= self._held_until:
            self._held_until = None
            yield ESC


_ANSWER = re.compile(r"\x1b\[\?([\d;]*)c")
"""Primary device attributes. Textual would take them for typed characters, figures among them."""
_ANSWER_BEGUN = re.compile(r"\x1b\[(?:\?[\d;]*)?")

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
        failed: Callable[[Exception], None],
        encoding: str = "utf-8",
    ) -> None:
        """All three are called in the reading thread; ``failed`` with an error of ours, after which it reads on."""
        self._fileno = fileno
        self._deliver = deliver
        self._hung_up = hung_up
        self._failed = failed
        self._parser = XTermParser()
        self._decoder = InputDecoder(encoding)
        self._escapes = EscapeHold(constants.ESCAPE_DELAY)
        self._said_bad_input = False
        self._expects = False
        self._begun = ""
        """The beginning of an answer, until the rest of it has arrived."""
        self._waker, self._wake = os.pipe()
        self._thread = Thread(target=self._run, name="branchkit-input", daemon=True)

    def expect_answer(self) -> None:
        """The terminal has been asked what it can; it answers with :class:`Attributes`, or not at all."""
        self._expects = True

    def start(self) -> None:
        """Begin reading the terminal, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; returns when the thread has ended."""
        os.write(self._wake, b".")
        self._thread.join()
        os.close(self._wake)
        os.close(self._waker)

    def _run(self) -> None:
        open_until: float | None = 0.0
        """While a sequence may be incomplete: when it no longer is. None: there is nothing more to read."""
        while open_until is not None:
            try:
                open_until = self._step(open_until)
            except Exception as error:
                # What was being put together may be the cause.
                self._parser = XTermParser()
                self._failed(error)

    def _step(self, open_until: float) -> float | None:
        """Wait for what comes next and deliver it."""
        timeout = _TICK if time.monotonic() < open_until else None
        try:
            ready, _, _ = select.select([self._fileno, self._waker], [], [], timeout)
        except (OSError, ValueError):
            ready = [self._fileno]  # reading will show that the line is gone
        if self._waker in ready:
            return None
        now = time.monotonic()
        if self._fileno in ready:
            data = self._read()
            if not data:
                self._hung_up()
                return None
            if self._take(data, now):
                open_until = now + constants.ESCAPE_DELAY + 2 * _TICK
        self._hand_on(self._escapes.tick(now))
        self._send(self._parser.tick())
        return open_until

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
        self._hand_on(self._escapes.split(decoded.text, now))
        return self._escapes.is_holding or ESC in decoded.text

    def _hand_on(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            if piece == ESC:
                self._deliver(events.Key("escape", ESC))
            elif rest := self._without_answer(piece) if self._expects else piece:
                self._send(self._parser.feed(rest))

    def _without_answer(self, piece: str) -> str:
        """A piece without the terminal's answer, which is delivered; empty while an answer is only begun."""
        piece, self._begun = self._begun + piece, ""
        if found := _ANSWER.match(piece):
            self._expects = False
            numbers = frozenset(int(n) for n in found[1].split(";") if n)
            self._deliver(Attributes(numbers))
            return piece[found.end() :]
        if _ANSWER_BEGUN.fullmatch(piece):
            self._begun = piece
            return ""
        return piece

    def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._deliver(message)
