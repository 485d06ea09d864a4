"""Themes on a real terminal: the colours that arrive, fewer where there are fewer, none where none are wanted, another by choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

from .scoring_desk import BRANCHKIT, variables

pytestmark = pytest.mark.pty

OVERDUE = "逾期"
"""Stands on the home screen in the tone of errors."""


def started(home: Path, demo: Path, *before: str, term: str = "xterm-256color") -> Terminal:
    """``before`` stand in front of the command."""
    command: list[str | Path] = [*before, BRANCHKIT, "--workspace", demo]
    return Terminal(command, environment=variables(home), term=term)


def color_of(terminal: Terminal, text: str) -> str:
    """The colour in which the first of a text's characters stands."""
    terminal.wait_for(text)
    row = next(y for y, line in enumerate(terminal.lines()) if text in line)
    cells = terminal.screen.buffer[row]
    return str(next(cells[x].fg for x in sorted(cells) if cells[x].data == text[0]))


@pytest.mark.parametrize(
    ("setting", "term", "before", "color"),
    [
        ("", "xterm-256color", (), "red"),
        ("base/dark", "xterm-256color", (), "ff8787"),
        ("base/dark", "linux", (), "brightred"),
        ("base/dark", "xterm-256color", ("env", "NO_COLOR=1"), "default"),
        ("base/light", "xterm-256color", (), "af0000"),
    ],
)
def test_the_colours_are_those_that_the_terminal_has(
    demo: Path, tmp_path: Path, setting: str, term: str, before: tuple[str, ...], color: str
) -> None:
    (tmp_path / "settings.toml").write_text(f'theme = "{setting}"\n', encoding="utf-8")
    with started(tmp_path, demo, *before, term=term) as terminal:
        assert color_of(terminal, OVERDUE) == color


def test_a_theme_of_the_workspace_is_chosen_from_the_list_and_kept(
    demo: Path, tmp_path: Path
) -> None:
    (demo / "themes").mkdir()
    night = 'api = 1\ntitle = "夜间"\n[tones.error]\ncolor = "#ffaf00"\nbold = true\n'
    (demo / "themes" / "night.toml").write_text(night, encoding="utf-8")
    with started(tmp_path, demo) as terminal:
        assert color_of(terminal, OVERDUE) == "red"
        terminal.press(":")
        terminal.type("waiguan")
        terminal.wait_for("外观：换配色")
        terminal.press("enter")
        terminal.wait_for("默认", "深色背景", "高对比", "黑白", "夜间")
        terminal.type("yejian")
        terminal.press("enter")
        terminal.wait_for("8组织")
        assert color_of(terminal, OVERDUE) == "ffaf00"
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with started(tmp_path, demo) as terminal:
        assert color_of(terminal, OVERDUE) == "ffaf00"
        (demo / "themes" / "night.toml").unlink()
    with started(tmp_path, demo) as terminal:
        terminal.wait_for("没有配色 local/night")
        assert color_of(terminal, OVERDUE) == "red"
