"""Textual's driver for this program: few bytes out, tolerant input, a clean end.

Given to ``App(driver_class=BranchkitDriver)``. Derived from Textual's public base class; of Textual's
inner parts only what this module and ``keyboard`` import is used, and ``tests/terminal/test_driver.py``
fails when that changes.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from branchkit.terminal.difference import DifferenceWriter
from branchkit.terminal.keyboard import Keyboard
from branchkit.terminal.output import Output
from branchkit.terminal.tab_stops import usual_stops
from branchkit.terminal.tty import ENTER, LEAVE, MOUSE, RawMode, repeats, sets_tabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

FALLBACK_SIZE = (80, 24)

LONGEST_CONTROL = 40
"""What Textual writes around a frame (moving the cursor, synchronised output) is shorter than this."""


class LineFault(Message):
    """An error of ours in one of the threads that read and write the terminal, both of which go on. The app tells of it."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__()


class BranchkitDriver(Driver):
    """Draws by differences, reads whatever the keyboard sends, and leaves when the line is gone."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """As Textual calls it; ``debug`` changes nothing here."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdin__ is not None and sys.__stdout__ is not None
        self._in = sys.__stdin__.fileno()
        # One of its own: descriptor 1 points elsewhere while a plugin's code runs (``plugin/surroundings``).
        self._out = os.dup(sys.__stdout__.fileno())
        self._encodings = sys.__stdin__.encoding, sys.__stdout__.encoding
        self._raw_mode = RawMode(self._in)
        term = os.environ.get("TERM", "")
        self._enter = ENTER + MOUSE if mouse else ENTER
        self._writer = DifferenceWriter(*FALLBACK_SIZE, tabs=sets_tabs(term), repeats=repeats(term))
        self.drawn = False
        """Whether anything has been drawn yet."""
        self._output: Output | None = None
        self._keyboard: Keyboard | None = None
        self._leaving = False
        self._signals: dict[int, Callable[[], None]] = {
            signal.SIGWINCH: self._resized,
            signal.SIGHUP: self._leave,
            signal.SIGTERM: self._leave,
            signal.SIGTSTP: self._stop,
            signal.SIGCONT: self._continued,
        }

    @property
    def can_suspend(self) -> bool:
        """Ctrl+Z and running another program work."""
        return True

    def write(self, data: str) -> None:
        """Take in what Textual draws; never waits for the terminal."""
        if self._output is not None:
            self.drawn = self.drawn or len(data) > LONGEST_CONTROL
            self._output.write(data)

    def redraw(self) -> None:
        """Send the whole screen again, for when something else has written on the terminal."""
        if self._output is not None:
            self._output.redraw()

    def command(self, sequence: str, *, answered: bool = False) -> None:
        """Send something that does not draw; ``answered``: the terminal may answer what it can."""
        if self._output is not None and self._keyboard is not None:
            if answered:
                self._keyboard.expect_answer()
            self._output.send(sequence)

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._raw_mode.enter()
        typed_in, drawn_in = self._encodings
        self._output = Output(self._out, self._writer, self._failed, drawn_in)
        self._output.send(self._enter)
        self._output.start()
        for number, handler in self._signals.items():
            self._loop.add_signal_handler(number, handler)
        self._resized()
        self._keyboard = Keyboard(
            self._in, self.process_message, self._hung_up, self._failed, typed_in
        )
        self._keyboard.start()

    def disable_input(self) -> None:
        """Stop listening to keyboard and signals."""
        if self._keyboard is None:
            return
        for number in self._signals:
            self._loop.remove_signal_handler(number)
        if self._leaving:
            # The end of the line may be read before the kernel sends its SIGHUP, which would kill a program that leaves.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._keyboard.stop()
        self._keyboard = None
        with suppress(termios.error):
            termios.tcflush(self._in, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.disable_input()
        self._raw_mode.leave()
        if self._output is not None:
            width, _ = self._writer.size
            self._output.send(usual_stops(width) + LEAVE if self._writer.tabs else LEAVE)

    def close(self) -> None:
        """Send the rest, waiting for a bounded time."""
        if self._output is not None:
            self._output.close()
            self._output = None

    def _resized(self) -> None:
        try:
            width, height = os.get_terminal_size(self._out)
        except OSError:
            width, height = FALLBACK_SIZE
        size = Size(width or FALLBACK_SIZE[0], height or FALLBACK_SIZE[1])
        if self._output is not None:
            if self._writer.size == size:
                self._output.redraw()
            else:
                self._output.resize(*size)
        self.process_message(events.Resize(size, size))

    def _leave(self) -> None:
        """End the program in order; every accepted change is on disk already."""
        self._leaving = True
        self._app.exit()

    def _hung_up(self) -> None:
        """In the reading thread: nobody is there any more. SIGHUP may be ignored, or not come at all."""
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(self._leave)

    def _failed(self, error: Exception) -> None:
        """In one of the threads."""
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self.process_message(LineFault(error))

    def _stop(self) -> None:
        """Ctrl+Z: give the terminal back and stop; the next line runs when the shell continues us."""
        self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)
        self.resume_application_mode()

    def _continued(self) -> None:
        """Stopped from outside and continued: the shell has been using the terminal."""
        self._raw_mode.enter()
        if self._output is not None:
            self._output.send(self._enter)
            self._output.redraw()


def frame_stands(app: App[Any]) -> bool:
    """Whether a frame has been drawn: Textual calls its display hook also when there was nothing to draw.

    Under another driver (tests) every call counts as a frame.
    """
    driver = app._driver
    return not isinstance(driver, BranchkitDriver) or driver.drawn


def command(app: App[Any], sequence: str, *, answered: bool = False) -> None:
    """Have something sent to the terminal that does not draw; nothing happens under another driver."""
    if isinstance(app._driver, BranchkitDriver):
        app._driver.command(sequence, answered=answered)


def redraw(app: App[Any]) -> None:
    """Have everything sent again; nothing happens under another driver (tests, the web)."""
    if isinstance(app._driver, BranchkitDriver):
        app._driver.redraw()
