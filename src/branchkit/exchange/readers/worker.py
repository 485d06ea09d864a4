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
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.formats import opened
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.sheets import Contents, Findings, ReadOptions, bounded
from branchkit.exchange.readers.wire import BLOCK_ROWS, packed

MOST_MEMORY = 200 << 20
"""Bytes of address space; with what the program itself holds no more than 300 MB."""
MOST_CPU = 300
"""Seconds. The program ends a worker that is silent for much less; this is for one whose program has gone."""
_BLOCK_CHARACTERS = 1 << 20
_OUT_OF_MEMORY = b'{"refused": "read_too_big", "params": {}}\n'
"""Made before there is no memory to make it with."""


def main() -> None:
    """Open the file and answer until there are no more requests."""
    limit_itself()
    # Rows make no cyclic garbage; looking for it takes a third of the time.
    gc.disable()
    with os.fdopen(int(sys.argv[1]), "rb") as file:
        options = ReadOptions(**json.loads(sys.argv[2]))
        try:
            serve(file, options, sys.stdin.buffer, sys.stdout.buffer)
        except BrokenPipeError:
            os._exit(0)


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
    for line in _openings(requests):
        try:
            request = json.loads(line)
            if contents is None:
                contents = opened(file, options)
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
        except MemoryError:
            rows = iter(())
            said = _OUT_OF_MEMORY
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Rust's is no Exception
            rows = iter(())
            said = json.dumps(_refused(error)).encode("ascii") + b"\n"
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
