"""What a terminal answers to ``branchkit doctor``."""

from __future__ import annotations

import os
import threading

import pytest

from branchkit.terminal.probe import Answers, ask, understood

XTERM = (
    b"\x1b[1;5R\x1bP>|XTerm(390)\x1b\\\x1bP1$r0;48:2:1:2:3m\x1b\\"
    b"\x1b[?1006;2$y\x1bP0+r4d73\x1b\\\x1b[?64;1;2;52c"
)


def asked(answer: bytes, term: str, timeout: float = 10) -> tuple[Answers, bytes]:
    """What is made of a terminal that answers so, and all that it was sent."""
    master, slave = os.openpty()
    sent = b""

    def terminal() -> None:
        nonlocal sent
        while not sent.endswith(b"\x1b[c"):
            sent += os.read(master, 256)
        os.write(master, answer)

    thread = threading.Thread(target=terminal)
    thread.start()
    try:
        found = ask(slave, slave, term, timeout)
        thread.join()
        return found, sent + os.read(master, 256)
    finally:
        os.close(master)
        os.close(slave)


def test_a_terminal_says_what_it_is_and_can_do() -> None:
    answers, sent = asked(XTERM, "xterm-256color")
    assert answers == Answers(True, "XTerm(390)", True, True, True, True)
    assert sent.endswith(b"\r\x1b[m\x1b[K"), "the line is left empty, in no colour"


def test_an_old_console_is_asked_only_what_it_does_not_draw() -> None:
    answers, sent = asked(b"\x1b[1;5R\x1b[?6c", "linux")
    assert answers == Answers(spoke=True, utf8=True)
    assert b"\x1bP" not in sent
    assert b"[>" not in sent


def test_a_silent_terminal_has_said_nothing() -> None:
    assert asked(b"", "xterm", timeout=0.05)[0] == Answers()


def test_what_is_no_terminal_is_not_asked() -> None:
    reading, writing = os.pipe()
    try:
        assert ask(reading, writing, "xterm") == Answers()
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"\x1b[4;7R\x1b[?6c", Answers(spoke=True, utf8=False)),
        (b"\x1b[4;9R\x1b[?6c", Answers(spoke=True)),
        (b"\x1bP0$r\x1b\\\x1b[?1006;0$y\x1b[?6c", Answers(spoke=True, mouse=False)),
        (b"\x1bP1$r48;2;1;2;3m\x1b\\\x1b[?6c", Answers(spoke=True, true_colour=True)),
        (b"\x1bP1$r48;5;16m\x1b\\\x1b[?6c", Answers(spoke=True)),
        (b"\x1bP1+r4D73=5C\x1b\\\x1b[?6c", Answers(spoke=True, clipboard=True)),
        (b"\x1b[?152;1c", Answers(spoke=True)),
        (b"keys typed", Answers()),
    ],
)
def test_every_answer_is_understood(said: bytes, expected: Answers) -> None:
    assert understood(said) == expected
