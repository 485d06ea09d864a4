"""The few looks a cell can have. A tone is never the only sign of a state: the text says it too.

Only the terminal's own colours and attributes are used, so that the reader's palette holds and the
fewest bytes are sent.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from rich.style import Style


class Tone(StrEnum):
    """What a cell wants to say besides its text."""

    NORMAL = "normal"
    HEAD = "head"
    PROPOSAL = "proposal"
    VETO = "veto"
    MUTED = "muted"
    NOTE = "note"
    ERROR = "error"
    OTHER = "other"
    """Changed by another session since this screen was opened."""


_STYLES = {
    Tone.NORMAL: Style.null(),
    Tone.HEAD: Style(bold=True),
    Tone.PROPOSAL: Style(color="cyan"),
    Tone.VETO: Style(color="red", bold=True),
    Tone.MUTED: Style(dim=True),
    Tone.NOTE: Style(underline=True),
    Tone.ERROR: Style(color="red", bold=True),
    Tone.OTHER: Style(color="magenta"),
}
_CURSOR = Style(reverse=True)


@lru_cache(maxsize=2 * len(Tone))
def style_of(tone: Tone, cursor: bool = False) -> Style:
    """The style of a tone; ``cursor`` adds reverse video."""
    return _STYLES[tone] + _CURSOR if cursor else _STYLES[tone]
