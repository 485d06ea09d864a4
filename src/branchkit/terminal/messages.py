"""What the terminal tells the app besides keys."""

from __future__ import annotations

from textual.message import Message


class BadInput(Message):
    """Bytes arrived that are no UTF-8: the terminal's character set is set to something else.

    Sent once per run; the bytes were dropped. The app says what to set.
    """

    def __init__(self, dropped: bytes) -> None:
        self.dropped = dropped
        super().__init__()
