"""Rows that are marked one by one, so that the next edit is about all of them.

A mark is kept by what its row is about (a member), not by its place: it stays when the order, the view or the month changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

RowKey = Callable[[int], Hashable | None]
"""What a row is about; None for one that cannot be marked."""


class Marks:
    """The marks of one grid."""

    def __init__(self, key: RowKey, shown: Callable[[], Sequence[int]]) -> None:
        """``shown`` gives the rows that are shown at present, from the top."""
        self._key = key
        self._shown = shown
        self._marked: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._marked)

    def __contains__(self, row: int) -> bool:
        return bool(self._marked) and self._key(row) in self._marked

    def toggle(self, row: int) -> bool:
        """Mark a row, or take its mark away; False where the row cannot be marked."""
        key = self._key(row)
        if key is None:
            return False
        self._marked ^= {key}
        return True

    def all(self) -> None:
        """Mark every row that is shown; where all are marked, none."""
        keys = {key for row in self._shown() if (key := self._key(row)) is not None}
        self._marked = set() if keys <= self._marked else self._marked | keys

    def clear(self) -> None:
        """Take every mark away."""
        self._marked.clear()

    def rows(self) -> list[int]:
        """The marked rows that are shown, from the top."""
        return [row for row in self._shown() if row in self] if self._marked else []
