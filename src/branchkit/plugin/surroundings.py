"""What belongs to the process and not to a plugin: set back after every piece of a plugin's code.

A plugin that sets the precision of decimals at its import had every scheme of every plugin refused, and one that prints made
JSON that nobody could read. Nothing here is a fence against malice, which Python inside one process cannot have; it keeps
what one author did not think of from being somebody else's fault.
"""

from __future__ import annotations

import decimal
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

from branchkit.plugin.alarm import kept_timer

_SIGNALS = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGTSTP,
    signal.SIGWINCH,
)
"""Those that the program, or whoever waits for it, relies on; each costs two microseconds to look at."""
_DECIMAL = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
_STANDARD = (1, 2)
"""Descriptors of output: what is written to them by code that goes around ``sys.stdout``, or by a program that it starts."""


class Outcry(io.StringIO):
    """Takes what a plugin prints, and what it changed of the process. Of what is printed it knows how much, and keeps none: it
    may be about persons."""

    def __init__(self) -> None:
        super().__init__()
        self.characters = 0
        self.changed: list[str] = []
        """``decimals``, ``folder``, ``environment``, ``locale``, ``umask``: what was not as before, and was set back."""

    def write(self, text: str) -> int:
        """Count it."""
        self.characters += len(text)
        return len(text)


class Interruptions:
    """Tells a Ctrl+C at the terminal from a ``KeyboardInterrupt`` that a plugin raises itself."""

    def __init__(self) -> None:
        self.arrived = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Where Python's own handler stands, which raises; any other one is left as it is."""
        if not _is_main() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return

        def interrupted(number: int, frame: FrameType | None) -> None:
            self.arrived = True
            signal.default_int_handler(number, frame)

        signal.signal(signal.SIGINT, interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def kept_surroundings(outcry: Outcry) -> Iterator[None]:
    """Set back afterwards: decimal context, folder, environment, locale, umask, signal handlers and timer; what is printed
    meanwhile, raw writes included, goes to ``outcry`` or nowhere, and nothing can be asked of the keyboard."""
    with ExitStack() as stack:
        stack.enter_context(_handlers())
        for kept in (_decimals, _folder, _environment, _locale, _umask):
            stack.enter_context(kept(outcry))
        stack.enter_context(_streams(outcry))
        yield


@contextmanager
def _decimals(outcry: Outcry) -> Iterator[None]:
    context = decimal.getcontext().copy()
    template = _settings(decimal.DefaultContext)
    before = _settings(context), template
    try:
        yield
    finally:
        if (_settings(decimal.getcontext()), _settings(decimal.DefaultContext)) != before:
            outcry.changed.append("decimals")
        decimal.setcontext(context)
        for name, value in template.items():
            setattr(decimal.DefaultContext, name, value)


def _settings(context: decimal.Context) -> dict[str, object]:
    return {name: getattr(context, name) for name in _DECIMAL}


@contextmanager
def _folder(outcry: Outcry) -> Iterator[None]:
    before = ""
    with suppress(OSError):
        before = os.getcwd()  # noqa: PTH109
    try:
        yield
    finally:
        if before:
            with suppress(OSError):
                if os.getcwd() != before:  # noqa: PTH109
                    outcry.changed.append("folder")
            with suppress(OSError):
                os.chdir(before)


@contextmanager
def _environment(outcry: Outcry) -> Iterator[None]:
    # As bytes: nothing is decoded, at every hook.
    before = dict(os.environb)
    try:
        yield
    finally:
        if dict(os.environb) != before:
            outcry.changed.append("environment")
            os.environb.clear()
            os.environb.update(before)


@contextmanager
def _locale(outcry: Outcry) -> Iterator[None]:
    import locale

    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        if locale.setlocale(locale.LC_ALL) != before:
            outcry.changed.append("locale")
            locale.setlocale(locale.LC_ALL, before)


@contextmanager
def _umask(outcry: Outcry) -> Iterator[None]:
    before = os.umask(0o077)
    os.umask(before)
    try:
        yield
    finally:
        if os.umask(before) != before:
            outcry.changed.append("umask")


@contextmanager
def _handlers() -> Iterator[None]:
    if not _is_main():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        with kept_timer():
            yield
    finally:
        for number, handler in before.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)


@contextmanager
def _streams(outcry: Outcry) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    for stream in before[1:]:
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), outcry, outcry
    try:
        with _descriptors(outcry):
            yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def _descriptors(outcry: Outcry) -> Iterator[None]:
    """Point the descriptors of output elsewhere; the screen draws through one of its own (``terminal/driver``)."""
    kept: dict[int, int] = {}
    elsewhere = _somewhere()
    for number in _STANDARD:
        with suppress(OSError):
            kept[number] = os.dup(number)
            os.dup2(elsewhere, number)
    try:
        yield
    finally:
        outcry.characters += os.fstat(elsewhere).st_size
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)
        os.close(elsewhere)


def _somewhere() -> int:
    """A file in memory, of which only the size is looked at; nothing at all where the system has none."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("branchkit-plugin")
    return os.open(os.devnull, os.O_WRONLY)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
