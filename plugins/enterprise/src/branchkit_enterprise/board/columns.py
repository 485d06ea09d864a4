"""Columns of which some take what the others leave of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.values import frozen
from branchkit.widgets.grid_model import GridColumn

LEAST = 8


@frozen
class Wanted:
    """A column before its width is known; ``share`` is its part of what is left, 0 for one of a fixed width."""

    key: str
    head: str
    width: int
    share: int = 0
    right: bool = False


def laid_out(wanted: Sequence[Wanted], width: int) -> tuple[GridColumn, ...]:
    """The columns in so many cells; those with a share have at least :data:`LEAST`."""
    fixed = sum(column.width for column in wanted if not column.share) + len(wanted)
    rest = max(0, width - fixed)
    shares = sum(column.share for column in wanted)
    return tuple(
        GridColumn(
            column.key,
            (column.head,),
            max(LEAST, rest * column.share // shares) if column.share else column.width,
            "right" if column.right else "left",
        )
        for column in wanted
    )
