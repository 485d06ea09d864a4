"""``branchkit completion SHELL``: what makes the Tab key complete this program's commands, options and ids in a shell.

The shells' scripts know nothing: at each Tab they hand the words of the line to ``branchkit completion words``, one a line, and show what
it answers (:mod:`branchkit.cli.completing`). So what plugins and workspaces bring is completed too, and no script grows stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell
    from branchkit.i18n.catalog import Catalog

SHELLS = ("bash", "zsh", "fish")
WORDS = "words"
"""Stands for a shell's question."""
SCRIPTS = Path(__file__).parent / "scripts"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``completion bash|zsh|fish``."""
    parser.epilog = catalog.text("cli.completion.epilog")
    parser.add_argument(
        "shell",
        choices=(*SHELLS, WORDS),
        metavar="SHELL",
        help=catalog.text("cli.completion.shell"),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print the script of a shell, or answer it."""
    if args.shell != WORDS:
        script = SCRIPTS / f"branchkit.{args.shell}"
        print(script.read_text(encoding="utf-8"), end="", file=shell.stdout)
        return OK
    from branchkit.cli.completing import FILES, candidates

    typed = sys.stdin.read().split("\n")[:-1] if sys.stdin is not None else []
    found = candidates(typed or [""], shell)
    if found is None:
        print(FILES, file=shell.stdout)
        return OK
    for candidate in found:
        print(f"{candidate.text}\t{candidate.told}", file=shell.stdout)
    return OK
