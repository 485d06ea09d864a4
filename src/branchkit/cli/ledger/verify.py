"""``branchkit verify``: whether the ledger's chain holds and every document is what the ledger makes of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell

if TYPE_CHECKING:
    from branchkit.core.ports import Damage
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``verify [--format]``."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.verify.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Check everything; the last hash, written down elsewhere, also shows a ledger that was cut short."""
    store = shell.workspace().store
    damages = store.verify()
    newest = None if damages else next(store.entries(newest_first=True), None)
    last_hash = newest.hash if newest else ""
    entries = newest.seq if newest else 0
    if args.format == "json":
        found = {
            "whole": not damages,
            "entries": None if damages else entries,
            "last_hash": last_hash,
            "damages": [asdict(damage) for damage in damages],
        }
        shell.emit_object(found, "json")
    elif not damages:
        print(
            shell.catalog.text("cli.verify.whole", entries=entries, hash=last_hash or "-"),
            file=shell.stdout,
        )
    for damage in damages:
        shell.tell(damage_text(damage, shell.catalog))
    if damages:
        shell.say("cli.verify.advice")
    return PROBLEMS if damages else OK


def damage_text(damage: Damage, catalog: Catalog) -> str:
    """One damage in words."""
    document = "/".join(part for part in (damage.org, damage.kind, damage.id) if part)
    return catalog.text(
        f"damage.{damage.code}", seq=damage.seq, document=document, path=damage.path or "-"
    )
