"""The threads that read and write the terminal, when there is a fault in what they call."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from textual import events
from textual.message import Message

from branchkit.terminal.difference import DifferenceWriter
from branchkit.terminal.keyboard import Keyboard
from branchkit.terminal.output import Encoder, Output

PATIENCE = 60
"""Seconds, far more than anything takes."""


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    """The end that is read and the one that is written."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_the_keyboard_reads_on_after_an_error(line: tuple[int, int]) -> None:
    keys: list[str] = []
    faults: list[Exception] = []
    read_on = threading.Event()

    def deliver(message: Message) -> None:
        assert isinstance(message, events.Key)
        keys.append(message.key)
        if message.key == "a":
            raise ZeroDivisionError
        read_on.set()

    def failed(error: Exception) -> None:
        faults.append(error)
        os.write(line[1], b"b")

    keyboard = Keyboard(line[0], deliver, lambda: None, failed)
    keyboard.start()
    os.write(line[1], b"a")
    assert read_on.wait(PATIENCE)
    keyboard.stop()
    assert keys == ["a", "b"]
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


def test_a_keyboard_that_is_gone_is_a_line_that_hung_up() -> None:
    hung_up = threading.Event()
    faults: list[Exception] = []
    reading, writing = os.pipe()
    keyboard = Keyboard(reading, lambda message: None, hung_up.set, faults.append)
    os.close(writing)
    os.close(reading)
    keyboard.start()
    assert hung_up.wait(PATIENCE)
    keyboard.stop()
    assert faults == []


class FaultyWriter(DifferenceWriter):
    """Cannot draw its first frame."""

    faults = 1

    def drain(self) -> str:
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError
        return super().drain()


def test_the_output_sends_on_after_an_error(line: tuple[int, int]) -> None:
    failed = threading.Event()
    output = Output(line[1], FaultyWriter(80, 24), lambda error: failed.set())
    output.start()
    output.send("lost")
    assert failed.wait(PATIENCE)
    output.send("sent")
    output.close()
    assert b"sent" in os.read(line[0], 100)


def test_what_a_terminal_lacks_is_marked_in_as_many_cells() -> None:
    # 𫞩 takes two cells, é one, and a combining accent none; GBK has none of them, nor a no-break space.
    assert Encoder("gbk").encode("陈\U0002b7a9\u00a0e\u0301建") == "陈??".encode(
        "gbk"
    ) + b"?e" + "建".encode("gbk")
    assert Encoder("utf-8").encode("陈\U0002b7a9") == "陈\U0002b7a9".encode()
