"""Pictures of screens: what stands on a :class:`~branchkit.testing.pty.Terminal` as an SVG of text.

The same cells give the same bytes. Every stretch of like cells is put where its first cell is and held to its width, so that
columns stay under each other whatever fonts the reader has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

import pyte.screens

from branchkit.core.text_width import cell_width
from branchkit.core.values import frozen
from branchkit.testing.pty import Screen

CELL, LINE, EDGE = 9, 21, 14
"""Width and height of a cell and the edge around all of them, in pixels."""
_RISE = 16
"""From the top of a line to the foot of its letters."""
_GROUND, _INK = "#1b1f24", "#d7dbe0"
_COLORS = {
    "black": "#1b1f24",
    "red": "#f47067",
    "green": "#7cc36e",
    "brown": "#d9a343",
    "blue": "#6cb0ff",
    "magenta": "#d7a0f5",
    "cyan": "#56c8d8",
    "white": "#d7dbe0",
    "brightblack": "#8b949e",
    "brightred": "#ff938a",
    "brightgreen": "#9be58b",
    "brightbrown": "#f2cc60",
    "brightblue": "#9ccbff",
    "brightmagenta": "#e9c2ff",
    # As pyte spells it for a background.
    "bfightmagenta": "#e9c2ff",
    "brightcyan": "#87e3ee",
    "brightwhite": "#ffffff",
}
"""pyte's names of the sixteen colours; the others it has as figures."""
_FONTS = "'Sarasa Mono SC','Noto Sans Mono CJK SC','Noto Sans Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"
_STYLE = (
    f"text{{font:15px {_FONTS};fill:{_INK};white-space:pre}}"
    # A Chinese character is as wide as it is high, and takes two cells.
    f".w{{font-size:{2 * CELL}px}}"
    ".b{font-weight:bold}.i{font-style:italic}.u{text-decoration:underline}.d{opacity:.6}"
)


@frozen
class _Look:
    ink: str
    """Empty: the usual one."""
    ground: str
    classes: str


@frozen
class _Cell:
    x: int
    text: str
    width: int
    look: _Look


def picture(screen: Screen, title: str) -> str:
    """The whole screen as an SVG; ``title`` is for those who cannot see it."""
    width = screen.columns * CELL + 2 * EDGE
    height = screen.lines * LINE + 2 * EDGE
    size = f'width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size} role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect {size} rx="8" fill="{_GROUND}"/>',
    ]
    for y in range(screen.lines):
        lines += _elements(screen, y)
    cursor = screen.cursor
    if not cursor.hidden and cursor.x < screen.columns:
        lines.append(_area(cursor.x, cursor.y, 2, _INK))
    return "\n".join([*lines, "</svg>\n"])


def _elements(screen: Screen, y: int) -> Iterator[str]:
    for (width, look, _), group in groupby(_drawn(screen, y), _kind):
        cells = list(group)
        if look.ground:
            yield _area(cells[0].x, y, len(cells) * width * CELL, look.ground)
        for words in _stretches(cells):
            yield _element(words, y)


def _kind(cell: _Cell) -> tuple[int, _Look, bool]:
    """What cells of one text have in common."""
    return cell.width, cell.look, cell.text.isascii()


def _area(x: int, y: int, width: int, color: str) -> str:
    left, top = EDGE + x * CELL, EDGE + y * LINE
    return f'<rect x="{left}" y="{top}" width="{width}" height="{LINE}" fill="{color}"/>'


def _element(cells: list[_Cell], y: int) -> str:
    look, width = cells[0].look, len(cells) * cells[0].width * CELL
    classes = f"{look.classes} w".strip() if cells[0].width == 2 else look.classes
    kind = f' class="{classes}"' if classes else ""
    # An attribute would count less than the style sheet.
    ink = f' style="fill:{look.ink}"' if look.ink else ""
    place = f'x="{EDGE + cells[0].x * CELL}" y="{EDGE + y * LINE + _RISE}"'
    words = "".join(cell.text for cell in cells)
    # Chinese fonts have quotation marks and dashes of two cells' width.
    held = "" if words.isascii() or cells[0].width == 2 else ' lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} textLength="{width}"{held}{kind}{ink}>{escape(words)}</text>'


def _stretches(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """The cells without blanks at the ends, apart where there are two blanks or more."""
    words: list[_Cell] = []
    blanks: list[_Cell] = []
    for cell in cells:
        if not cell.text.strip():
            blanks.append(cell)
            continue
        if words and len(blanks) > 1:
            yield words
            words = []
        words += [*blanks, cell] if words else [cell]
        blanks = []
    if words:
        yield words


def _drawn(screen: Screen, y: int) -> Iterator[_Cell]:
    row = screen.buffer[y]
    for x in range(screen.columns):
        # The second half of a wide character is an empty cell.
        if text := row[x].data:
            yield _Cell(x, text, max(1, cell_width(text)), _seen(row[x]))


def _seen(char: pyte.screens.Char) -> _Look:
    ink, ground = _paint(char.fg), _paint(char.bg)
    if char.reverse:
        ink, ground = ground or _GROUND, ink or _INK
    attributes = zip("biud", (char.bold, char.italics, char.underscore, char.blink), strict=True)
    return _Look(ink, ground, " ".join(kind for kind, has in attributes if has))


def _paint(name: str) -> str:
    return "" if name == "default" else _COLORS.get(name, f"#{name}")
