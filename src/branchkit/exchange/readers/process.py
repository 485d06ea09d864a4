"""The program's side of a worker: starts it for a file, asks for rows ahead of their use, and says how it ended.

Whatever the worker does — abort, panic, fill its memory, never answer, be killed — becomes an :class:`ExchangeError`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from branchkit.core.errors import ExchangeError, Place, Problem
from branchkit.exchange.readers.grid import Grid, GridRow, column_letter
from branchkit.exchange.readers.sheets import ReadOptions
from branchkit.exchange.readers.wire import LONGEST_ANSWER, unpacked

WORKER = (sys.executable, "-P", "-m", "branchkit.exchange.readers.worker")
"""-P: a module in the folder in which one stands is not ours."""
_AHEAD = 600
"""So many rows are asked for before they are wanted, so that both processes work at once."""
_WAIT = 0.05
"""Seconds after which whoever waits is heard."""
_MOST_SILENCE = 60.0
"""Seconds that the worker may take for one answer."""
_PIECE = 1 << 16
_BY = b'{"by": '
_REFUSALS = frozenset(
    (
        "read_csv",
        "read_damaged",
        "read_empty",
        "read_encoding",
        "read_encrypted",
        "read_markup",
        "read_no_encoding",
        "read_not_a_table",
        "read_old_format",
        "read_plugin",
        "read_plugin_memory",
        "read_plugin_slow",
        "read_several_formats",
        "read_too_big",
        "read_too_long",
        "read_too_slow",
    )
)
"""What the worker may say of a file; anything else is no answer."""
_ENDS = {
    -signal.SIGABRT: "read_too_big",  # Rust's end when there is no memory
    -signal.SIGKILL: "read_too_big",  # the system's
    -signal.SIGXCPU: "read_too_slow",
}
"""What ended a worker that has gone without a word."""
_OF_PLUGINS = {
    "read_damaged": "read_plugin",
    "read_too_big": "read_plugin_memory",
    "read_too_slow": "read_plugin_slow",
}
"""The same of a worker in which a plugin's code was at work."""


