"""What a program on a pseudo terminal costs: bytes exactly, CPU by the process's own clock, memory, time to be ready."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from branchkit.testing.pty import Screen, Terminal, drawing

COLUMNS, ROWS = 120, 36
TERM = "xterm-256color"

QUIET = 0.06
"""Seconds without output after which a key is counted as done; frames of one key come much closer together."""
FIRST_OUTPUT = 3.0
"""Seconds that a key may take before anything is sent for it."""
START = 90.0

Shows = Callable[[Screen], bool]


@dataclass(frozen=True, slots=True)
class Program:
    """How a program is started, and how to tell that it stands and that it answers.

    ``marker`` is a text of its first full frame, ``probe`` a key and ``answered`` what the screen shows after it.
    """

    command: tuple[str, ...]
    marker: str
    probe: str
    answered: Shows
    environment: tuple[tuple[str, str], ...] = ()


class Meter:
    """A running program that is typed into and measured."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def settle(self, first: float = FIRST_OUTPUT, quiet: float = QUIET) -> int:
        """Read until nothing has come for a moment; the bytes that came."""
        count = 0
        wait = first
        while data := self.terminal.read(wait):
            count += len(data)
            wait = quiet
        return count

    def bytes_of(self, keys: Sequence[str]) -> int:
        """The bytes sent for these keys, each waited for."""
        count = 0
        for key in keys:
            self.terminal.press(key)
            count += self.settle()
        return count

    def cpu(self) -> float:
        """CPU seconds the process has used so far, all its threads together."""
        return time.clock_gettime((~self.terminal.pid) << 3 | 2)

    def memory(self) -> int:
        """Proportional set size in bytes."""
        for line in Path(f"/proc/{self.terminal.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no Pss in smaps_rollup")

    def idle(self, seconds: float) -> int:
        """The bytes sent while nobody types."""
        end = time.monotonic() + seconds
        count = 0
        while (left := end - time.monotonic()) > 0:
            count += len(self.terminal.read(left))
        return count


@contextmanager
def running(program: Program) -> Iterator[Meter]:
    """The program, started and settled after its first frame."""
    with _started(program) as terminal:
        terminal.wait_for(program.marker, timeout=START)
        meter = Meter(terminal)
        meter.settle(first=1.0, quiet=1.0)
        yield meter


def measure_start(program: Program) -> float:
    """Seconds from the start to the answer to a key that is typed as soon as the first frame stands.

    Nothing is drawn while time is taken: output is collected, and looked at when the program is quiet.
    """
    with _started(program) as terminal:
        marker = program.marker.encode()
        terminal.wait_until(lambda: marker in terminal.received, program.marker, START)
        terminal.press(program.probe)
        meter = Meter(terminal)
        while not (ready := _first(terminal, program.answered)):
            if not meter.settle(first=START, quiet=0.4):
                raise TimeoutError(f"no answer to {program.probe!r}\n{terminal.text()}")
        return ready


def _started(program: Program) -> Terminal:
    return Terminal(
        program.command,
        columns=COLUMNS,
        rows=ROWS,
        term=TERM,
        environment={**_kept_environment(), **dict(program.environment)},
    )


def _kept_environment() -> dict[str, str]:
    """What a login would set; nothing of how the benchmark itself was started."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "USER", "TMPDIR") if key in os.environ}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _first(terminal: Terminal, shows: Shows) -> float:
    """Seconds from the start until the screen first showed something; 0 when it has not yet."""
    for piece, screen in drawing(terminal.pieces, COLUMNS, ROWS):
        if shows(screen):
            return piece.at - terminal.started
    return 0.0
