"""One line of text being edited: the text, the cursor, and which part of it fits the room.

The cursor counts characters; what is shown is measured in terminal cells. Figures count as such whatever input method they
come from.
"""

from __future__ import annotations

import unicodedata

from branchkit.core.text_width import one_line
from branchkit.core.values import frozen
from branchkit.widgets import cells

_POINTS = frozenset(".。．｡")
_MINUSES = frozenset("-－−﹣")
_PLUSES = frozenset("+＋")
_COMMAS = frozenset(",，")
_STOPS = {
    "。": ".",
    "、": "\\",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "￥": "$",
    "【": "[",
    "】": "]",
    "「": "[",
    "」": "]",
}
"""What NFKC leaves as it is."""


def numeral(character: str | None, *, begun: bool = False) -> str:
    """The ASCII digit, point or sign that ``character`` stands for, of a figure that has ``begun`` a comma, too; empty for anything else.

    ``isdecimal`` and not ``isdigit``: the latter is true for a superscript two.
    """
    if not character or len(character) != 1:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _POINTS:
        return "."
    if begun and character in _COMMAS:
        return ","
    if character in _PLUSES:
        return "+"
    return "-" if character in _MINUSES else ""


def plain_character(character: str | None) -> str:
    """The character as a key: full-width forms and Chinese stops become their ASCII counterparts.

    An input method left on sends ＝ for = and 。 for the point; a shortcut means the same by both.
    """
    if not character:
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return _STOPS.get(folded, folded)


@frozen
class LineView:
    """A line as it is shown: what stands before the cursor, under it and after it."""

    before: str
    under: str
    after: str


class LineEditor:
    """A text and a cursor in it, edited key by key."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cursor = len(text)

    def insert(self, text: str) -> None:
        """Put ``text`` in at the cursor; line breaks become spaces. What steers stays, is shown as a mark, and is for
        whoever takes the text to refuse."""
        clean = one_line(text)
        self.text = self.text[: self.cursor] + clean + self.text[self.cursor :]
        self.cursor += len(clean)

    def edit(self, key: str) -> bool:
        """Do what an editing key means; False when it means nothing here."""
        match key:
            case "backspace" | "ctrl+h":
                self._delete(self._before(), self.cursor)
            case "delete" | "ctrl+d":
                self._delete(self.cursor, self._after())
            case "ctrl+u":
                self._delete(0, self.cursor)
            case "ctrl+k":
                self._delete(self.cursor, len(self.text))
            case "ctrl+w":
                self._delete(self._word_start(), self.cursor)
            case "left" | "ctrl+b":
                self.cursor = self._before()
            case "right" | "ctrl+f":
                self.cursor = self._after()
            case "home" | "ctrl+a":
                self.cursor = 0
            case "end" | "ctrl+e":
                self.cursor = len(self.text)
            case _:
                return False
        return True

    def view(self, room: int) -> LineView:
        """What is shown in ``room`` cells: the text scrolls only as far as keeps the cursor in sight."""
        under = cells.printable(self.text[self.cursor : self._after()]) or " "
        left, right = (
            cells.printable(part) for part in (self.text[: self.cursor], self.text[self._after() :])
        )
        size, at = cells.width(under), cells.width(left)
        start = max(0, at + size - room)
        before = cells.window(left, start, at - start)
        after = cells.window(right, 0, max(0, room - (at - start) - size))
        return LineView(before, under, after)

    def _delete(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def _before(self) -> int:
        """Where the character before the cursor begins, combining marks included."""
        index = self.cursor - 1
        while index > 0 and unicodedata.combining(self.text[index]):
            index -= 1
        return max(0, index)

    def _after(self) -> int:
        index = self.cursor + 1
        while index < len(self.text) and unicodedata.combining(self.text[index]):
            index += 1
        return min(len(self.text), index)

    def _word_start(self) -> int:
        index = self.cursor
        while index and self.text[index - 1].isspace():
            index -= 1
        while index and not self.text[index - 1].isspace():
            index -= 1
        return index
