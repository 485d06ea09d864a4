"""Rounds of starts and sessions in which subject and floor take turns, so that a drifting machine hits both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pty_meter import Program, measure_start, running
from subjects import Subject, operations
from workspaces import Bench

TIMES = 25
"""How often the shorter operations are done in a session."""
MEGABYTE = 1e6


_BUSY = "while True: pass"


@contextmanager
def busy_cores() -> Iterator[None]:
    """A process beside us for each core, which never rests."""
    command = [sys.executable, "-c", _BUSY]
    busy = [subprocess.Popen(command) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


class Samples:
    """What was measured, by name; several sessions add to the same name."""

    def __init__(self) -> None:
        self._values: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, name: str, *values: float) -> None:
        """Take in values of one kind."""
        self._values[name].extend(values)

    def median(self, name: str) -> float:
        """The median of all values of one kind."""
        return statistics.median(self._values[name])


def measure_starts(programs: Mapping[str, Program], times: int) -> Samples:
    """Seconds until each program answers, one after the other in turn; the first turn only warms up."""
    samples = Samples()
    names = list(programs)
    for turn in range(times + 1):
        # Who starts right after whom matters: every other turn goes the other way round.
        for name in sorted(programs, key=names.index, reverse=bool(turn % 2)):
            ready = measure_start(programs[name])
            if turn:
                samples.add(name, ready)
    return samples


def measure_session(subject: Subject, bench: Bench, samples: Samples) -> None:
    """One session: first frame, all operations, memory at the end.

    Adds ``<subject> frame bytes``, ``<subject> <operation> bytes`` of every single time, ``<subject> score CPU`` in
    milliseconds and ``<subject> memory`` in megabytes.
    """
    with running(subject.program) as meter:
        samples.add(f"{subject.name} frame bytes", len(meter.terminal.received))
        for operation in operations(subject, bench, TIMES):
            before = meter.cpu()
            sent = [meter.bytes_of(keys) for keys in operation.turns]
            spent = (meter.cpu() - before) / len(sent) * 1000
            samples.add(f"{subject.name} {operation.name} bytes", *sent)
            samples.add(f"{subject.name} {operation.name} CPU", spent)
            meter.bytes_of(operation.afterwards)
        samples.add(f"{subject.name} memory", meter.memory() / MEGABYTE)


def measure_idle(subject: Subject, bench: Bench, seconds: float) -> int:
    """The bytes sent while nobody types, after a few scores."""
    score = next(o for o in operations(subject, bench, 3) if o.name == "score")
    with running(subject.program) as meter:
        for keys in score.turns:
            meter.bytes_of(keys)
        return meter.idle(seconds)
