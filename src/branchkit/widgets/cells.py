"""Text measured and cut in terminal cells, where a Chinese character takes two."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size

CUT_MARK = ">"
"""Last cell of a text that did not fit; the ellipsis is two cells wide on some terminals."""

OVERFLOW = "#"
"""Fills a right-aligned cell whose figure does not fit: half a figure would be a wrong one."""


def width(text: str) -> int:
    """How many terminal cells the text takes."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def plain_line(text: str) -> str:
    """The text with control characters (a line break pasted into a note) turned into spaces."""
    if text.isprintable():
        return text
    return "".join(" " if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 else c for c in text)


def cut(text: str, cells: int) -> str:
    """The longest beginning that takes at most ``cells``; a double cell is never split."""
    if width(text) <= cells:
        return text
    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > cells:
            return text[:index]
    return text


def tail(text: str, cells: int) -> str:
    """The longest end that takes at most ``cells``."""
    return cut(text[::-1], cells)[::-1] if width(text) > cells else text


def window(text: str, start: int, cells: int) -> str:
    """The part of ``text`` in the cells ``start`` … ``start + cells``, padded to exactly ``cells``.

    A double cell that the window's edge would split becomes a space.
    """
    shown: list[str] = []
    at = 0
    for character in text:
        size = get_character_cell_size(character)
        after = at + size
        if after > start:
            if at >= start + cells:
                break
            whole = at >= start and after <= start + cells
            shown.append(character if whole else " ")
        at = after
    return pad("".join(shown), cells)


def pad(text: str, cells: int, align: str = "left") -> str:
    """The text filled with spaces to ``cells``; ``align`` is left, right or center."""
    room = cells - width(text)
    if room <= 0:
        return text
    if align == "right":
        return " " * room + text
    if align == "center":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


def fit(text: str, cells: int, align: str = "left") -> str:
    """The text in exactly ``cells`` cells: padded, or cut with a mark that shows it."""
    if len(text) <= cells and text.isascii() and text.isprintable():  # nearly every cell of a sheet
        return text.rjust(cells) if align == "right" else pad(text, cells, align)
    text = plain_line(text)
    if width(text) > cells:
        if align == "right":
            return OVERFLOW * cells
        text = cut(text, cells - 1) + CUT_MARK if cells else ""
    return pad(text, cells, align)
