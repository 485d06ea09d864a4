"""What the doctor looks at: settings, workspace, disk and clock. Each check yields findings."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.core.errors import BranchkitError
from branchkit.core.ports import CLOCK_SLACK
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.isolation import words_of

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.cli.shell import Shell


class State(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@frozen
class Finding:
    """What one check found: ``cli.doctor.<check>.<code>``, and what to do about it under ``….advice``."""

    check: str
    state: State
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def message(self, catalog: Catalog) -> str:
        """What was found."""
        return catalog.text(f"cli.doctor.{self.check}.{self.code}", **self.params)

    def advice(self, catalog: Catalog) -> str:
        """What to do; empty when all is well."""
        if self.state is State.OK:
            return ""
        return catalog.text(f"cli.doctor.{self.check}.{self.code}.advice", **self.params)


def ok(check: str, code: str = "ok", /, **params: object) -> Finding:
    """All is well."""
    return Finding(check, State.OK, code, params)


def warning(check: str, code: str, /, **params: object) -> Finding:
    """It works, and could bite."""
    return Finding(check, State.WARNING, code, params)


def error(check: str, code: str, /, **params: object) -> Finding:
    """It does not work."""
    return Finding(check, State.ERROR, code, params)


PLAUSIBLE_YEARS = range(2026, 2100)
"""From this version's own year on: a machine with a flat battery wakes up in 1970 or 2000."""


def check_clock(shell: Shell) -> Iterator[Finding]:
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
    if newest is None or newest.at <= now + CLOCK_SLACK:
        return None
    return newest.at.astimezone(now.tzinfo)


def _zone(now: datetime) -> Finding:
    """With the clock on UTC the day changes at eight in the morning."""
    offset = f"{now:%z}"
    if offset == "+0800":
        return ok("clock.zone", offset=offset)
    return warning("clock.zone", "elsewhere", offset=offset)


MEGABYTE = 1024 * 1024
TOO_LITTLE = 20 * MEGABYTE
SCARCE = 200 * MEGABYTE
SLOW_MS = 50
"""A durable write above this is felt at every score: an old disk takes 5 to 20 ms."""
TRIES = 5
NETWORK_FILESYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
"""Where locks and shared memory of SQLite's WAL do not work across machines."""


def check_disk(shell: Shell) -> Iterator[Finding]:
    """The workspace's disk, or that of the home folder when there is no workspace."""
    directory = shell.workspace_directory
    if directory is None or not directory.is_dir():
        directory = Path.home()
    yield _room(directory)
    yield _speed(directory)
    if finding := _filesystem(directory):
        yield finding


def _room(directory: Path) -> Finding:
    free = shutil.disk_usage(directory).free
    size = free // MEGABYTE
    if free < TOO_LITTLE:
        return error("disk.room", "too_little", megabytes=size)
    if free < SCARCE:
        return warning("disk.room", "scarce", megabytes=size)
    return ok("disk.room", megabytes=size)


def _speed(directory: Path) -> Finding:
    try:
        milliseconds = round(_sync_seconds(directory) * 1000, 1)
    except OSError as refused:
        return error("disk.speed", "not_writable", directory=directory, detail=refused.strerror)
    if milliseconds > SLOW_MS:
        return warning("disk.speed", "slow", milliseconds=milliseconds)
    return ok("disk.speed", milliseconds=milliseconds)


def _sync_seconds(directory: Path) -> float:
    """The median of a few small durable writes."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=directory, prefix=".doctor-") as file:
        for _ in range(TRIES):
            start = time.perf_counter()
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - start)
    return sorted(taken)[TRIES // 2]


def _filesystem(directory: Path) -> Finding | None:
    kind = filesystem_of(directory.resolve(), Path("/proc/mounts"))
    if kind in NETWORK_FILESYSTEMS:
        return error("disk.filesystem", "network", kind=kind)
    return None


def filesystem_of(path: Path, mounts: Path) -> str:
    """The kind of file system that ``path`` is on, as the kernel's table says; empty where there is none."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = Path("/"), ""
    for line in lines:
        fields = line.split()
        # Spaces in a mount point stand as \040.
        point = Path(fields[1].replace("\\040", " "))
        if (point == path or point in path.parents) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind


def check_settings(shell: Shell) -> Iterator[Finding]:
    """Whether it can be read."""
    if shell.settings_error:
        yield error("settings", "broken", detail=shell.catalog.error(shell.settings_error))
    elif shell.user_settings_path.exists():
        yield ok("settings", path=shell.user_settings_path)
    else:
        yield ok("settings", "defaults")


def check_workspace(shell: Shell) -> Iterator[Finding]:
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
    yield _ledger(shell)
    yield from _plugins(workspace)


def _ledger(shell: Shell) -> Finding:
    """All of it is read, as ``verify`` does."""
    from branchkit.cli.ledger.verify import damage_text, found_damages

    try:
        if damages := found_damages(shell):
            first = damage_text(damages[0], shell.catalog)
            return error("ledger", "damaged", count=len(damages), first=first)
        return ok("ledger", entries=shell.workspace().store.last_seq())
    except BranchkitError as refused:
        return error("ledger", "unreadable", detail=shell.catalog.error(refused))


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