class FileProcess:
    """A file that is read by a worker; a file of grids. One sheet is read at a time."""

    def __init__(
        self,
        path: Path,
        file: int,
        options: ReadOptions,
        *,
        worker: Sequence[str] = WORKER,
        patience: float = _MOST_SILENCE,
    ) -> None:
        """``file`` is the open file's descriptor, which the worker shares; ``path`` is named in errors; ``patience`` is how
        many seconds the worker may take for one answer."""
        self._path = path
        self._patience = patience
        # Not in the terminal's foreground group: Ctrl+C is ours to handle. What libraries say at their end is for nobody.
        self._process = subprocess.Popen(
            [*worker, str(file), json.dumps(asdict(options))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(file,),
            process_group=0,
        )
        self._asked = 1
        """Requests without an answer; the sheets are told unasked."""
        self._outdated = 0
        """How many of them are for a sheet that nobody reads any more."""
        self._waited = 0.0
        self._by = ""
        """The plugin's format as which the file is read."""
        self._came = bytearray()
        self._sheets: list[tuple[str, bool]] | None = None
        self._from_1904 = False
        self._visible_only = options.visible_only
        self._rows: deque[GridRow] = deque()
        self._ended = True
        self._reading = 0
        """Counts the readings, so that one that was left is not mixed up with the next."""
        self._findings: dict[int, tuple[Problem, ...]] = {}
        self._index = 0

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets, hidden ones included."""
        return tuple(name for name, _hidden in self._known_sheets())

    def grid(self, index: int) -> Grid:
        """A sheet by its place from 0."""
        name, hidden = self._known_sheets()[index]
        return Grid(
            name,
            lambda: self._read(index),
            hidden,
            self._from_1904,
            self._has_rows,
            lambda: self._findings.get(index, ()),
        )

    def ready(self) -> bool:
        """Whether the sheets are known; waits a moment where they are not."""
        if self._sheets is None:
            self._take()
        return self._sheets is not None

    def close(self) -> None:
        """End the worker, whatever it is doing, and what a plugin has started there."""
        self._process.kill()
        if self._by:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def _has_rows(self, rows: int) -> bool:
        if not self._has(rows):
            self._take()
        return self._has(rows)

    def _has(self, rows: int) -> bool:
        return self._ended or len(self._rows) >= min(rows, _AHEAD)

    def _known_sheets(self) -> list[tuple[str, bool]]:
        while self._sheets is None:
            self._take()
        return self._sheets

    def _read(self, index: int) -> Iterator[GridRow]:
        """Asks for a sheet at once; what was being read is left."""
        self._outdated = self._asked
        self._reading += 1
        self._rows.clear()
        self._ended = False
        self._index = index
        self._ask({"read": index})
        return self._rows_of(self._reading)

    def _rows_of(self, reading: int) -> Iterator[GridRow]:
        while reading == self._reading:
            if self._rows:
                yield self._rows.popleft()
                self._ask_ahead()
            elif self._ended:
                return
            else:
                self._take()

    def _ask_ahead(self) -> None:
        if not self._asked and not self._ended and len(self._rows) < _AHEAD:
            self._ask({"more": True})

    def _ask(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # that the worker has gone shows when its answer is missing
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
        self._asked += 1
        self._waited = 0.0

    def _take(self) -> None:
        """What has come of an answer, or nothing after a moment."""
        assert self._process.stdout is not None
        if not select.select((self._process.stdout,), (), (), _WAIT)[0]:
            self._waited += _WAIT
            if self._waited >= self._patience:
                raise self._refusal(self._end("read_too_slow"), {"seconds": self._patience})
            return
        piece = os.read(self._process.stdout.fileno(), _PIECE)
        if not piece:
            raise self._how_it_ended()
        self._came += piece
        if len(self._came) > LONGEST_ANSWER:
            raise ExchangeError("read_too_big", path=str(self._path))
        if piece.endswith(b"\n"):
            answer, self._came = bytes(self._came), bytearray()
            self._waited = 0.0
            for line in answer.splitlines():
                self._answered(line)

    def _answered(self, line: bytes) -> None:
        if line.startswith(_BY):
            self._by = str(json.loads(line)["by"])
            return
        self._asked -= 1
        outdated = self._outdated > 0
        self._outdated -= outdated
        try:
            answer = json.loads(line)
            if "refused" in answer and not outdated:
                raise self._refusal(str(answer["refused"]), answer.get("params", {}))
            if "sheets" in answer:
                self._sheets = [(str(name), bool(hidden)) for name, hidden in answer["sheets"]]
                self._from_1904 = bool(answer["from_1904"])
            elif "rows" in answer and not outdated:
                self._take_rows(answer)
        except (ValueError, TypeError, KeyError) as error:
            detail = type(error).__name__
            raise self._refusal(self._end("read_damaged"), {"detail": detail}) from error

    def _take_rows(self, answer: dict[str, Any]) -> None:
        for row in answer["rows"]:
            if isinstance(row, int):
                self._rows.extend([] for _blank in range(row))
            else:
                self._rows.append(unpacked(row))
        if answer.get("end"):
            self._ended = True
            self._findings[self._index] = tuple(self._told(answer["findings"]))
        self._ask_ahead()

    def _told(self, findings: dict[str, Any]) -> Iterator[Problem]:
        name = self._known_sheets()[self._index][0]
        if findings["far_count"]:
            row, column = findings["far"][0]
            places = [f"{column_letter(column)}{row}" for row, column in findings["far"]]
            params: dict[str, object] = {"cells": places, "count": findings["far_count"]}
            where = Place(sheet=name, row=row, column=column_letter(column))
            yield Problem("import.far_cells", where, "warning", params)
        if findings["hidden_count"]:
            params = {"rows": findings["hidden"], "count": findings["hidden_count"]}
            where = Place(sheet=name)
            if self._visible_only:
                yield Problem("import.hidden_left_out", where, "warning", params)
            else:
                yield Problem("import.hidden_read", where, "warning", params)

    def _refusal(self, code: str, params: dict[str, object]) -> ExchangeError:
        if code not in _REFUSALS:
            code, params = self._end("read_damaged"), {"detail": ""}
        if code in _OF_PLUGINS.values():
            params = {"format": self._by, "place": "", "detail": "", **params}
        return ExchangeError(code, **{"path": str(self._path), **params})

    def _how_it_ended(self) -> ExchangeError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_WAIT)
        status = self._process.poll() or 0
        code = self._end(_ENDS.get(status, "read_damaged"))
        return self._refusal(code, {"detail": f"exit {status}", "seconds": self._patience})

    def _end(self, code: str) -> str:
        """What a worker ended with, a plugin's where one was at work."""
        return _OF_PLUGINS[code] if self._by else code
