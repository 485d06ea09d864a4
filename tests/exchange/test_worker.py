"""The process that reads files of others: whatever becomes of it, the program hears one refusal and goes on."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.readers.process import FileProcess
from branchkit.exchange.readers.sheets import ReadOptions
from branchkit.i18n.catalog import Catalog

from .workbooks import row, write_xlsx

SHEETS = json.dumps({"sheets": [["表一", False]], "from_1904": False})


@contextmanager
def read_by(code: str, folder: Path, patience: float = 30) -> Iterator[FileProcess]:
    """A file that is read by a worker of these lines, which know ``os`` and ``say``."""
    path = folder / "名册.xls"
    path.write_bytes(b"x")
    script = f"import os, sys, time\ndef say(text): print(text, flush=True)\n{code}"
    with path.open("rb") as file:
        worker = (sys.executable, "-c", script)
        process = FileProcess(path, file.fileno(), ReadOptions(), worker=worker, patience=patience)
        try:
            yield process
        finally:
            process.close()


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("os.abort()", "read_too_big"),
        ("os.kill(os.getpid(), 9)", "read_too_big"),
        ("os.kill(os.getpid(), 24)", "read_too_slow"),
        ("os.kill(os.getpid(), 11)", "read_damaged"),
        ("sys.exit(3)", "read_damaged"),
        ("time.sleep(60)", "read_too_slow"),
        ("say('no answer')", "read_damaged"),
        ("say('[1]')", "read_damaged"),
        ('say(\'{"refused": "no_code_of_ours"}\')', "read_damaged"),
        ("while True: sys.stdout.write('[' * 65536)", "read_too_big"),
        ('say(\'{"sheets": [[1]], "from_1904": 0}\')', "read_damaged"),
    ],
)
def test_however_the_worker_ends_it_is_one_refusal(
    code: str, refusal: str, tmp_path: Path, catalog: Catalog
) -> None:
    with (
        read_by(code, tmp_path, patience=0.2 if "sleep" in code else 30) as file,
        pytest.raises(ExchangeError) as refused,
    ):
        assert file.sheet_names
    assert refused.value.code == f"exchange.{refusal}"
    assert "名册.xls" in catalog.error(refused.value)


@pytest.mark.parametrize(
    "rows",
    ['[[["f", "1"]]]', '[[["n", "NaN"]]]', '[[["d", "1985-02-30"]]]', "[[[1]]]", "[[1.5]]", "7"],
)
def test_an_answer_that_no_reader_gives_is_no_row(rows: str, tmp_path: Path) -> None:
    answer = f'{{"rows": {rows}, "end": true}}'
    code = f"say({SHEETS!r}); sys.stdin.readline(); say({answer!r}); time.sleep(60)"
    with read_by(code, tmp_path) as file, pytest.raises(ExchangeError, match="read_damaged"):
        list(file.grid(0).rows())


def test_a_worker_killed_among_the_rows_ends_the_reading_not_the_program(tmp_path: Path) -> None:
    answer = json.dumps({"rows": [["甲"]]})
    code = f"say({SHEETS!r}); sys.stdin.readline(); say({answer!r}); os.kill(os.getpid(), 9)"
    with read_by(code, tmp_path) as file:
        rows = file.grid(0).rows()
        assert next(rows) == ["甲"]
        with pytest.raises(ExchangeError, match="read_too_big"):
            next(rows)


def test_closing_ends_a_worker_that_is_at_work(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    code = f"open({str(noted)!r}, 'w').write(str(os.getpid())); say({SHEETS!r}); time.sleep(600)"
    with read_by(code, tmp_path) as file:
        assert file.sheet_names == ("表一",)
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_whoever_waits_is_heard(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    code = f"open({str(gate)!r}).read(); say({SHEETS!r}); sys.stdin.readline(); time.sleep(600)"
    with read_by(code, tmp_path) as file:
        assert not file.ready()
        gate.write_text("")
        while not file.ready():
            pass
        grid = file.grid(0)
        grid.rows()
        assert not grid.ready(1)


def test_what_a_library_prints_reaches_no_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = f"sys.stderr.write('thread panicked'); sys.stderr.flush(); say({SHEETS!r})"
    with read_by(code, tmp_path) as file:
        assert file.sheet_names
    assert capfd.readouterr() == ("", "")


def test_a_reading_that_was_left_is_not_mixed_up_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("".join(f"{n},甲\n" for n in range(2000)), "utf-8")
    with open_grids(path) as grids:
        grid = grids.grid(0)
        left = grid.rows()
        assert [next(left)[0] for _row in range(3)] == ["0", "1", "2"]
        again = grid.rows()
        assert [row[0] for row in again] == [str(n) for n in range(2000)]
        assert list(left) == []


def test_blank_rows_count_and_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("a\n" + "\n" * 3000 + "b\n", "utf-8")
    with open_grids(path) as grids:
        rows = list(grids.grid(0).rows())
    assert [(n, row) for n, row in enumerate(rows, start=1) if row] == [(1, ["a"]), (3002, ["b"])]


PEAK = """
import resource, sys
from pathlib import Path
from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.opening import open_grids
code = ""
with open_grids(Path(sys.argv[1])) as grids:
    try:
        for _row in grids.grid(0).rows():
            pass
    except ExchangeError as error:
        code = error.code
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Run by a small process of its own, since a child begins with its parent's peak."""


def test_what_is_bigger_than_the_limit_is_refused_within_it(tmp_path: Path) -> None:
    """Shared strings that shrink by less than a bomb does, and are more than there is room for."""
    block = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(256))
    texts = f"<si><t>{block * 64}</t></si>" * 200
    strings = {"xl/sharedStrings.xml": f"<sst>{texts}</sst>"}
    path = write_xlsx(tmp_path / "a.xlsx", row(1, "甲"), parts=strings)
    done = subprocess.run(
        [sys.executable, "-c", PEAK, path], capture_output=True, text=True, check=True
    )
    code, megabytes = done.stdout.split()
    assert code == "exchange.read_too_big"
    assert int(megabytes) < 250


class TestWhatIsNoFile:
    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path: Path, catalog: Catalog) -> None:
        os.mkfifo(tmp_path / "pipe.xlsx")
        assert "管道" in refusal(tmp_path / "pipe.xlsx", "read_not_a_file", catalog)

    def test_a_device_is_refused(self, catalog: Catalog) -> None:
        refusal(Path("/dev/zero"), "read_not_a_file", catalog)

    def test_a_socket_is_refused(
        self, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # By a short name: a socket's path has room for a hundred characters.
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s.xlsx")
            refusal(Path("s.xlsx"), "read_not_a_file", catalog)

    def test_a_link_to_a_file_is_that_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("甲,乙\n", "utf-8")
        (tmp_path / "b.csv").symlink_to("a.csv")
        assert rows_of(tmp_path / "b.csv") == [["甲", "乙"]]


def refusal(path: Path, code: str, catalog: Catalog) -> str:
    with pytest.raises(ExchangeError) as refused, open_grids(path):
        pass
    assert refused.value.code == f"exchange.{code}"
    return catalog.error(refused.value)


def rows_of(path: Path) -> list[GridRow]:
    with open_grids(path) as grids:
        return list(grids.grid(0).rows())
