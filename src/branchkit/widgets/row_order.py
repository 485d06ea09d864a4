"""Which rows of a grid are shown, and in which order, where those are not all of them as they come.

A row keeps the number that its source knows it by; its position is where it stands among the shown ones, from 0.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable


class RowOrder:
    """Rows by position, and positions by row."""

    def __init__(self, rows: Iterable[int]) -> None:
        self.rows = tuple(rows)
        """The shown rows in their order."""
        self._position = {row: position for position, row in enumerate(self.rows)}

    def __len__(self) -> int:
        return len(self.rows)

    def position(self, row: int) -> int | None:
        """Where a row is shown; None where it is not."""
        return self._position.get(row)

    def including(self, row: int) -> RowOrder:
        """The same with a row that was hidden: where it would come if nothing were sorted, else at the end."""
        in_turn = all(
            first < second for first, second in zip(self.rows, self.rows[1:], strict=False)
        )
        at = bisect(self.rows, row) if in_turn else len(self.rows)
        return RowOrder((*self.rows[:at], row, *self.rows[at:]))
