"""Where a file may be written: the one judge for every command and screen, whatever it writes.

What a workspace keeps is written by the store and the settings alone, and a database holds what cannot be made again. So
an output goes into a workspace's own folders for outputs or outside of any, and takes the place of another file only
when somebody has said so.
"""

from __future__ import annotations

import stat
from pathlib import Path

from branchkit.core.errors import ExchangeError

WORKSPACE_FILE = "branchkit.toml"
"""The settings file in a workspace's folder; a folder with it is a workspace."""
DATABASE_FILE = "branchkit.db"
EXPORTS, BACKUPS = "exports", "backups"
"""The folders of a workspace that take outputs."""

_SQLITE = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database: its newest rows are in them."""


def check_target(target: Path, *, replace: bool = False, over_backup: bool = False) -> Path:
    """Where ``target`` leads to once links are followed, unless nothing may be written there.

    ``replace``: somebody has agreed that an existing file goes; ``over_backup``: it may be a copy of a database, which
    the caller looks into. Raises :class:`ExchangeError` ``write_into_workspace``, ``write_over_database``,
    ``write_not_a_file`` (a device, a pipe), ``write_is_folder``, ``write_exists``, each with ``path``; ``OSError`` where
    the disk does not even answer that.
    """
    real = _resolved(target)
    _refuse_inside_workspace(target, real)
    kind = _kind(real)
    if kind is not None:
        if stat.S_ISDIR(kind):
            raise ExchangeError("write_is_folder", path=str(target))
        if not stat.S_ISREG(kind):
            raise ExchangeError("write_not_a_file", path=str(target))
    if _is_beside_database(real) or (not over_backup and _is_database(real)):
        raise ExchangeError("write_over_database", path=str(target))
    if kind is not None and not replace:
        raise ExchangeError("write_exists", path=str(target))
    return real


def check_folder(folder: Path) -> None:
    """Whether files may be written into a folder, which need not be there yet; raises ``write_into_workspace``."""
    _refuse_inside_workspace(folder, _resolved(folder) / "any")


def _resolved(target: Path) -> Path:
    try:
        return target.resolve()
    except RuntimeError as error:  # A link that leads to itself, before Python 3.13.
        raise ExchangeError("write_not_a_file", path=str(target)) from error


def folder_for_outputs(source: Path) -> Path:
    """The folder of a file for what is written beside it, or the folder of exports of the workspace that it lies in."""
    workspace = _workspace_around(_resolved(source))
    return workspace / EXPORTS if workspace else source.parent


def _refuse_inside_workspace(target: Path, real: Path) -> None:
    if workspace := _workspace_around(real):
        raise ExchangeError("write_into_workspace", path=str(target), workspace=str(workspace))


def _workspace_around(real: Path) -> Path | None:
    """The workspace whose own files are where this path leads to; its folders for outputs are nobody's."""
    for folder in real.parents:
        outside = real.relative_to(folder).parts[0] in (EXPORTS, BACKUPS)
        if not outside and (folder / WORKSPACE_FILE).exists():
            return folder
    return None


def _kind(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_database(path: Path) -> bool:
    """By its first bytes; a file that may not be read is taken for one rather than lost."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError:
        return True


def _is_beside_database(path: Path) -> bool:
    return any(
        path.name.endswith(ending) and _is_database(path.with_name(path.name.removesuffix(ending)))
        for ending in _BESIDE
    )
