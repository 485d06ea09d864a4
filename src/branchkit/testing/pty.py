"""A terminal for tests and benchmarks: runs a program on a pseudo terminal, types into it, waits for what it shows.

Nothing here sleeps: :meth:`Terminal.wait_until` reads until a named condition holds. Output is kept as it came, with the
time of each piece, and drawn (by pyte) when somebody looks at the screen, so that drawing does not disturb a measurement.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from types import TracebackType
from typing import Self

import pyte

WAIT = 120.0
"""Seconds until a condition counts as not met; far more than any takes, since the machine may be busy."""

PIECE = 1 << 16

_FUNCTION_KEYS = (
    *("OP", "OQ", "OR", "OS", "[15~", "[17~"),
    *("[18~", "[19~", "[20~", "[21~", "[23~", "[24~"),
)
KEYS: Mapping[str, str] = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    **{f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in ascii_lowercase},
    **{f"f{number}": f"\x1b{code}" for number, code in enumerate(_FUNCTION_KEYS, start=1)},
}
"""What xterm sends for a key; a single character stands for itself."""

_LEFT_OUT = ("COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "TMUX", "TMUX_PANE", "STY")
"""Of the environment: what would tell the program about another terminal."""


_EDITED = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG


class TerminalError(AssertionError):
    """The program did not do what was waited for; says what stands on the screen."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some output, as one read returned it, and when (``perf_counter``)."""

    at: float
    data: bytes


