"""``branchkit restore``: put a backup back, after checking all of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.errors import WorkspaceError

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``restore FILE [--force]``."""
    parser.add_argument("file", metavar="FILE", type=Path, help=catalog.text("cli.restore.file"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.restore.force"))
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=catalog.text("cli.restore.format"),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Restore without opening the workspace: its database may be the one that no longer opens."""
    from branchkit.bootstrap import require_administrator, require_workspace
    from branchkit.store.copies import restore
    from branchkit.toml.targets import DATABASE_FILE

    directory = shell.workspace_directory
    if directory is None:
        raise WorkspaceError("none")
    require_workspace(directory)
    require_administrator(directory, shell.actor, shell.clock)
    restored = restore(
        args.file,
        directory / DATABASE_FILE,
        keep_in=directory / "backups",
        now=shell.clock(),
        force=args.force,
    )
    if args.format == "json":
        kept = str(restored.kept) if restored.kept else None
        shell.emit_object({"entries": restored.last_seq, "kept": kept}, "json")
        return OK
    shell.say("cli.restore.done", file=args.file, entries=restored.last_seq)
    if restored.kept:
        shell.say("cli.restore.kept", kept=restored.kept)
    return OK
