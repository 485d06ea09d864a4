"""A screen as cells: what a stream of text and escape sequences makes of it.

Only what Textual sends and what every terminal agrees on is understood; anything else raises
:class:`~branchkit.terminal.cell_style.UnclearError`, and the caller falls back to passing it through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import get_character_cell_size

from branchkit.terminal.cell_style import DEFAULT, CellStyle, UnclearError

UNKNOWN = None
"""A cell of which nobody knows what it shows. The second cell of a double character is ``""``."""

_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[\d;]*)(?P<final>[@-~])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\r\n\b])"
    r"|(?P<aside>\x1b\[[?<>=][\d;]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x07)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_REPLACES_SCREEN = re.compile(r"\x1b\[\?(?:47|1047|1049)[hl]")


@lru_cache(maxsize=8192)
def cells_of(character: str) -> int:
    """How many cells a character takes; 0 for a combining mark; raises UnclearError for joiners and selectors."""
    size = get_character_cell_size(character)
    if size == 0 and not unicodedata.combining(character):
        raise UnclearError(character)
    return size


@lru_cache(maxsize=8192)
def is_sure(text: str) -> bool:
    """Whether every terminal moves the cursor by the same cells for this cell's text.

    Characters of ambiguous width (``·`` in names, dashes, quotation marks) are one cell or two,
    as the terminal is set.
    """
    return len(text) == 1 and unicodedata.east_asian_width(text) != "A"


class ScreenBuffer:
    """Rows of cells and the pen that writes them. ``texts`` and ``looks`` run in parallel."""

    def __init__(
        self, width: int, height: int, style: CellStyle, text: str | None = UNKNOWN
    ) -> None:
        self.width = width
        self.height = height
        self.table = style
        self.texts: list[list[str | None]] = [[text] * width for _ in range(height)]
        self.style: list[list[int]] = [[DEFAULT] * width for _ in range(height)]
        self.touched: set[int] = set()
        """Rows written to since somebody last cleared this."""
        self.x = 0
        self.y = 0
        self.look = DEFAULT

    def draw(self, data: str) -> Iterator[str]:
        """Take in a stream; yields, in order, the sequences that do not draw (modes, title, bell)."""
        for token in _TOKEN.finditer(data):
            kind = token.lastgroup
            if kind == "text":
                self._put(token["text"])
            elif kind == "final":
                if token["final"] == "m":
                    self.look = self.table.after(self.look, token["parameters"])
                else:
                    self._command(token["final"], token["parameters"])
            elif kind == "control":
                self._control(token["control"])
            elif kind == "aside" and not _REPLACES_SCREEN.match(token["aside"]):
                yield token["aside"]
            else:
                raise UnclearError(token[0])

    def forget(self) -> None:
        """Nothing is known any more: cells, pen, look."""
        for texts in self.texts:
            texts[:] = [UNKNOWN] * self.width
        self.touched.clear()
        self.look = DEFAULT

    def clear(self) -> None:
        """All blanks in the default look."""
        for y in range(self.height):
            self.texts[y][:] = [" "] * self.width
            self.style[y][:] = [DEFAULT] * self.width

    def _put(self, text: str) -> None:
        x, width = self.x, self.width
        cells: list[str | None]
        cells = list(text) if text.isascii() else self._cells(text)
        end = x + len(cells)
        if not 0 <= x < width or end > width:
            raise UnclearError(text)
        texts, style, look = self.texts[self.y], self.style[self.y], self.look
        if texts[x] == "" and x:
            self._orphan(x - 1)
        if end < width and texts[end] == "":
            self._orphan(end)
        texts[x:end] = cells
        if look != DEFAULT and self.table.plain_on_blanks[look]:
            style[x:end] = [DEFAULT if cell == " " else look for cell in cells]
        else:
            style[x:end] = [look] * len(cells)
        self.touched.add(self.y)
        self.x = end

    def _cells(self, text: str) -> list[str | None]:
        cells: list[str | None] = []
        for character in text:
            size = cells_of(character)
            if size == 0:
                base = len(cells) - 1
                while base >= 0 and not cells[base]:
                    base -= 1
                if base < 0:
                    raise UnclearError(text)
                cells[base] = f"{cells[base]}{character}"
            else:
                cells.append(character)
                if size == 2:
                    cells.append("")
        return cells

    def _orphan(self, x: int) -> None:
        """Half of a double character was overwritten; terminals blank the other half."""
        self.texts[self.y][x] = " "
        if self.table.plain_on_blanks[self.style[self.y][x]]:
            self.style[self.y][x] = DEFAULT

    def _control(self, control: str) -> None:
        if control == "\r":
            self.x = 0
        elif control == "\n":
            if self.y + 1 >= self.height:
                raise UnclearError(control)
            # The line discipline may or may not add a carriage return; text must not follow at once.
            self.x, self.y = -1, self.y + 1
        else:
            self.x = max(0, self.x - 1)

    def _command(self, final: str, parameters: str) -> None:
        numbers = [int(part) if part else 0 for part in parameters.split(";")]
        first = max(1, numbers[0])
        match final:
            case "H" | "f":
                column = numbers[1] if len(numbers) > 1 else 1
                self._go(max(1, column) - 1, first - 1)
            case "A":
                self._go(self.x, self.y - first)
            case "B":
                self._go(self.x, self.y + first)
            case "C":
                self._go(self.x + first, self.y)
            case "D":
                self._go(self.x - first, self.y)
            case "G":
                self._go(first - 1, self.y)
            case "d":
                self._go(self.x, first - 1)
            case "K" if numbers[0] == 0 and self.x >= 0:
                self._erase(self.y, self.x)
            case "J" if numbers[0] == 2:
                for y in range(self.height):
                    self._erase(y, 0)
            case _:
                raise UnclearError(final)

    def _go(self, x: int, y: int) -> None:
        """Terminals stop at the edges."""
        self.x = max(0, min(x, self.width - 1))
        self.y = max(0, min(y, self.height - 1))

    def _erase(self, y: int, x: int) -> None:
        if not self.table.plain_on_blanks[self.look]:
            raise UnclearError("erase")
        if x and self.texts[y][x] == "":
            self._orphan(x - 1)
        count = self.width - x
        self.texts[y][x:] = [" "] * count
        self.style[y][x:] = [DEFAULT] * count
        self.touched.add(y)
