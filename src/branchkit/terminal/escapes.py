"""Telling the Esc key from the beginning of another key's sequence.

Both begin with the same byte. Textual's parser waits for what follows and gathers up everything
typed meanwhile; here an Esc followed by anything that begins no sequence is a key at once, so that
"Esc 8 Enter" typed quickly is three keys.
"""

from __future__ import annotations

from collections.abc import Iterator

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

    def feed(self, text: str, now: float) -> Iterator[str]:
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
