"""The disk under the workspace: room, speed of a durable write, and whether SQLite can trust it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.checkups import Finding, error, ok, warning

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell

MEGABYTE = 1024 * 1024
TOO_LITTLE = 20 * MEGABYTE
SCARCE = 200 * MEGABYTE
SLOW_MS = 50
"""A durable write above this is felt at every score: an old disk takes 5 to 20 ms."""
TRIES = 5
NETWORK_FILESYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
"""Where locks and shared memory of SQLite's WAL do not work across machines."""


def check(shell: Shell) -> Iterator[Finding]:
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
