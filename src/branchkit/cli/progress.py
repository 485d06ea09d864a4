"""A bar on stderr while something takes its time; nothing where nobody is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from branchkit.cli.shell import Shell

Show = Callable[[int, int | None, str], None]
"""How much is done, of how much if that is known, and what is being done."""


@contextmanager
def progress(shell: Shell) -> Iterator[Show]:
    """The bar, gone when the block ends."""
    if not shell.stderr.isatty():
        yield lambda done, total, text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    console = Console(file=shell.stderr)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, text: bar.update(
            task, completed=done, total=total, description=text
        )
