"""Compound files (MS-CFB), the container of .xls: its streams by name. Chains are followed within bounds, never in circles."""

from __future__ import annotations

import struct

from branchkit.core.errors import ExchangeError

_HEADER = 512
_IN_HEADER = 109
"""Sectors of the allocation table that the header names; further ones stand in a chain of their own."""
_LAST = 0xFFFFFFFA
"""From here on numbers are marks, not sectors."""
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a file that is held as a whole."""

    def __init__(self, content: bytes) -> None:
        """Raises :class:`ExchangeError` ``read_damaged``."""
        self._content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ExchangeError("read_damaged", detail=f"sector {shift}")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, self._cutoff, small_table = struct.unpack_from("<I4xII", content, 48)
        self._table = self._allocation()
        self._small_table = _numbers(self._chained(small_table))
        self._entries = self._directory(self._chained(directory))
        first, size = next(
            (self._entries[name] for name in self._entries if name == "\0root"), (_LAST, 0)
        )
        self._small = self._chained(first)[:size]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def stream(self, name: str) -> bytes:
        """A stream's content; raises KeyError for one that there is not, ``read_damaged`` for a broken chain."""
        first, size = self._entries[name.lower()]
        if size < self._cutoff:
            parts = _chain(first, self._small_table)
            step = self._small_size
            return b"".join(self._small[at * step : (at + 1) * step] for at in parts)[:size]
        return self._chained(first)[:size]

    def _allocation(self) -> list[int]:
        count, further = (
            struct.unpack_from("<I", self._content, 44)[0],
            struct.unpack_from("<I", self._content, 68)[0],
        )
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        seen: set[int] = set()
        while further < _LAST and further not in seen:
            seen.add(further)
            numbers = _numbers(self._sector(further))
            if not numbers:
                break
            sectors += numbers[:-1]
            further = numbers[-1]
        used = [sector for sector in sectors[:count] if sector < _LAST]
        # As many as the file has room for: a count is no more than what somebody wrote.
        most = len(self._content) // self._size + 1
        return _numbers(b"".join(map(self._sector, dict.fromkeys(used[:most]))))

    def _directory(self, content: bytes) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            first, size = struct.unpack_from("<II", content, at + 116)
            if kind == _ROOT:
                found["\0root"] = first, size
            elif kind == _STREAM and 2 <= length <= 64:
                name = content[at : at + length - 2].decode("utf-16-le", "replace").lower()
                found.setdefault(name, (first, size))
        return found

    def _chained(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(first, self._table)))

    def _sector(self, number: int) -> bytes:
        at = _HEADER + number * self._size if self._size == _HEADER else (number + 1) * self._size
        return self._content[at : at + self._size]


def _chain(first: int, table: list[int]) -> list[int]:
    chain: list[int] = []
    while first < _LAST:
        if first >= len(table) or len(chain) > len(table):
            raise ExchangeError("read_damaged", detail="chain")
        chain.append(first)
        first = table[first]
    return chain


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))
