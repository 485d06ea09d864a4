"""``branchkit doctor`` on terminals: what it asks leaves nothing on the screen, and tmux is told from what lies behind it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

COMMAND = [str(Path(sys.executable).with_name("branchkit")), "--safe-mode", "doctor"]


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt100"])
def test_the_questions_leave_nothing_on_the_screen(term: str) -> None:
    with Terminal(COMMAND, term=term, rows=40) as terminal:
        terminal.wait_for("时区")
        terminal.wait_for_end()
        lines = terminal.lines()
        assert lines[0].split() == ["OK", "终端编码", "utf-8"]
        assert any(line.split()[:2] == ["OK", "鼠标"] for line in lines if line)


def test_a_terminal_of_another_character_set_is_told() -> None:
    with Terminal(COMMAND, rows=40, encoding="gbk") as terminal:
        terminal.wait_for("OK")
        terminal.wait_for_end()
        said = terminal.received.decode("utf-8", "replace")
        assert "终端却不是，中文会乱码" in said
        assert "把 SSH 软件的字符集设为 UTF-8" in said


@pytest.mark.needs("tmux")
def test_in_tmux_it_says_what_to_set_there(tmp_path: Path) -> None:
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g status off\nset -g remain-on-exit on\n", encoding="utf-8")
    server = ["tmux", "-S", "tmux.sock", "-u", "-f", str(settings)]
    with Terminal([*server, "new-session", *COMMAND], directory=tmp_path, rows=40) as terminal:
        try:
            terminal.wait_for("tmux set -g mouse on", "tmux set -s set-clipboard on", "时区")
        finally:
            with Terminal([*server, "kill-server"], directory=tmp_path) as ending:
                ending.wait_for_end()
