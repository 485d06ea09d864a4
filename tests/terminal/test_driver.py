"""The driver on a pseudo terminal, with the terminal's faults acted out."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from branchkit.terminal import tab_stops
from branchkit.terminal.tty import LEAVE
from branchkit.testing.pty import Screen, ScreenStream

pytestmark = pytest.mark.pty
PROGRAM = Path(__file__).with_name("grid_on_pty.py")
PATIENCE = 120.0


class OnPty:
    """The program on a pty, with an emulator that shows its screen."""

    def __init__(self, *arguments: str, term: str = "xterm-256color") -> None:
        self.screen = Screen(80, 24, lambda _answer: None)
        self.stream = ScreenStream(self.screen)
        self.raw = b""
        self.status: int | None = None
        self.pid, self.fd = os.forkpty()
        if self.pid == 0:
            environ = {**os.environ, "TERM": term, "PYTHONUTF8": "1"}
            os.execve(sys.executable, [sys.executable, str(PROGRAM), *arguments], environ)
        self.resize(80, 24)

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(height, width)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def type(self, data: bytes) -> None:
        os.write(self.fd, data)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self, seconds: float = 0.1) -> None:
        if self.fd < 0 or not select.select([self.fd], [], [], seconds)[0]:
            return
        try:
            data = os.read(self.fd, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        self.raw += data
        self.stream.feed(data)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"never came: {what}\n{self.text()}"
            self.read()

    def shows(self, text: str) -> None:
        self.until(lambda: text in self.text(), f"the text {text!r}")

    def has_ended(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None

    def hang_up(self) -> None:
        os.close(self.fd)
        self.fd = -1

    def end(self) -> None:
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A file that the program writes when it leaves in order."""
    return tmp_path / "left"


@pytest.fixture
def program(left: Path) -> Iterator[OnPty]:
    on_pty = OnPty(str(left))
    on_pty.shows("ready")
    yield on_pty
    on_pty.end()


def test_figures_typed_in_one_go_stand_in_their_cells(program: OnPty) -> None:
    program.type(b"8\r7\r9\r")
    program.shows("key enter")
    program.until(lambda: program.screen.display[3].split()[1:2] == ["9"], "the third figure")
    assert [line.split()[1] for line in program.screen.display[1:4]] == ["8", "7", "9"]


def test_gbk_bytes_leave_the_program_up_and_are_told_once(program: OnPty) -> None:
    program.type("张".encode("gbk"))
    program.shows("bad d5")
    program.type(b"8\r")
    program.shows("key enter")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer between two parts than the program waits by itself."""
    monkeypatch.setenv("ESCDELAY", "5000")


@pytest.mark.usefixtures("patient")
def test_an_arrow_key_whose_bytes_arrive_apart_is_still_an_arrow_key(program: OnPty) -> None:
    program.type(b"\x1b")
    program.read(0.3)
    program.type(b"[B")
    program.shows("key down")
    assert "escape" not in program.text()


def test_escape_and_a_figure_right_after_it_are_two_keys(program: OnPty) -> None:
    program.type(b"12\x1b8\r")
    program.shows("key enter")
    program.until(lambda: program.screen.display[1].split()[1:2] == ["8"], "the figure after Esc")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_end_the_program_in_order(program: OnPty, left: Path, number: int) -> None:
    os.kill(program.pid, number)
    program.until(program.has_ended, "the end")
    assert program.status == 0
    assert left.read_text() == "left in order"
    program.read()
    assert program.raw.endswith(LEAVE.encode())
    assert tab_stops.CLEAR.encode() in program.raw
    usual = range(tab_stops.USUAL, program.screen.columns, tab_stops.USUAL)
    assert program.screen.tabstops == set(usual)


def test_a_line_that_is_gone_ends_the_program(program: OnPty, left: Path) -> None:
    program.hang_up()
    program.until(program.has_ended, "the end")
    assert program.status == 0
    assert left.read_text() == "left in order"


def test_a_line_that_is_gone_ends_the_program_that_ignores_hangups(left: Path) -> None:
    program = OnPty(str(left), "--ignore-hangup")
    try:
        program.shows("ready")
        program.hang_up()
        program.until(program.has_ended, "the end")
        assert left.read_text() == "left in order"
    finally:
        program.end()


def test_a_terminal_that_does_not_read_cannot_hold_the_program(program: OnPty, left: Path) -> None:
    program.type(b"\x1b[15~")
    for _ in range(200):
        program.type(b"\x1b[6~\x1b[5~8\r")
    os.kill(program.pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while not program.has_ended():
        assert time.monotonic() < end, "still running although nobody reads"
        select.select([], [], [], 0.05)
    assert left.read_text() == "left in order"


def test_a_new_size_is_drawn_whole(program: OnPty) -> None:
    program.resize(60, 12)
    program.until(
        lambda: (
            program.screen.display[1].startswith("第0人") and "ready" in program.screen.display[11]
        ),
        "the first row and the bottom line at their places",
    )
    program.resize(100, 30)
    program.until(lambda: "ready" in program.screen.display[29], "the bottom line at its new place")
    shown = program.text().replace(" ", "")
    assert all(f"第{row}人" in shown for row in range(28))


def test_nothing_is_sent_while_nobody_types(program: OnPty) -> None:
    program.type(b"\x1b[B")
    program.shows("key down")
    before = -1
    while before < len(program.raw):
        before = len(program.raw)
        program.read(0.3)
    program.read(1.0)
    assert len(program.raw) == before


def spoil(program: OnPty) -> None:
    """Something else writes on the terminal."""
    program.stream.feed(b"\x1b[2J\x1b[5;5Hsomething else")


def test_ctrl_l_repairs_the_screen(program: OnPty) -> None:
    spoil(program)
    program.type(b"\x0c")
    program.shows("key ctrl+l")
    program.shows("第20人")
    assert "something else" not in program.text()


def test_a_program_stopped_and_continued_from_outside_repairs_the_screen(program: OnPty) -> None:
    os.kill(program.pid, signal.SIGSTOP)
    spoil(program)
    os.kill(program.pid, signal.SIGCONT)
    program.shows("ready")
    program.shows("第20人")
    assert "something else" not in program.text()


def test_ctrl_z_gives_the_terminal_back_and_continuing_takes_it_again(program: OnPty) -> None:
    os.kill(program.pid, signal.SIGTSTP)
    program.until(lambda: program.raw.endswith(LEAVE.encode()), "the terminal given back")
    program.until(lambda: "T (stopped)" in status_of(program.pid), "the program stopped")
    spoil(program)
    os.kill(program.pid, signal.SIGCONT)
    program.shows("第20人")
    program.type(b"8\r")
    program.shows("key enter")
    assert "something else" not in program.text()


def status_of(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


def test_on_the_linux_console_only_what_it_knows_is_sent(left: Path) -> None:
    program = OnPty(str(left), term="linux")
    try:
        program.shows("ready")
        program.type(b"8\r")
        program.shows("key enter")
        assert b"\x1b[38;" not in program.raw
        assert b"\x1b[48;" not in program.raw
        assert b"$p" not in program.raw
    finally:
        program.end()


def test_textual_still_parses_as_the_keyboard_expects() -> None:
    """Fails when a new Textual changes the parser that ``keyboard`` uses."""
    parser = XTermParser()
    keys = [(e.key, e.character) for e in parser.feed("8\r\x1b[A") if isinstance(e, events.Key)]
    assert keys == [("8", "8"), ("enter", "\r"), ("up", None)]
    assert list(parser.tick()) == []
