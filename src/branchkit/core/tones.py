"""What a cell of the screen wants to say besides its text. A tone is never the only sign of a state: the text says it too."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a cell wants to say besides its text."""

    NORMAL = "normal"
    TITLE = "title"
    """The first line: where one is."""
    KEYS = "keys"
    """The last line between actions: what can be done here."""
    HEAD = "head"
    OPEN = "open"
    """A cell that waits for something to be put in."""
    PROPOSAL = "proposal"
    STALE = "stale"
    """Taken from a proposal, which is another one since."""
    DEPARTURE = "departure"
    """Other than what was proposed, without a word."""
    LOW = "low"
    """So low that one should look at it: a fifth of the points and less, the last band."""
    VETO = "veto"
    MUTED = "muted"
    NOTE = "note"
    ERROR = "error"
    OTHER = "other"
    """Changed by another session since this screen was opened."""
