"""Ends a plugin's code that does not end by itself, as far as one process can end its own.

The system's timer rings in the main thread, where :class:`DeadlinePassed` is raised out of whatever Python is running: an endless
loop, a sleep, a wait for somebody's answer. Code that catches even that is rung for again, and in the end takes the program with
it. C code that never returns hears no bell; where the terminal is ours, a watching thread of ``faulthandler`` then ends the
program, and leaves in the log where it stood (``terminal/guardian`` gives the terminal back).

What a thread of the plugin's own does is not looked at, and whoever sets the timer himself has taken the bell away.
"""

from __future__ import annotations

# What ``signal`` itself stands on: the enumerations that it wraps around handlers make an alarm ten times as dear, and a frame
# has hundreds of cells.
import _signal  # type: ignore[import-not-found]
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from types import FrameType

PATIENCE = 5.0
"""Seconds that a plugin's code may take inside the program, where somebody waits in front of it."""
LONGER_APART = 2.0
"""So many times as long it may take in a process of its own."""
_LONGEST = 3600.0
AGAIN = 1.0
"""Seconds after which it rings once more, if nobody has woken."""
MOST_RINGS = 5
"""So often it rings before the program ends itself."""
LAST_RESORT = MOST_RINGS * AGAIN + 5.0
"""Seconds after the deadline at which code that hears no bell has the program ended."""
ENDED = 70
"""The exit code of a program that was ended with a plugin's code in it."""
_AT_ONCE = 0.001
"""Seconds; none would mean that no alarm is set."""
_SOON = 0.01
_CLEARING_UP = (__file__, contextlib.__file__)
"""Where alarms are begun and ended: nothing is raised in there."""

_LOG = logging.getLogger(__name__)


def patience_of(environment: Mapping[str, str]) -> float:
    """The seconds that ``BRANCHKIT_PATIENCE`` names, where it names any; for tests and for slow machines."""
    try:
        seconds = float(environment.get("BRANCHKIT_PATIENCE", PATIENCE))
    except ValueError:
        return PATIENCE
    return seconds if 0 < seconds < _LONGEST else PATIENCE


class DeadlinePassed(BaseException):
    """A plugin's code has had its time. No Exception, since plugins catch those."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g}")
        self.seconds = seconds


@contextmanager
def alarm(seconds: float, plugin: str, *, last_resort: bool = False) -> Iterator[None]:
    """Raise :class:`DeadlinePassed` inside the block after so many seconds.

    Costs some 8 us, with ``last_resort`` a thread more, some 100. An alarm that was set before goes on afterwards with what is
    left of it. Does nothing outside of the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    rings = 0
    armed = True

    def ring(_number: int, frame: FrameType | None) -> None:
        nonlocal rings
        if not armed:
            return
        if frame is not None and frame.f_code.co_filename in _CLEARING_UP:
            # What is raised here would keep the timer from being set back, and it would ring for ever.
            signal.setitimer(signal.ITIMER_REAL, _SOON, AGAIN)
            return
        rings += 1
        if rings > MOST_RINGS:
            _LOG.critical("plugin %s: does not end", plugin)
            os._exit(ENDED)
        raise DeadlinePassed(seconds)

    # faulthandler has one thread; inside another alarm it watches already.
    alone = last_resort and not signal.getitimer(signal.ITIMER_REAL)[0]
    aside = watched_from_aside(seconds + LAST_RESORT) if alone else nullcontext()
    with aside, kept_timer():
        _signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        try:
            yield
        finally:
            armed = False


@contextmanager
def kept_timer() -> Iterator[None]:
    """Set handler and timer back afterwards; a time that has run out meanwhile is over at once. For the main thread."""
    handler = _signal.getsignal(signal.SIGALRM)
    left, again = signal.getitimer(signal.ITIMER_REAL)
    began = monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _signal.signal(signal.SIGALRM, signal.SIG_DFL if handler is None else handler)
        if left:
            left = max(left - (monotonic() - began), _AT_ONCE)
            signal.setitimer(signal.ITIMER_REAL, left, again)


@contextmanager
def watched_from_aside(seconds: float) -> Iterator[None]:
    """End the process after so many seconds, whatever holds the interpreter; files and lines go into the log, no value."""
    import faulthandler

    from branchkit.logs import log_path

    path = log_path()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        target = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        target = os.open(os.devnull, os.O_WRONLY)
    faulthandler.dump_traceback_later(seconds, file=target, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        os.close(target)
