"""The user's settings file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from branchkit.cli.checkups import Finding, error, ok

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell


def check(shell: Shell) -> Iterator[Finding]:
    """Whether it can be read."""
    if shell.settings_error:
        yield error("settings", "broken", detail=shell.catalog.error(shell.settings_error))
    elif shell.user_settings_path.exists():
        yield ok("settings", path=shell.user_settings_path)
    else:
        yield ok("settings", "defaults")
