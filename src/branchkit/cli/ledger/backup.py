"""``branchkit backup``: a consistent copy of the database while others work."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``backup [FILE]``."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help=catalog.text("cli.backup.file")
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.backup.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write the copy; into a folder under a name with the time, without FILE into the workspace's backups."""
    workspace = shell.workspace()
    target = args.file or workspace.directory / "backups"
    if args.file is None:
        target.mkdir(exist_ok=True)
    if target.is_dir():
        target /= f"branchkit-{shell.clock():%Y%m%d-%H%M%S}.db"
    workspace.store.backup(target)
    size = target.stat().st_size
    if args.format == "json":
        shell.emit_object({"file": str(target.absolute()), "bytes": size}, "json")
    else:
        shell.say("cli.backup.written", file=target, kilobytes=-(-size // 1024))
    return OK
