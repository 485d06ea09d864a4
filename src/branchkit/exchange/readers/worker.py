"""The process that reads one file of others: ``python -m branchkit.exchange.readers.worker FD OPTIONS``.

It is given the open file as a descriptor, never a name, reads requests from its standard input and answers on its standard
output (:mod:`~branchkit.exchange.readers.wire`). Damaged files make libraries ask for gigabytes, abort or never end; here
that ends this process, within limits, and nothing else.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.formats import opened
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.sheets import (
    Contents,
    Findings,
    PluginFormat,
    ReadOptions,
    bounded,
)
from branchkit.exchange.readers.wire import BLOCK_ROWS, packed

MOST_MEMORY = 200 << 20
"""Bytes of address space; with what the program itself holds no more than 300 MB."""
MOST_CPU = 300
"""Seconds. The program ends a worker that is silent for much less; this is for one whose program has gone."""
_BLOCK_CHARACTERS = 1 << 20
_OUT_OF_MEMORY = b'{"refused": "read_too_big", "params": {}}\n'
"""Made before there is no memory to make it with."""


class _Guest:
    """The plugin whose format is being read, once its code runs: it has so many seconds for each answer."""

    def __init__(self, answers: BinaryIO) -> None:
        self.format: PluginFormat | None = None
        self._answers = answers

    def announce(self, format: PluginFormat) -> None:
        """Say so before it begins: it may end the process."""
        self.format = format
        self._answers.write(json.dumps({"by": format.id}).encode("ascii") + b"\n")
        self._answers.flush()
        signal.signal(signal.SIGALRM, _ring)
        self.begin()

    def begin(self) -> None:
        """Its seconds count from now."""
        if self.format is not None:
            signal.setitimer(signal.ITIMER_REAL, self.format.seconds)

    def end(self) -> None:
        """It has answered."""
        if self.format is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def refused(self, error: BaseException) -> bytes | None:
        """What it ended with; None where no plugin is at work."""
        self.end()
        if self.format is None:
            return None
        from branchkit.exchange.readers.plugin_formats import fault_of

        fault = fault_of(self.format, error)
        traceback.clear_frames(error.__traceback__)  # lets go of what filled the memory
        return json.dumps(_refused(fault)).encode("ascii") + b"\n"


def _ring(_signal: int, _frame: FrameType | None) -> None:
    from branchkit.exchange.readers.plugin_formats import TookTooLongError

    raise TookTooLongError


def main() -> None:
    """Open the file and answer until there are no more requests."""
    limit_itself()
    # Rows make no cyclic garbage; looking for it takes a third of the time.
    gc.disable()
    with os.fdopen(int(sys.argv[1]), "rb") as file:
        options = ReadOptions.told(json.loads(sys.argv[2]))
        try:
            serve(file, options, *_own_pipes())
        except BrokenPipeError:
            os._exit(0)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Requests and answers under descriptors of their own: what a library or a plugin prints is no answer."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, answers


def limit_itself() -> None:
    """Memory and time; a crash leaves no dump of somebody's roster."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))


def serve(file: BinaryIO, options: ReadOptions, requests: BinaryIO, answers: BinaryIO) -> None:
    """Say which sheets there are, then answer each request with a block of rows."""
    contents: Contents | None = None
    rows: Iterator[tuple[int, GridRow]] = iter(())
    findings = Findings()
    position = 0
    guest = _Guest(answers)
    for line in _openings(requests):
        try:
            guest.begin()
            request = json.loads(line)
            if contents is None:
                contents = opened(file, options, guest.announce)
                answer: dict[str, Any] = {
                    "sheets": [list(sheet) for sheet in contents.sheets],
                    "from_1904": contents.from_1904,
                }
            else:
                if "read" in request:
                    findings = Findings(options.visible_only)
                    rows = bounded(contents.rows(request["read"], findings), findings)
                    position = 0
                block, position, ended = _block(rows, position)
                answer = {"rows": block}
                if ended:
                    answer |= {"end": True, "findings": _told(findings)}
            said = json.dumps(answer).encode("ascii") + b"\n"
            guest.end()
        except MemoryError as error:
            rows = iter(())
            said = guest.refused(error) or _OUT_OF_MEMORY
        except BaseException as error:  # a panic of Rust's is no Exception
            rows = iter(())
            if (refused := guest.refused(error)) is None:
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                refused = json.dumps(_refused(error)).encode("ascii") + b"\n"
            said = refused
        answers.write(said)
        answers.flush()


def _openings(requests: BinaryIO) -> Iterator[bytes]:
    """A first turn, in which the file is opened unasked, and then the requests."""
    yield b"{}"
    yield from requests


def _block(rows: Iterator[tuple[int, GridRow]], position: int) -> tuple[list[Any], int, bool]:
    """The next rows, blank ones as their number; the number of the last, and whether the sheet ends with it."""
    block: list[Any] = []
    characters = 0
    for number, row in rows:
        if number > position + 1:
            block.append(number - position - 1)
        block.append(packed(row))
        position = number
        characters += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(block) >= BLOCK_ROWS or characters > _BLOCK_CHARACTERS:
            return block, position, False
    return block, position, True


def _told(findings: Findings) -> dict[str, Any]:
    return {
        "far": findings.far,
        "far_count": findings.far_count,
        "hidden": findings.hidden,
        "hidden_count": findings.hidden_count,
    }


def _refused(error: BaseException) -> dict[str, Any]:
    """Of an error that nobody has thought of only its kind: its words may repeat a cell, and so a person's number."""
    if isinstance(error, ExchangeError):
        code = error.code.removeprefix(f"{ExchangeError.subject}.")
        return {"refused": code, "params": error.params}
    return {"refused": "read_damaged", "params": {"detail": type(error).__name__}}


if __name__ == "__main__":
    main()
