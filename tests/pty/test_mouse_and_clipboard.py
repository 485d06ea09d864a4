"""Clicks, the wheel and copying, as bytes of a terminal: what is sent, what is answered, and nothing while nobody does anything."""

from __future__ import annotations

import os
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from branchkit.core.tsv import block_of
from branchkit.terminal.tty import MOUSE
from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, ScoringDesk, scoring

pytestmark = pytest.mark.pty

LEFT, WHEEL_DOWN = 0, 65
SECOND = "欧阳若兰"
OSC_52 = b"\x1b]52;c;"


def click(terminal: Terminal, column: int, row: int, button: int = LEFT) -> None:
    """Column and row from 0, as SGR mice tell them."""
    at = f"{button};{column + 1};{row + 1}"
    terminal.send(f"\x1b[<{at}M".encode())
    if button == LEFT:
        terminal.send(f"\x1b[<{at}m".encode())


def copied(terminal: Terminal) -> list[list[str]]:
    """What was handed to the terminal's clipboard last."""
    terminal.wait_until(lambda: OSC_52 in bytes(terminal.received), "something copied")
    coded = bytes(terminal.received).rpartition(OSC_52)[2].partition(b"\x07")[0]
    return block_of(b64decode(coded).decode())


def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    monkeypatch.setenv("BRANCHKIT_CONFIG", str(file))


def test_a_click_goes_to_a_cell_and_the_wheel_scrolls(demo: Path) -> None:
    with scoring(demo) as desk:
        terminal = desk.terminal
        column = terminal.cursor[0]
        click(terminal, column, desk.row_of(SECOND))
        desk.wait_at(SECOND, "大会")
        first = terminal.line(3)
        click(terminal, column, 10, WHEEL_DOWN)
        terminal.wait_until(lambda: terminal.line(3) != first, "the rows have moved")


def test_a_head_that_is_clicked_sorts(demo: Path) -> None:
    with scoring(demo) as desk:
        click(desk.terminal, 6, 2)
        desk.terminal.wait_for("按姓名")


def test_no_mouse_is_asked_for_where_none_is_or_none_is_wanted(
    demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = MOUSE.encode()
    with scoring(demo) as desk:
        assert wanted in bytes(desk.terminal.received)
    with scoring(demo, term="linux") as desk:
        assert wanted not in bytes(desk.terminal.received)
    settings(monkeypatch, tmp_path, 'mouse = "off"\n')
    with scoring(demo) as desk:
        assert wanted not in bytes(desk.terminal.received)


def test_a_terminal_that_does_not_say_it_takes_a_block_gets_a_file(demo: Path) -> None:
    with scoring(demo) as desk:
        terminal = desk.terminal
        copy_row(desk)
        terminal.wait_until(lambda: b"\x1b[c" in bytes(terminal.received), "the question")
        # pyte answers, and names nothing of the kind.
        terminal.wait_for_folded(str(demo / "exports"))


def test_an_answer_that_arrives_in_parts_is_not_typed(demo: Path) -> None:
    with scoring(demo) as desk:
        terminal = desk.terminal
        terminal.screen.report_device_attributes = lambda *_, **__: None  # type: ignore[method-assign]
        copy_row(desk)
        terminal.wait_until(lambda: b"\x1b[c" in bytes(terminal.received), "the question")
        terminal.send_slowly(b"\x1b[?62;", b"4;52c", gap=0.05)
        (line,) = copied(terminal)
        assert line[1] == "陈建国"
        terminal.wait_for("已复制 1 行")
        assert desk.where()[0] == "陈建国"


def test_where_the_setting_says_so_nothing_is_asked(
    demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings(monkeypatch, tmp_path, 'clipboard = "terminal"\n')
    with scoring(demo) as desk:
        copy_row(desk)
        assert copied(desk.terminal)[0][1] == "陈建国"
        assert b"\x1b[c" not in bytes(desk.terminal.received)


def copy_row(desk: ScoringDesk) -> None:
    desk.terminal.press("c")
    desk.terminal.wait_for("复制什么")
    desk.terminal.press("2")


def test_shift_and_arrows_select_what_is_copied(
    demo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings(monkeypatch, tmp_path, 'clipboard = "terminal"\n')
    with scoring(demo) as desk:
        desk.terminal.send(b"\x1b[1;2B\x1b[1;2Cc")
        assert copied(desk.terminal) == [["8", "6"], ["8", "6"]]


@pytest.mark.needs("tmux")
def test_tmux_is_given_what_is_copied(demo: Path, tmp_path: Path) -> None:
    socket = tmp_path / "tmux"
    tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    words = [str(BRANCHKIT), "--at", "scoring", "--workspace", str(demo)]
    environment = {key: value for key, value in os.environ.items() if key != "TMUX"}
    with Terminal([*tmux, "new-session", *words], environment=environment) as terminal:
        try:
            desk = ScoringDesk(terminal)
            desk.wait_ready()
            copy_row(desk)
            terminal.wait_for("已复制 1 行")
            shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True)
            assert block_of(shown.stdout.decode())[0][1] == "陈建国"
        finally:
            subprocess.run([*tmux, "kill-server"], check=False)
