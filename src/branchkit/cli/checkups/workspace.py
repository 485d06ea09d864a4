"""The workspace: its folder, its database, its plugins."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.checkups import Finding, error, ok, warning
from branchkit.core.errors import BranchkitError
from branchkit.plugin.failure_words import words_of

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.cli.shell import Shell


def check(shell: Shell) -> Iterator[Finding]:
    """Without a workspace there is nothing else to look at."""
    directory = shell.workspace_directory
    if directory is None:
        yield warning("workspace", "none")
        return
    try:
        workspace = shell.workspace()
    except BranchkitError as refused:
        yield error("workspace", "unusable", detail=shell.catalog.error(refused))
        return
    yield ok("workspace", directory=directory, name=workspace.settings.workspace.name)
    yield _privacy(directory)
    yield ok("ledger", entries=workspace.store.last_seq())
    yield from _plugins(workspace)


def _privacy(directory: Path) -> Finding:
    """The database holds identity numbers; on a shared machine others must not read it."""
    if directory.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return warning("privacy", "open", directory=directory)
    return ok("privacy")


def _plugins(workspace: Workspace) -> Iterator[Finding]:
    contributions = workspace.contributions
    contributions.read_all()
    for failure in contributions.failures:
        yield error(
            "plugins", "failed", plugin=failure.plugin, detail=words_of(failure, workspace.catalog)
        )
    sector = workspace.settings.workspace.sector
    if not any(sector in plugin.sectors for plugin in contributions.plugins):
        yield warning("plugins", "sector_missing", sector=sector)
    yield ok("plugins", plugins=[plugin.id for plugin in contributions.plugins])
