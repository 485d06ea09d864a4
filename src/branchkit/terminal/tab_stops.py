"""Tab stops where columns begin: the way over the blanks between two figures of a table is one byte then.

They are set anew when a picture comes that they save bytes in, and are every eight cells again when the program leaves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import and_, eq

from branchkit.terminal.screen_buffer import ScreenBuffer

Gaps = Mapping[tuple[int, int], int]
"""How often the cursor goes over blanks that stay, from one cell to another."""

SET, CLEAR = "\x1bH", "\x1b[3g"
USUAL = 8
"""Cells between the stops of a terminal that nobody has set any in."""

LEAST_ROWS = 8
"""Fewer changed rows than this are no table."""
LEAST_GAIN = 40
"""Bytes, about, by which other stops must be better."""
_DEAREST = 4
"""Bytes that the way over a gap takes without tabs, where it is wide."""
_COST = 6
"""Bytes that setting one stop takes."""
_BLANKS = re.compile(rb"\x01{2,}")


class TabStops:
    """Where the terminal's tab stops are, in cells from 0."""

    def __init__(self, stops: Iterable[int] = ()) -> None:
        self.stops = sorted(stops)

    def way(self, from_x: int, x: int) -> str:
        """The shortest way to the right that begins with a tab; empty where there is none."""
        stops = self.stops
        begin, end = bisect_right(stops, from_x), bisect_right(stops, x)
        ways = []
        if end > begin:
            left = x - stops[end - 1]
            ways.append(
                "\t" * (end - begin) + (f"\x1b[{left if left > 1 else ''}C" if left else "")
            )
        if end < len(stops):
            ways.append("\t" * (end - begin + 1) + "\b" * (stops[end] - x))
        return min(ways, key=len, default="")


def find_gaps(wanted: ScreenBuffer, shown: ScreenBuffer, rows: Sequence[int]) -> Gaps:
    """The gaps before what differs in these rows; by texts alone, since it is about a guess."""
    gaps: Counter[tuple[int, int]] = Counter()
    for y in rows:
        texts, shown_texts = wanted.texts[y], shown.texts[y]
        kept = map(and_, map(eq, texts, repeat(" ")), map(eq, shown_texts, repeat(" ")))
        for gap in _BLANKS.finditer(bytes(kept)):
            start, end = gap.span()
            if end < len(texts) and texts[end] != shown_texts[end]:
                gaps[start, end] += 1
    return gaps


def better_stops(gaps: Gaps, now: TabStops) -> TabStops | None:
    """Stops that are worth being set for these gaps, None where those that are there do as well."""
    saved: Counter[int] = Counter()
    for (start, end), count in gaps.items():
        saved[end] += count * (min(end - start, _DEAREST) - 1)
    found = TabStops(x for x, bytes_saved in saved.items() if bytes_saved >= 2 * _COST)
    # Those that go have to be set again when what they were set for comes back, as a table does behind a page of help.
    cost = _COST * (len(found.stops) + len(now.stops)) + len(CLEAR)
    return found if _gain(gaps, found) - cost >= _gain(gaps, now) + LEAST_GAIN else None


def setting(stops: Iterable[int]) -> str:
    """Sets these and no others; the cursor is at the beginning of its row before, and at the last stop afterwards."""
    at, parts = 0, [CLEAR]
    for stop in stops:
        parts.append(f"\x1b[{stop - at}C{SET}")
        at = stop
    return "".join(parts)


def usual_stops(width: int) -> str:
    """Has a terminal of this width as it was before."""
    return "\r" + setting(range(USUAL, width, USUAL)) + "\r"


def _gain(gaps: Gaps, stops: TabStops) -> int:
    """Bytes, about, that stops save in gaps."""
    gain = 0
    for (start, end), count in gaps.items():
        way = stops.way(start, end)
        if way:
            gain += count * max(0, min(end - start, _DEAREST) - len(way))
    return gain
