"""The few looks a cell can have, one for each tone: the usual ones, or those of a theme that somebody has chosen.

The usual ones take only the terminal's own colours and attributes, so that the reader's palette holds and the
fewest bytes are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

from rich.style import Style

from branchkit.core.themes import Depth, Look, Theme
from branchkit.core.tones import Tone

__all__ = ["USUAL", "WORN", "Tone", "Wardrobe", "style_of"]

USUAL: Mapping[Tone, Style] = {
    Tone.NORMAL: Style.null(),
    Tone.TITLE: Style(bold=True, reverse=True),
    Tone.KEYS: Style(reverse=True),
    Tone.HEAD: Style(bold=True),
    Tone.OPEN: Style(dim=True),
    Tone.PROPOSAL: Style(color="cyan"),
    Tone.STALE: Style(color="yellow", bold=True),
    Tone.DEPARTURE: Style(color="yellow", bold=True),
    Tone.LOW: Style(color="red", bold=True),
    Tone.VETO: Style(color="red", bold=True),
    Tone.MUTED: Style(dim=True),
    Tone.NOTE: Style(underline=True),
    Tone.ERROR: Style(color="red", bold=True),
    Tone.OTHER: Style(color="magenta", bold=True),
}
_CURSOR = Style(reverse=True)


class Wardrobe:
    """The looks that one app wears. Styles are compared by identity, so each is made once."""

    def __init__(self) -> None:
        self.wear(None)

    def wear(self, theme: Theme | None, depth: Depth = Depth.ALL) -> None:
        """The theme's looks from now on, None: the usual ones; without colours the attributes are left."""
        looks = theme.looks if theme else {}
        self._plain = {**USUAL, **{tone: _style(look, depth) for tone, look in looks.items()}}
        if depth is Depth.NONE:
            self._plain = {tone: style.without_color for tone, style in self._plain.items()}
        self._cursor = {tone: style + _CURSOR for tone, style in self._plain.items()}

    def style(self, tone: Tone, cursor: bool) -> Style:
        """The style of a tone, under the cursor or not."""
        styles = self._cursor if cursor else self._plain
        return styles[tone]


def _style(look: Look, depth: Depth) -> Style:
    color = (look.few if depth is Depth.FEW else look.color).replace("-", "_")
    return Style(
        color=color or None,
        bold=look.bold or None,
        dim=look.dim or None,
        italic=look.italic or None,
        underline=look.underline or None,
        reverse=look.reverse or None,
    )


WORN: ContextVar[Wardrobe] = ContextVar("worn", default=Wardrobe())  # noqa: B039 - never changed
"""What the app wears that draws; set by the app in its own context, which all its parts are made in. The usual looks elsewhere."""


def style_of(tone: Tone, cursor: bool = False) -> Style:
    """The style of a tone; ``cursor`` adds reverse video."""
    return WORN.get().style(tone, cursor)
