"""The log: a file only when there is something to say, and nothing on the terminal."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from branchkit.logs import log_path, logging_to_file


def test_a_run_without_trouble_leaves_no_file(isolated: Path) -> None:
    with logging_to_file():
        pass
    assert not log_path().exists()


def test_warnings_go_to_the_file_and_not_to_the_terminal(
    isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to_file():
        logging.getLogger("branchkit.plugin").warning("a plugin is broken")
    assert "a plugin is broken" in log_path().read_text(encoding="utf-8")
    assert log_path().is_relative_to(isolated)
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_written_stops_nothing(
    isolated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_path().parent.parent.mkdir(parents=True)
    log_path().parent.write_text("a file where the folder should be")
    with logging_to_file():
        logging.getLogger("branchkit").error("lost")
    assert capsys.readouterr().err == ""


def test_two_runs_of_one_process_write_every_line_once(isolated: Path) -> None:
    for _ in range(2):
        with logging_to_file():
            logging.getLogger("branchkit").error("line")
    assert log_path().read_text(encoding="utf-8").count("line") == 2


NUMBER = "11010519491231002X"


class Faulty:
    """Fails when it is thrown away."""

    def __del__(self) -> None:
        raise KeyError(NUMBER)


def fail() -> None:
    raise KeyError(NUMBER)


def in_a_destructor() -> None:
    faulty = Faulty()
    del faulty


def in_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


async def begin_a_task() -> None:
    async def work() -> None:
        fail()

    await asyncio.wait([asyncio.create_task(work())])


def in_a_task() -> None:
    asyncio.run(begin_a_task())
    gc.collect()


@pytest.mark.parametrize("happens", [in_a_destructor, in_a_thread, in_a_task])
def test_what_nobody_catches_is_logged_without_its_words_and_printed_nowhere(
    happens: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to_file():
        happens()
    log = log_path().read_text(encoding="utf-8")
    assert "KeyError" in log
    assert "test_logs.py" in log
    assert NUMBER not in log + "".join(capsys.readouterr())


def test_a_library_that_warns_is_named_and_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logging_to_file():
        logging.getLogger("openpyxl").warning("a cell with %s", NUMBER)
    log = log_path().read_text(encoding="utf-8")
    assert "WARNING openpyxl" in log
    assert NUMBER not in log + "".join(capsys.readouterr())


def test_the_hooks_of_python_are_put_back() -> None:
    before = sys.unraisablehook, threading.excepthook
    with logging_to_file():
        assert (sys.unraisablehook, threading.excepthook) != before
    assert (sys.unraisablehook, threading.excepthook) == before
