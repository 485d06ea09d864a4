"""Text as terminals take it: measured in cells, since ``len()`` never lines Chinese columns up, and harmless.

What people have put into a name or a note must not steer anybody's terminal. :func:`printable` and :func:`visible` make
such characters seen, :func:`cleaned` leaves them out, :func:`is_plain` asks whether there are any.

East Asian *ambiguous* characters (quotation marks, dashes, box drawing) take one cell unless the terminal was found
to give them two; ``ambiguous`` says which.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NOT_AT_LINE_START = frozenset("，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%")
"""Closing punctuation: a line does not begin with it (避头)."""
NOT_AT_LINE_END = frozenset("（《「『【〔〈“‘([{￥")
"""Opening punctuation: a line does not end with it (避尾)."""


@lru_cache(maxsize=8192)
def char_width(char: str, ambiguous: int = 1) -> int:
    """Cells one character takes: 0 for combining, invisible and control characters, else 1 or 2."""
    if unicodedata.category(char) in ("Mn", "Me", "Cc", "Cf") and char != "\u00ad":
        return 0
    if "\u1160" <= char <= "\u11ff":  # Hangul vowels and finals join the syllable before them
        return 0
    kind = unicodedata.east_asian_width(char)
    if kind in ("W", "F"):
        return 2
    return ambiguous if kind == "A" else 1


def cell_width(text: str, ambiguous: int = 1) -> int:
    """Cells a line of text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(char_width(char, ambiguous) for char in text)


_LINE_ENDS = re.compile(r"\r\n|[\r\n\t\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
_STEERING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Controls, marks of direction and of nothing, halves of characters, line ends that no terminal knows as such."""


def steers(char: str) -> bool:
    """Whether a character does something instead of being seen: C0, DEL, C1, direction, zero width, lone surrogates."""
    return unicodedata.category(char) in _STEERING


def is_plain(text: str) -> bool:
    """Whether a text holds only what is seen; line ends and tabs count as seen."""
    return text.isprintable() or not any(steers(char) for char in text if char not in "\r\n\t")


def visible(text: str) -> str:
    """The text with marks in place of what steers, as ``less`` writes them: ``^[``, ``^?``, ``<U+202E>``.

    Line ends and tabs stay; a carriage return alone goes back over what was written, and so gets its mark.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join(_mark(char) if char not in "\n\t" and steers(char) else char for char in text)


def _mark(char: str) -> str:
    code = ord(char)
    return f"^{chr(code ^ 0x40)}" if code < 0x80 else f"<U+{code:04X}>"


def one_line(text: str) -> str:
    """The text with a space for every line end and tab."""
    return _LINE_ENDS.sub(" ", text)


def printable(text: str) -> str:
    """One line of what is :func:`visible`: line ends and tabs become spaces."""
    return text if text.isprintable() else visible(one_line(text))


def without_controls(text: str) -> str:
    """The text as a file keeps it: only C0, DEL, C1 and lone surrogates get their marks."""
    return text if text.isprintable() else _CONTROLS.sub(lambda found: _mark(found[0]), text)


def cleaned(text: str) -> str:
    """One line without anything that steers: what is kept of a workbook's cell."""
    if text.isprintable():
        return text
    return "".join(char for char in one_line(text) if not steers(char))


def clip(text: str, width: int, mark: str = "", ambiguous: int = 1) -> str:
    """The beginning of ``text`` that fits into ``width`` cells; ``mark`` stands at the end of one that was cut.

    A wide character that would only half fit is left out, so the result can be a cell shorter than ``width``.
    """
    if cell_width(text, ambiguous) <= width:
        return text
    if cell_width(mark, ambiguous) > width:
        mark = ""
    room = width - cell_width(mark, ambiguous)
    for place, char in enumerate(text):
        room -= char_width(char, ambiguous)
        if room < 0:
            return text[:place] + mark
    return text + mark


def pad(text: str, width: int, align: str = "left", ambiguous: int = 1) -> str:
    """``text`` filled up with spaces to exactly ``width`` cells, cut when it is longer."""
    fitting = clip(text, width, ambiguous=ambiguous)
    gap = width - cell_width(fitting, ambiguous)
    if align == "right":
        return " " * gap + fitting
    if align == "center":
        return " " * (gap // 2) + fitting + " " * (gap - gap // 2)
    return fitting + " " * gap


def wrap(text: str, width: int, ambiguous: int = 1) -> list[str]:
    """Lines of at most ``width`` cells (2 at least): Latin words and figures stay whole, punctuation keeps 避头避尾.

    Line ends in the text are kept. A word longer than a line is cut.
    """
    width = max(width, 2)
    lines: list[str] = []
    for line in text.split("\n"):
        lines.extend(_wrap_line(line, width, ambiguous))
    return lines


def _wrap_line(text: str, width: int, ambiguous: int) -> list[str]:
    if cell_width(text, ambiguous) <= width:
        return [text]
    lines: list[str] = []
    current = ""
    for piece in _unbreakable_pieces(text):
        if cell_width((current + piece).rstrip(), ambiguous) <= width:
            current += piece
            continue
        if current.strip():
            lines.append(current.rstrip())
        current = piece
        while cell_width(current.rstrip(), ambiguous) > width:
            head = clip(current, width, ambiguous=ambiguous)
            lines.append(head)
            current = current[len(head) :]
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines


def _unbreakable_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for place in range(1, len(text)):
        if _may_break(text[place - 1], text[place]):
            pieces.append(text[start:place])
            start = place
    pieces.append(text[start:])
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in NOT_AT_LINE_START or before in NOT_AT_LINE_END:
        return False
    if char_width(after) == 0:
        return False
    return before.isspace() or char_width(before) == 2 or char_width(after) == 2
