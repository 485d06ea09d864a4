from __future__ import annotations

import os
import threading
import tty

import pytest

from branchkit.terminal.tty import ambiguous_width


@pytest.mark.parametrize(
    ("answer", "cells"), [(b"\x1b[1;2R", 1), (b"\x1b[7;3R", 2), (b"x\x1b[1;3R", 2)]
)
def test_the_terminal_says_where_its_cursor_is(answer: bytes, cells: int) -> None:
    master, slave = os.openpty()
    tty.setraw(slave)

    def terminal() -> None:
        asked = b""
        while b"\x1b[6n" not in asked:
            asked += os.read(master, 64)
        os.write(master, answer)

    thread = threading.Thread(target=terminal)
    thread.start()
    try:
        assert ambiguous_width(slave, slave, timeout=10) == cells
    finally:
        thread.join()
        os.close(master)
        os.close(slave)


def test_a_terminal_that_does_not_answer_is_not_waited_for() -> None:
    master, slave = os.openpty()
    try:
        assert ambiguous_width(slave, slave, timeout=0.05) is None
    finally:
        os.close(master)
        os.close(slave)


def test_what_is_no_terminal_is_not_asked() -> None:
    reading, writing = os.pipe()
    try:
        assert ambiguous_width(reading, writing) is None
    finally:
        os.close(reading)
        os.close(writing)
