"""The order of names by the strokes of the surname (姓氏笔画), as printed rolls have it.

Character by character: fewer strokes first, then the place in Unicode, which goes by radical. The official order goes by the kind
of the first stroke (横竖撇点折) where counts are equal, which no source that we may use tells.
"""

from __future__ import annotations

StrokeKey = tuple[tuple[int, int], ...]

_UNCOUNTED = 99
"""For what is no common character: after all of them."""


def stroke_key(name: str) -> StrokeKey:
    """The sorting key of a name; a name that is the beginning of another one stands before it."""
    return tuple((strokes_of(char), ord(char)) for char in name)


def strokes_of(char: str) -> int:
    """How many strokes a character has; 99 where that is not known."""
    from branchkit.core.strokes_table import BASE, FIRST_CODE_POINT, SIGNS

    place = ord(char) - FIRST_CODE_POINT
    return ord(SIGNS[place]) - BASE if 0 <= place < len(SIGNS) else _UNCOUNTED
