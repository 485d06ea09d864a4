"""The log: a file only when there is something to say, and nothing on the terminal."""

from __future__ import annotations

import logging
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