class Screen(pyte.Screen):
    """The cells of a terminal. REP, SU and SD, which ncurses uses, are added to what pyte knows."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        self._last_drawn = " "
        self._answer = answer
        super().__init__(columns, rows)

    def draw(self, data: str) -> None:
        """Text at the cursor."""
        if data:
            self._last_drawn = data[-1]
        super().draw(data)

    def select_graphic_rendition(self, *attributes: int, **options: bool) -> None:
        """SGR. pyte knows nothing faint; it is kept as ``blink``, since nothing of ours blinks."""
        super().select_graphic_rendition(*attributes, **options)
        left = iter(attributes or (0,))
        for attribute in left:
            if attribute in (38, 48):  # a colour: 5 and its number, or 2 and its three parts
                _ = [next(left, 0) for _ in range(3 if next(left, 5) == 2 else 1)]
            elif attribute in (0, 2, 22):
                self.cursor.attrs = self.cursor.attrs._replace(blink=attribute == 2)

    def repeat_last(self, count: int = 1) -> None:
        """REP: the last character again."""
        super().draw(self._last_drawn * max(1, count))

    def scroll_up(self, count: int = 1) -> None:
        """SU, within the margins."""
        self._scroll_from(
            self.margins.bottom if self.margins else self.lines - 1, self.index, count
        )

    def scroll_down(self, count: int = 1) -> None:
        """SD, within the margins."""
        self._scroll_from(self.margins.top if self.margins else 0, self.reverse_index, count)

    def _scroll_from(self, row: int, step: Callable[[], None], count: int) -> None:
        at = self.cursor.y
        self.cursor.y = row
        for _ in range(max(1, count)):
            step()
        self.cursor.y = at

    def text_lines(self) -> list[str]:
        """The rows as text, blanks at the end left out."""
        return [
            "".join(self.buffer[y][x].data for x in range(self.columns)).rstrip()
            for y in range(self.lines)
        ]

    def reversed_text(self, row: int) -> str:
        """What stands in reverse video in a row."""
        cells = self.buffer[row]
        return "".join(cells[x].data for x in range(self.columns) if cells[x].reverse)

    def write_process_input(self, data: str) -> None:
        """What a terminal says when it is asked where the cursor is or what it can do."""
        self._answer(data)


class ScreenStream(pyte.ByteStream):
    """Bytes as they go to a :class:`Screen`."""

    def __init__(self, screen: Screen) -> None:
        added = {"b": "repeat_last", "S": "scroll_up", "T": "scroll_down"}
        self.csi = {**pyte.ByteStream.csi, **added}
        self.events = pyte.ByteStream.events | set(added.values())
        super().__init__(screen)


def drawing(pieces: Iterable[Piece], columns: int, rows: int) -> Iterator[tuple[Piece, Screen]]:
    """Draw output once more: each piece with the screen as it stood after it."""
    screen = Screen(columns, rows, lambda _text: None)
    stream = ScreenStream(screen)
    for piece in pieces:
        stream.feed(piece.data)
        yield piece, screen


class Terminal:
    """One program on a pseudo terminal. Leaving the ``with`` block kills it, should it still run.

    ``encoding`` is the terminal's character set. ``environment`` replaces the caller's; what it says about another terminal is left out either way.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
        encoding: str = "utf-8",
    ) -> None:
        source = os.environ if environment is None else environment
        variables = {key: value for key, value in source.items() if key not in _LEFT_OUT}
        variables["TERM"] = term
        self.columns, self.rows = columns, rows
        self.pieces: list[Piece] = []
        self._drawn = 0
        self._screen = Screen(columns, rows, lambda text: self.send(text.encode()))
        self._stream = ScreenStream(self._screen)
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._line, program_side = os.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(program_side, termios.TIOCSWINSZ, size)
        self.started = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                [str(word) for word in command],
                stdin=program_side,
                stdout=program_side,
                stderr=program_side,
                env=variables,
                cwd=directory,
                start_new_session=True,
                preexec_fn=_take_terminal,  # noqa: PLW1509 — one system call, nothing that locks
            )
        except BaseException:
            os.close(self._line)
            raise
        finally:
            os.close(program_side)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    # -- typing -----------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Bytes as a line would carry them."""
        os.write(self._line, data)

    def type(self, text: str) -> None:
        """Characters, one after the other."""
        self.send(text.encode(self._encoding))

    def press(self, *keys: str) -> None:
        """Keys by name (:data:`KEYS`) or as a character."""
        for key in keys:
            self.send(KEYS.get(key, key).encode())

    def send_slowly(self, *parts: bytes, gap: float = 0.1) -> None:
        """Bytes as a slow line carries them: nothing for a moment after each part."""
        for part in parts:
            self.send(part)
            end = time.monotonic() + gap
            while (left := end - time.monotonic()) > 0:
                self.read(left)

    def paste(self, text: str) -> None:
        """A paste, bracketed as terminals do when they are asked to."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    # -- looking ----------------------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        """The cells as they stand after all output read so far."""
        while self._drawn < len(self.pieces):
            self._stream.feed(self._decoder.decode(self.pieces[self._drawn].data).encode())
            self._drawn += 1
        return self._screen

    def lines(self) -> list[str]:
        """The rows as text, blanks at the end left out."""
        return self.screen.text_lines()

    def text(self) -> str:
        """The whole screen as text."""
        return "\n".join(self.lines())

    def line(self, number: int) -> str:
        """One row, from 0; negative from the bottom."""
        return self.lines()[number]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's own cursor, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    def reversed_text(self, row: int) -> str:
        """What stands in reverse video in a row: the grid's cursor."""
        return self.screen.reversed_text(row)

    @property
    def received(self) -> bytes:
        """All output so far."""
        return b"".join(piece.data for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        """Whether a shell would find the terminal as it was: lines are edited and echoed, Ctrl+C interrupts, the usual
        screen is shown with its cursor."""
        local = termios.tcgetattr(self._line)[3]
        shown = self.received.rpartition(b"\x1b[?1049h")[2]
        left = b"\x1b[?1049l" in shown and b"\x1b[?25h" in shown
        return local & _EDITED == _EDITED and (left or shown == self.received)

    # -- waiting ----------------------------------------------------------------------------------

    def read(self, timeout: float) -> bytes:
        """The next output; empty when there was none for so many seconds. Raises EOFError once the program has gone."""
        ready, _, _ = select.select([self._line], [], [], max(0.0, timeout))
        if not ready:
            return b""
        try:
            data = os.read(self._line, PIECE)
        except OSError:
            raise EOFError from None
        if not data:
            raise EOFError
        self.pieces.append(Piece(time.perf_counter(), data))
        return data

    def wait_for(self, *texts: str, timeout: float = WAIT) -> None:
        """Read until all these texts stand on the screen."""
        named = ", ".join(repr(text) for text in texts)
        self.wait_until(
            lambda: all(text in self.text() for text in texts), f"{named} on the screen", timeout
        )

    def wait_for_folded(self, *texts: str, timeout: float = WAIT) -> None:
        """As :meth:`wait_for`, for texts that may go on in the next row: a path, and what stands behind one."""
        named = ", ".join(repr(text) for text in texts)

        def joined() -> str:
            return "".join(line.strip() for line in self.lines())

        self.wait_until(
            lambda: all(text in joined() for text in texts),
            f"{named} on the screen, rows joined",
            timeout,
        )

    def wait_until(
        self, condition: Callable[[], object], description: str, timeout: float = WAIT
    ) -> None:
        """Read until a condition holds; raises :class:`TerminalError` with the screen when it does not."""
        end = time.monotonic() + timeout
        while not condition():
            left = end - time.monotonic()
            try:
                if left > 0:
                    self.read(left)
                    continue
            except EOFError:
                description += " (the program has gone)"
                if condition():
                    return
            raise TerminalError(f"waited in vain for {description}\n{self._picture()}")

    def wait_for_end(self, timeout: float = WAIT) -> int:
        """Read until the program ends; its exit status, or the signal that ended it as a negative number."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                self.read(left)
            except EOFError:
                return self._process.wait()
        raise TerminalError(f"the program did not end\n{self._picture()}")

    def _picture(self) -> str:
        edge = "-" * self.columns
        return f"{edge}\n{self.text()}\n{edge}\ncursor at {self.cursor}"

    # -- ending -----------------------------------------------------------------------------------

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size."""
        _ = self.screen
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Drop the line: the kernel sends SIGHUP, and reading and writing fail from now on."""
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    def wait_after_hang_up(self, timeout: float = WAIT) -> int:
        """As :meth:`wait_for_end`, for a program whose line was dropped."""
        return self._process.wait(timeout)

    def close(self) -> None:
        """Kill the program, should it still run, and let go of the terminal."""
        self._process.kill()
        self._process.wait()
        self.hang_up()


def _take_terminal() -> None:
    """Make standard input the controlling terminal of the new session, so that a dropped line is a SIGHUP."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
