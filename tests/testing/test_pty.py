"""The terminal that other tests type into."""

from __future__ import annotations

import signal

import pytest

from branchkit.testing.pty import Terminal, TerminalError

CAT = ["/bin/cat"]


def shell(script: str) -> list[str]:
    return ["/bin/sh", "-c", script]


def test_what_is_typed_reaches_the_program_and_its_answer_the_screen() -> None:
    with Terminal(shell('read x; echo "<$x>"')) as terminal:
        terminal.type("单雄信")
        terminal.press("enter")
        terminal.wait_for("<单雄信>")
        assert terminal.wait_for_end() == 0


def test_the_exit_status_and_the_ending_signal_are_told() -> None:
    with Terminal(shell("exit 3")) as terminal:
        assert terminal.wait_for_end() == 3
    with Terminal(CAT) as terminal:
        terminal.kill()
        assert terminal.wait_for_end() == -signal.SIGKILL


def test_a_dropped_line_is_a_hang_up() -> None:
    # A program that reads may be told of the end of the line before the signal comes.
    with Terminal(shell("echo ready; exec tail -f /dev/null")) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait_after_hang_up() == -signal.SIGHUP


def test_waiting_in_vain_shows_the_screen() -> None:
    with Terminal(shell("echo something else; cat")) as terminal:
        terminal.wait_for("something else")
        with pytest.raises(TerminalError, match=r"'this' on the screen(?s:.)*something else"):
            terminal.wait_for("this", timeout=0.1)


def test_what_is_folded_into_the_next_row_is_found() -> None:
    with Terminal(shell("echo a folder/单雄信.txt"), columns=16) as terminal:
        terminal.wait_for_folded("a folder/单雄信.txt")
        assert "单雄信.txt" not in terminal.text()


def test_a_program_that_has_gone_is_not_waited_for() -> None:
    with Terminal(shell("echo bye")) as terminal, pytest.raises(TerminalError, match="has gone"):
        terminal.wait_for("hello")


def test_the_program_sees_the_size_and_a_change_of_it() -> None:
    with Terminal(shell("trap 'stty size' WINCH; stty size; while :; do read x; done")) as terminal:
        terminal.wait_for("24 80")
        terminal.resize(100, 30)
        terminal.wait_for("30 100")


def test_the_terminal_says_where_its_cursor_is() -> None:
    script = "stty raw -echo; printf 'ab\\033[6n'; dd bs=1 count=6 2>/dev/null | od -c | head -1"
    with Terminal(shell(script)) as terminal:
        terminal.wait_until(lambda: terminal.cursor == (2, 0), "the question drawn")
        terminal.wait_for("[   1   ;   3   R")


def test_a_wide_character_takes_two_cells_and_reverse_video_is_told() -> None:
    with Terminal(shell("printf '张三 \\033[7m8\\033[m|'; cat")) as terminal:
        terminal.wait_for("张三 8|")
        assert terminal.cursor == (7, 0)
        assert terminal.reversed_text(0) == "8"


def test_repeating_and_scrolling_that_curses_uses_are_drawn() -> None:
    with Terminal(shell("printf '1\\n2\\n3\\n\\033[S\\033[1;1Hx\\033[3b'; cat")) as terminal:
        terminal.wait_for("xxxx")
        assert terminal.lines()[:2] == ["xxxx", "3"]
