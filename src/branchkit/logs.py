"""The log: one small rotating file in the user's state folder, opened when there is something to write."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "branchkit"
LARGEST = 512 * 1024
"""Bytes before the file is rotated; two old ones are kept."""


def log_path() -> Path:
    """Where the log stands; the folder may not exist yet."""
    from platformdirs import user_state_path

    return user_state_path("branchkit") / "branchkit.log"


def logger() -> logging.Logger:
    """The program's logger, with its file. A log that cannot be written must not stop anybody's work."""
    log = logging.getLogger(NAME)
    if log.handlers:
        return log
    log.propagate = False
    log.addHandler(_handler())
    return log


def _handler() -> logging.Handler:
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path, maxBytes=LARGEST, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
