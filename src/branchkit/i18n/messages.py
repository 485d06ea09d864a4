"""Looks up texts in a compiled catalog where they stand.

:mod:`gettext` takes such a file apart whole before the first text can be had. Of three and a half thousand a session shows a few
hundred; the others took 5 % of its start and half a megabyte. The format (GNU gettext's manual, "The Format of GNU MO Files")
keeps the keys sorted, so that one is found in a dozen comparisons.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Protocol

_LITTLE_ENDIAN = b"\xde\x12\x04\x95"
"""How a file begins that was made on most machines; on others the bytes stand the other way round."""
_HEADER = "5I"
"""Magic number, revision, how many texts there are, where the table of keys stands and where that of texts."""
_ENTRY = "2I"
"""Of a table: how many bytes, and from which on."""


class Texts(Protocol):
    """Has a text for a key."""

    def gettext(self, message: str, /) -> str:
        """The text, or the key where there is none."""


class Messages:
    """The texts of one file, which has neither plural forms nor contexts and is in UTF-8."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._known: dict[str, str] = {}
        order = "<" if content.startswith(_LITTLE_ENDIAN) else ">"
        self._entry = struct.Struct(order + _ENTRY)
        header = struct.unpack_from(order + _HEADER, content)
        self._count, self._keys, self._texts = header[2:]

    @classmethod
    def read(cls, path: Path) -> Messages:
        """From a file; without any text when it is not there, as before the first build."""
        try:
            return cls(path.read_bytes())
        except FileNotFoundError:
            return cls(bytes(struct.calcsize(_HEADER)))

    def gettext(self, message: str, /) -> str:
        """The text of a key, or the key where there is none."""
        text = self._known.get(message)
        if text is not None:
            return text
        key = message.encode("utf-8", "surrogatepass")
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._piece(self._keys, middle) < key:
                low = middle + 1
            else:
                high = middle
        if low < self._count and self._piece(self._keys, low) == key:
            text = self._piece(self._texts, low).decode()
        # A text that nobody has written yet is none.
        if not text:
            return message
        self._known[message] = text
        return text

    def _piece(self, table: int, number: int) -> bytes:
        length, place = self._entry.unpack_from(self._content, table + number * self._entry.size)
        return self._content[place : place + length]
