"""``branchkit backup``: a consistent copy of the database while others work."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import DAMAGED, OK
from branchkit.cli.shell import Shell
from branchkit.toml.atomic import writing
from branchkit.toml.targets import check_target

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``backup [FILE]``."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help=catalog.text("cli.backup.file")
    )
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.backup.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write the copy and verify it; into a folder under a name with the time, without FILE into the workspace's backups.

    What is copied of a damaged database gets another name there, so that nobody takes it for the newest backup.
    """
    from branchkit.cli.ledger.verify import damage_text

    workspace = shell.workspace()
    target = args.file or workspace.directory / "backups"
    if args.file is None:
        target.mkdir(exist_ok=True)
    in_folder = target.is_dir()
    if in_folder:
        target /= f"branchkit-{shell.clock():%Y%m%d-%H%M%S}.db"
    replaced = target.exists()
    with writing(target):
        check_target(target, replace=args.force, over_backup=True)
    damages = workspace.store.backup(target)
    if damages and in_folder:
        target = target.rename(target.with_name(f"damaged-{target.name}"))
    size = target.stat().st_size
    if args.format == "json":
        found = {
            "file": str(target.absolute()),
            "bytes": size,
            "replaced": replaced,
            "damages": len(damages),
        }
        shell.emit_object(found, "json")
    if damages:
        shell.tell(damage_text(damages[0], shell.catalog))
        shell.say("cli.backup.damaged", file=target, count=len(damages))
        return DAMAGED
    if args.format == "text":
        shell.say("cli.backup.written", file=target, kilobytes=-(-size // 1024))
    return OK
