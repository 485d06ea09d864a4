"""The clock: months and the ledger's order hang on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from branchkit.cli.checkups import Finding, error, ok, warning
from branchkit.core.errors import BranchkitError

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell

PLAUSIBLE_YEARS = range(2026, 2100)
"""From this version's own year on: a machine with a flat battery wakes up in 1970 or 2000."""
SLACK = timedelta(minutes=2)


def check(shell: Shell) -> Iterator[Finding]:
    """Year, time zone, and that the ledger has no entry from the future."""
    now = shell.clock()
    shown = f"{now:%Y-%m-%d %H:%M}"
    if now.year not in PLAUSIBLE_YEARS:
        yield error("clock", "implausible", now=shown)
    elif last := _last_entry(shell, now):
        yield error("clock", "behind", now=shown, last=f"{last:%Y-%m-%d %H:%M}")
    else:
        yield ok("clock", now=shown)
    yield _zone(now)


def _last_entry(shell: Shell, now: datetime) -> datetime | None:
    """When the newest entry was written, if that lies in the future."""
    if shell.workspace_directory is None:
        return None
    try:
        newest = next(iter(shell.workspace().store.entries(newest_first=True)), None)
    except BranchkitError:
        return None
    if newest is None or newest.at <= now + SLACK:
        return None
    return newest.at.astimezone(now.tzinfo)


def _zone(now: datetime) -> Finding:
    """With the clock on UTC the day changes at eight in the morning."""
    offset = f"{now:%z}"
    if offset == "+0800":
        return ok("clock.zone", offset=offset)
    return warning("clock.zone", "elsewhere", offset=offset)
