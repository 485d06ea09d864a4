"""However the program ends, and whatever fails in it: the session goes on where it can, and the terminal is whole afterwards."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from branchkit.cli import exit_codes
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT

pytestmark = pytest.mark.pty

FAULTY = """
import os, sys
from branchkit.cli.main import main
{fault}
sys.exit(main())
"""
"""The program with a fault of ours in it."""
KEY_RAISES = """
from branchkit.screens.registers.index import RegistersScreen
def perform(self, action):
    raise KeyError("11010519491231002X")
RegistersScreen.perform = perform
"""
KEY_ABORTS = KEY_RAISES.replace('raise KeyError("11010519491231002X")', "os.abort()")
NOTHING_CAN_BE_SHOWN = """
from branchkit.screens.console import (ConsoleScreen)
def set_title(self, *texts):
    raise KeyError("11010519491231002X")
ConsoleScreen.set_title = set_title
"""
HOME = "8组织"
REGISTERS = "台账"


@pytest.fixture
def program(tmp_path: Path, demo: Path) -> Callable[..., Terminal]:
    """The program with a fault, on the demo."""

    def started(fault: str, *options: str) -> Terminal:
        script = tmp_path / "faulty.py"
        script.write_text(FAULTY.format(fault=fault), encoding="utf-8")
        return Terminal([sys.executable, script, "--workspace", demo, *options])

    return started


def test_a_screen_that_fails_is_left_and_the_next_key_is_answered(
    program: Callable[..., Terminal],
) -> None:
    with program(KEY_RAISES, "--at", "registers") as terminal:
        terminal.wait_for(REGISTERS, "p整套打印")
        terminal.press("p")
        terminal.wait_for("期限", "KeyError")
        terminal.press("down")
        terminal.wait_for(HOME)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_whole
        assert b"Traceback" not in terminal.received
        assert b"11010519491231002X" not in terminal.received


def test_when_nothing_can_be_shown_the_program_says_so_and_ends(
    program: Callable[..., Terminal],
) -> None:
    with program(NOTHING_CAN_BE_SHOWN) as terminal:
        assert terminal.wait_for_end() == exit_codes.CRASH
        assert terminal.is_whole
        assert "程序出错：KeyError" in terminal.text()
        assert b"Traceback" not in terminal.received
        assert b"11010519491231002X" not in terminal.received


def test_strict_shows_where_it_happened(program: Callable[..., Terminal]) -> None:
    with program(KEY_RAISES, "--at", "registers", "--strict") as terminal:
        terminal.wait_for(REGISTERS, "p整套打印")
        terminal.press("p")
        assert terminal.wait_for_end() == 1
        assert terminal.is_whole
        assert b"Traceback" in terminal.received


def test_an_abort_leaves_the_terminal_whole(program: Callable[..., Terminal]) -> None:
    with program(KEY_ABORTS, "--at", "registers") as terminal:
        terminal.wait_for(REGISTERS, "p整套打印")
        assert not terminal.is_whole
        terminal.press("p")
        assert terminal.wait_for_end() == -signal.SIGABRT
        assert terminal.is_whole


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM])
def test_a_signal_leaves_the_terminal_whole(demo: Path, number: int) -> None:
    with Terminal([BRANCHKIT, "--workspace", demo]) as terminal:
        terminal.wait_for(HOME)
        terminal.kill(number)
        terminal.wait_for_end()
        assert terminal.is_whole
