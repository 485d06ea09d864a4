"""Little pictures out of characters: months as a line, a share as a bar.

Block elements are one cell wide on some terminals and two on those that count them as Chinese, so they are drawn only for whoever
asks for them; the plain twin is ASCII.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = "_.-*^"
"""From the foot of a row to its head; figures would be read as a number."""
NOTHING = " "
"""Where there is no value."""
DONE, OPEN = "#", "."


def line_of(
    values: Sequence[Decimal | None],
    *,
    blocks: bool = False,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> str:
    """One character a value, the higher the larger; ``low`` and ``high`` are what the lowest and the highest stand for, else the least and the largest value."""
    known = [value for value in values if value is not None]
    if not known:
        return NOTHING * len(values)
    least = min(known) if low is None else low
    most = max(known) if high is None else high
    heights = BLOCKS if blocks else PLAIN
    return "".join(
        NOTHING if value is None else heights[_step(value, least, most, len(heights))]
        for value in values
    )


def bar(done: int, total: int, cells: int) -> str:
    """How much of it is done, in so many cells: ``####......``. Full only when all is done, and empty only when nothing is."""
    if cells <= 0:
        return ""
    if total <= 0 or done >= total:
        return DONE * cells
    filled = min(cells - 1, max(1, cells * done // total)) if done > 0 else 0
    return DONE * filled + OPEN * (cells - filled)


def lengths(counts: Sequence[int], cells: int) -> list[str]:
    """A bar for each, the longest in so many cells; none for nothing, and at least one cell for everything else."""
    most = max(counts, default=0)
    least = min(1, cells)
    return [DONE * max(least, cells * count // most) if count else "" for count in counts]


def _step(value: Decimal, least: Decimal, most: Decimal, steps: int) -> int:
    """Which of so many steps, from 0; in the middle where there is no difference."""
    if most <= least:
        return steps // 2
    return max(0, min(steps - 1, int((value - least) / (most - least) * steps)))
