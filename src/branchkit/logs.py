"""The log: one small rotating file in the user's state folder, made when there is something to write.

No line has a value in it: of an error it names the kind and the places, since its words may repeat what a record holds.

Modules log with ``logging.getLogger(__name__)``; while the program runs, what they say goes into the file and never
to the terminal, where it would break the screen. So does what others would print there with the error's words: Python of an
error in a thread, in a destructor or in a generator that is thrown away, asyncio of one in a task, and libraries in their logs.
"""

from __future__ import annotations

import copy
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "branchkit"
LARGEST = 512 * 1024
"""Bytes before the file is rotated; two old ones are kept."""
_OF_OTHERS = "warned"
"""Stands for the words of a library."""


def log_path() -> Path:
    """Where the log stands; neither file nor folder need be there yet."""
    from platformdirs import user_state_path

    return user_state_path("branchkit") / "branchkit.log"


@contextmanager
def logging_to_file() -> Iterator[None]:
    """Send the program's log to its file, and without their words those of others and errors that nobody catches."""
    log, others = logging.getLogger(NAME), logging.getLogger()
    handler = _LateFileHandler()
    hooks = sys.unraisablehook, threading.excepthook
    log.addHandler(handler)
    log.propagate = False
    others.addHandler(handler)
    sys.unraisablehook = threading.excepthook = _note_uncaught
    try:
        yield
    finally:
        sys.unraisablehook, threading.excepthook = hooks
        log.removeHandler(handler)
        others.removeHandler(handler)
        log.propagate = True
        handler.close()


def _note_uncaught(uncaught: sys.UnraisableHookArgs | threading.ExceptHookArgs) -> None:
    logging.getLogger(NAME).error("uncaught", exc_info=uncaught.exc_value)


class _LateFileHandler(logging.Handler):
    """Opens the file at the first record: most runs have none. A log that cannot be written stops nobody's work."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; opens the file when it is the first. What others say may repeat what a record holds."""
        record = copy.copy(record)
        record.exc_text = None  # as another handler has put it, with its words
        if record.name.partition(".")[0] != NAME:
            record.msg, record.args = _OF_OTHERS, ()
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
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # The disk may be full: logging would print the record and its values to the terminal.
    handler.handleError = lambda record: None  # type: ignore[method-assign]
    return handler


class _Formatter(logging.Formatter):
    """A traceback without the errors' own words, for each error in the chain."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """As a traceback is read: what caused an error stands above it."""
        error: BaseException | None = ei[1]
        chain: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            chain.insert(0, f"{frames}{_kind_of(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(chain)


def _kind_of(error: BaseException) -> str:
    code = getattr(error, "code", None)
    named = f" {code}" if isinstance(code, str) else ""
    return f"{type(error).__qualname__}{named}"


def place_of(error: BaseException) -> str:
    """Where an error was raised, as ``module:line``: the innermost place of ours, where there is one."""
    innermost = ours = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", "?"))
        innermost = f"{module}:{line}"
        if module.partition(".")[0] == NAME:
            ours = innermost
    return ours or innermost
