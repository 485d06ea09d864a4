"""What charts are drawn with: a canvas of a fixed width that scales to its page, texts measured without a font.

Colours and fonts are the page's: shapes carry classes only (``s0`` … for the series), so that one drawing serves paper, a dark
screen and a black-and-white printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from branchkit.core.text_width import char_width, printable
from branchkit.exchange.writers.values import decimals

WIDTH = 360
"""Units across, about the pixels of a narrow phone."""
TEXT, SMALL = 12, 11
"""Heights of letters in units."""
TONES = 6
"""Series have classes ``s0`` to ``s5``; a seventh begins again."""
_NARROW = 0.58
"""What a letter or figure takes of its height, in the widest of the fonts in use."""

Point = tuple[float, float]


def figure_text(value: int | Decimal, places: int | None) -> str:
    """A figure as tables show it."""
    exact = Decimal(value)
    return f"{exact:.{decimals(exact, places)}f}"


def text_width(text: str, size: int = TEXT) -> float:
    """Units a text takes at most."""
    return sum(size * (1 if char_width(char) > 1 else _NARROW) for char in text)


def unit(length: float) -> str:
    """A length as it stands in an attribute: to the tenth, the same on every machine."""
    return f"{round(length, 1) + 0:g}"


class Canvas:
    """Shapes from back to front; ``height`` is what has been used of it so far."""

    def __init__(self) -> None:
        self.height = 0.0
        self._shapes: list[str] = []

    def text(
        self, at: Point, text: str, kind: str = "", anchor: str = "start", room: float = WIDTH
    ) -> None:
        """A line of text on its foot ``at``; letters are squeezed where they need more than ``room``, none is left out."""
        text = printable(text)
        size = SMALL if "small" in kind else TEXT
        squeezed = (
            f' textLength="{unit(room)}" lengthAdjust="spacingAndGlyphs"'
            if text_width(text, size) > room
            else ""
        )
        classes = f' class="{kind}"' if kind else ""
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._shapes.append(
            f'<text x="{unit(at[0])}" y="{unit(at[1])}"{classes}{side}{squeezed}>{escape(text)}</text>'
        )

    def box(self, at: Point, width: float, height: float, kind: str) -> None:
        """A filled rectangle."""
        self._shapes.append(
            f'<rect x="{unit(at[0])}" y="{unit(at[1])}" width="{unit(width)}"'
            f' height="{unit(height)}" class="{kind}"/>'
        )

    def line(self, points: Sequence[Point], kind: str) -> None:
        """A line through all the points."""
        path = " ".join(f"{unit(x)},{unit(y)}" for x, y in points)
        self._shapes.append(f'<polyline points="{path}" class="line {kind}"/>')

    def dot(self, at: Point, kind: str, radius: float = 2.5) -> None:
        """A filled circle around ``at``."""
        self._shapes.append(
            f'<circle cx="{unit(at[0])}" cy="{unit(at[1])}" r="{unit(radius)}" class="{kind}"/>'
        )

    def legend(self, names: Sequence[str]) -> None:
        """A line or several, each name behind a box of its series' colour."""
        x = 0.0
        for place, name in enumerate(names):
            needed = 14 + text_width(printable(name), SMALL) + 12
            if x and x + needed > WIDTH:
                x, self.height = 0.0, self.height + 16
            self.box((x, self.height + 3), 10, 10, tone(place))
            self.text((x + 14, self.height + 12), name, "small", room=WIDTH - 14)
            x += needed
        self.height += 20

    def drawing(self, id: str, title: str, told: str) -> str:
        """The whole picture; ``told`` has its figures in words, for those who hear the page."""
        return (
            f'<svg class="chart" viewBox="0 0 {WIDTH} {unit(self.height)}" role="img"'
            f' aria-labelledby="{id}t {id}d"><title id="{id}t">{escape(printable(title))}</title>'
            f'<desc id="{id}d">{escape(printable(told))}</desc>{"".join(self._shapes)}</svg>'
        )


def tone(place: int) -> str:
    """The class of a series."""
    return f"s{place % TONES}"
