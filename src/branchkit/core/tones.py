"""What a cell of the screen wants to say besides its text. A tone is never the only sign of a state: the text says it too."""

from __future__ import annotations

from enum import StrEnum


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
