"""The Tab key in bash, zsh and fish, on a terminal, with the scripts as ``branchkit completion`` prints them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from branchkit.testing.pty import Terminal

BIN = Path(sys.executable).parent
SHELLS = [
    "bash",
    pytest.param("zsh", marks=pytest.mark.needs("zsh")),
    pytest.param("fish", marks=pytest.mark.needs("fish")),
]
COMMANDS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
LOADING = {
    "bash": "source <(branchkit completion bash)",
    "zsh": "autoload -Uz compinit; compinit -D; source <(branchkit completion zsh)",
    "fish": "branchkit completion fish | source",
}
READY = "ready-now"


@contextmanager
def typing_in(shell: str, workspace: Path, home: Path) -> Iterator[Terminal]:
    """A shell that has read the script."""
    environment = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(home),
        "BRANCHKIT_WORKSPACE": str(workspace),
        "PS1": "> ",
    }
    with Terminal(
        COMMANDS[shell], environment=environment, directory=home, columns=120
    ) as terminal:
        # What is typed stands on the screen as well, so the mark is put together by the shell.
        terminal.type(f"{LOADING[shell]}; echo ready''-now\r")
        terminal.wait_until(
            lambda: (
                any(line.strip() == READY for line in terminal.lines())
                and terminal.line(terminal.cursor[1]).endswith((">", "#"))
            ),
            "the script is read, and the shell asks for more",
        )
        yield terminal


@pytest.mark.parametrize("shell", SHELLS)
def test_one_candidate_is_put_in(shell: str, workspace_directory: Path, isolated: Path) -> None:
    with typing_in(shell, workspace_directory, isolated) as terminal:
        terminal.type("branchkit docto\t--form\tjs\t")
        terminal.wait_for("branchkit doctor --format json")


@pytest.mark.parametrize("shell", SHELLS)
def test_ids_of_the_workspace_are_put_in(
    shell: str, workspace_directory: Path, isolated: Path
) -> None:
    with typing_in(shell, workspace_directory, isolated) as terminal:
        terminal.type("branchkit report notice --org \t")
        terminal.wait_for("--org test")


@pytest.mark.parametrize("shell", SHELLS)
def test_several_are_shown(shell: str, workspace_directory: Path, isolated: Path) -> None:
    with typing_in(shell, workspace_directory, isolated) as terminal:
        terminal.type("branchkit sheet re\t\t")
        terminal.wait_for("return", "review", "reopen")


@pytest.mark.parametrize("shell", SHELLS)
def test_files_are_the_shell_s_own(shell: str, workspace_directory: Path, isolated: Path) -> None:
    (isolated / "名册 2026.xlsx").touch()
    with typing_in(shell, workspace_directory, isolated) as terminal:
        terminal.type("branchkit import members 名\t")
        terminal.wait_until(
            lambda: "2026.xlsx" in terminal.text(), "the file's name is put in, its blank guarded"
        )
