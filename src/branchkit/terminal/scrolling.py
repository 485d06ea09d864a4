"""Rows that have moved up or down: found in two pictures, so that the terminal moves them itself."""

from __future__ import annotations

from collections import Counter
from operator import ne

from branchkit.core.values import frozen
from branchkit.terminal.screen_buffer import ScreenBuffer

LEAST_ROWS = 4
"""Fewer changed rows than this are not searched."""

LEAST_GAIN = 24
"""Bytes, about, that must be saved: a scroll costs as many."""

ROW_MOVES = 6
"""What the cursor moves of a changed row cost besides its cells."""


@frozen
class Shift:
    """Rows ``top`` to ``bottom`` move up by ``by`` (down when negative)."""

    top: int
    bottom: int
    by: int


def find_shift(wanted: ScreenBuffer, shown: ScreenBuffer) -> Shift | None:
    """The shift of shown rows after which fewest cells are left to be sent; None when none pays.

    Costs about 20 µs a row, and is asked only when several rows have changed.
    """
    changed = [
        y
        for y in sorted(wanted.touched)
        if wanted.texts[y] != shown.texts[y] or wanted.style[y] != shown.style[y]
    ]
    if len(changed) < LEAST_ROWS:
        return None
    places: dict[object, list[int]] = {}
    for y in range(shown.height):
        if not _is_blank(shown, y):
            places.setdefault(_key(shown, y), []).append(y)
    votes: Counter[int] = Counter()
    for y in changed:
        for place in places.get(_key(wanted, y), ()):
            votes[place - y] += 1
    if not votes:
        return None
    by, count = votes.most_common(1)[0]
    if count < 2 or by == 0:
        return None
    moved = [y for y in changed if 0 <= y + by < shown.height and _same(wanted, y, shown, y + by)]
    shift = Shift(min(moved[0], moved[0] + by), max(moved[-1], moved[-1] + by), by)
    return shift if _gain(wanted, shown, shift) >= LEAST_GAIN else None


def shift_rows(buffer: ScreenBuffer, shift: Shift) -> None:
    """Do to a picture what the terminal does: the rows that come in are blank."""
    top, bottom = shift.top, shift.bottom + 1
    texts, style = buffer.texts[top:bottom], buffer.style[top:bottom]
    count = min(abs(shift.by), bottom - top)
    blank_texts: list[list[str | None]] = [[" "] * buffer.width for _ in range(count)]
    blank_looks = [[0] * buffer.width for _ in range(count)]
    if shift.by > 0:
        buffer.texts[top:bottom] = texts[count:] + blank_texts
        buffer.style[top:bottom] = style[count:] + blank_looks
    else:
        buffer.texts[top:bottom] = blank_texts + texts[: len(texts) - count]
        buffer.style[top:bottom] = blank_looks + style[: len(style) - count]


def _gain(wanted: ScreenBuffer, shown: ScreenBuffer, shift: Shift) -> int:
    """Bytes, about, that need not be sent when the terminal scrolls first; may be negative."""
    gain = 0
    for y in range(shift.top, shift.bottom + 1):
        gain += _differing(wanted, y, shown, y)
        source = y + shift.by
        if shift.top <= source <= shift.bottom:
            gain -= _differing(wanted, y, shown, source)
        else:
            gain -= sum(text != " " for text in wanted.texts[y])
    return gain


def _differing(wanted: ScreenBuffer, y: int, shown: ScreenBuffer, source: int) -> int:
    texts: int = sum(map(ne, wanted.texts[y], shown.texts[source]))
    style: int = sum(map(ne, wanted.style[y], shown.style[source]))
    cells = max(texts, style)
    return cells + ROW_MOVES if cells else 0


def _same(wanted: ScreenBuffer, y: int, shown: ScreenBuffer, source: int) -> bool:
    return wanted.texts[y] == shown.texts[source] and wanted.style[y] == shown.style[source]


def _is_blank(buffer: ScreenBuffer, y: int) -> bool:
    return buffer.texts[y].count(" ") == buffer.width


def _key(buffer: ScreenBuffer, y: int) -> object:
    return tuple(buffer.texts[y]), tuple(buffer.style[y])
