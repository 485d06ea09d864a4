"""Bytes from the keyboard as text, whatever the terminal's character set is.

A terminal left on GBK sends bytes that are no UTF-8. They are dropped and reported, never fatal.
A third of its Chinese characters happen to be valid UTF-8 of two bytes (模 is ģ): once the other
character set has shown itself, those are dropped, too, until a real Chinese character arrives.
"""

from __future__ import annotations

from branchkit.core.values import frozen

_LETTERS = frozenset(range(0x40, 0x7F))
"""The second byte of a GBK character may be an ASCII letter; it goes with the byte before it."""

_TWO_BYTES = "\u0080", "\u07ff"
"""First and last character that UTF-8 writes in two bytes."""

_SPLIT = "unexpected end of data"
"""The codec's reason when a character is not complete yet."""


@frozen
class Decoded:
    """What a read came to: the text, and the bytes that were dropped."""

    text: str
    dropped: bytes


class InputDecoder:
    """Decodes read by read; a character split over two reads is put together."""

    def __init__(self) -> None:
        self._rest = b""
        self._foreign = False

    def decode(self, data: bytes) -> Decoded:
        """The text in ``data`` and what was left over from before."""
        text, dropped = self._utf_8(self._rest + data)
        if dropped:
            self._foreign = True
        elif any(character > _TWO_BYTES[1] for character in text):
            self._foreign = False
        if self._foreign:
            kept = "".join(c for c in text if not _TWO_BYTES[0] <= c <= _TWO_BYTES[1])
            return Decoded(kept, dropped)
        return Decoded(text, dropped)

    def _utf_8(self, left: bytes) -> tuple[str, bytes]:
        text: list[str] = []
        dropped = bytearray()
        self._rest = b""
        while left:
            try:
                text.append(left.decode("utf-8"))
                break
            except UnicodeDecodeError as error:
                text.append(left[: error.start].decode("utf-8"))
                if error.reason == _SPLIT:
                    self._rest = left[error.start :]
                    break
                end = error.end
                if end < len(left) and left[end] in _LETTERS:
                    end += 1
                dropped += left[error.start : end]
                left = left[end:]
        return "".join(text), bytes(dropped)
