"""The log: one small rotating file in the user's state folder, made when there is something to write.

Modules log with ``logging.getLogger(__name__)``; while the program runs, what they say goes into the file and never
to the terminal, where it would break the screen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "branchkit"
LARGEST = 512 * 1024
"""Bytes before the file is rotated; two old ones are kept."""


def log_path() -> Path:
    """Where the log stands; neither file nor folder need be there yet."""
    from platformdirs import user_state_path

    return user_state_path("branchkit") / "branchkit.log"


@contextmanager
def logging_to_file() -> Iterator[None]:
    """Send the program's log to its file."""
    log = logging.getLogger(NAME)
    handler = _LateFileHandler()
    log.addHandler(handler)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = True
        handler.close()


class _LateFileHandler(logging.Handler):
    """Opens the file at the first record: most runs have none. A log that cannot be written stops nobody's work."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; opens the file when it is the first."""
        if self._file is None:
            self._file = _open_file()
        self._file.emit(record)

    def close(self) -> None:
        """Close the file if it was opened."""
        if self._file is not None:
            self._file.close()
        super().close()


def _open_file() -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=2, encoding="utf-8")
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler
