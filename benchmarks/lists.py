"""Long lists: a register of ten thousand rows beside the same register of a hundred, taking turns.

Opening is from Enter on the list of registers to the answer to a key that is typed the moment the first frame stands. A key
is counted by the process's own clock. While ten thousand rows are sorted keys are typed, too: what they wait
is held against a key at rest.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pty_meter import Meter, Program, running
from report import Figure
from subjects import BRANCHKIT, program_environment
from workspaces import Row, register_workspace

REGISTER = "book.meeting"
INITIALS = "zbhyjl"
"""Finds the register in the list."""
TITLE = "支部会议记录"
HEAD = "日期"
SORTING = "正在查看"
SIZES = (100, 10_000)
PEOPLE = 40
DAYS = 1000
TIMES = 12
ANSWER = 30.0


def list_figures(folder: Path, rounds: int) -> Iterator[Figure]:
    """Opening, keys and sorting at both sizes."""
    programs = {}
    for size in SIZES:
        made = folder / f"made-list-{size}"
        _make(made, size)
        programs[size] = _program(made, folder / f"list-{size}")
    samples: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in range(rounds):
        for size, program in programs.items():
            with running(program) as meter:
                for what, value in _session(meter, sorting=size == SIZES[-1]):
                    samples[what, size].append(value)

    def median(what: str, size: int) -> float:
        return statistics.median(samples[what, size])

    few, many = SIZES
    floor = f"{few} rows"
    yield Figure("list open", many, median("open", many), "s", 1.5, median("open", few), floor)
    for what in ("down CPU", "page CPU"):
        value = median(what, many)
        yield Figure(f"list {what}", many, value, "ms", 1.25, median(what, few), floor)
    rest, busy = median("answer", many), median("answer while sorting", many)
    yield Figure("list key while sorting", many, busy, "ms", 5, rest, "at rest")


def _session(meter: Meter, *, sorting: bool) -> Iterator[tuple[str, float]]:
    terminal = meter.terminal
    meter.bytes_of(("/", *INITIALS))
    before = len(terminal.pieces)
    started = time.perf_counter()
    terminal.press("enter")
    _wait(meter, HEAD, before)
    _timed(meter, "up")
    yield "open", terminal.pieces[-1].at - started
    meter.settle(first=1.0, quiet=0.5)
    for what, keys in (("down", ("up", "down")), ("page", ("pageup", "pagedown"))):
        spent = meter.cpu()
        meter.bytes_of(keys * TIMES)
        yield f"{what} CPU", (meter.cpu() - spent) / (len(keys) * TIMES) * 1000
    yield "answer", statistics.median(_answers(meter, TIMES))
    if sorting:
        before = len(terminal.pieces)
        terminal.press("f4", "enter")
        _wait(meter, SORTING, before)
        yield (
            "answer while sorting",
            statistics.median(_timed(meter, "up") for _ in range(5)) * 1000,
        )


def _wait(meter: Meter, text: str, after: int) -> None:
    """Until a text has been sent; nothing is drawn meanwhile."""
    wanted, terminal = text.encode(), meter.terminal
    terminal.wait_until(
        lambda: wanted in b"".join(piece.data for piece in terminal.pieces[after:]), text, ANSWER
    )


def _answers(meter: Meter, times: int) -> list[float]:
    """Milliseconds that keys wait for their answers."""
    return [_timed(meter, key) * 1000 for key in ("up", "down") * times]


def _timed(meter: Meter, key: str) -> float:
    """Seconds from a key to the first of what is sent for it."""
    terminal = meter.terminal
    count = len(terminal.pieces)
    started = time.perf_counter()
    terminal.press(key)
    terminal.wait_until(lambda: len(terminal.pieces) > count, f"an answer to {key}", ANSWER)
    return terminal.pieces[count].at - started


def _program(made: Path, scratch: Path) -> Program:
    workspace = scratch / "workspace"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(made, workspace)
    return Program(
        (BRANCHKIT, "--at", "registers", "--workspace", str(workspace)),
        marker=TITLE,
        probe="down",
        answered=lambda screen: True,
        environment=program_environment(scratch),
    )


def _make(directory: Path, size: int) -> None:
    """Meetings over three years, each with everybody expected and most of them there."""
    dice = Random(size)

    def rows(people: list[str]) -> Iterator[Row]:
        for number in range(size):
            day = date(2024, 2, 1) + timedelta(days=dice.randrange(DAYS))
            yield {
                "date": day.isoformat(),
                "kind": dice.choice(("general", "committee")),
                "topic": f"研究第 {number} 项工作",
                "expected": people,
                "present": dice.sample(people, PEOPLE - 3),
            }

    register_workspace(directory, PEOPLE, REGISTER, rows)
