"""``branchkit verify``: whether the ledger's chain holds and every document is what the ledger makes of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import DAMAGED, OK
from branchkit.cli.shell import Shell
from branchkit.core.errors import StoreError

if TYPE_CHECKING:
    from branchkit.core.ports import Damage
    from branchkit.i18n.catalog import Catalog


_TOLD = 50
"""Damages that are told in words; JSON has all."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``verify [--mend] [--format]``."""
    parser.add_argument("--mend", action="store_true", help=catalog.text("cli.verify.mend"))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.verify.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Check everything; the last hash, written down elsewhere, also shows a ledger that was cut short."""
    damages = found_damages(shell)
    if args.mend and are_figures(damages):
        shell.workspace().store.count_figures_anew()
        shell.say("cli.verify.mended", count=len(damages))
        damages = found_damages(shell)
    newest = None if damages else next(shell.workspace().store.entries(newest_first=True), None)
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
    for damage in damages[:_TOLD]:
        shell.tell(damage_text(damage, shell.catalog))
    if len(damages) > _TOLD:
        shell.say("cli.verify.more", count=len(damages) - _TOLD)
    if damages:
        shell.say("cli.verify.advice_mend" if are_figures(damages) else "cli.verify.advice")
    return DAMAGED if damages else OK


def are_figures(damages: list[Damage]) -> bool:
    """Whether nothing but figures is wrong, which can be counted anew."""
    return bool(damages) and all(damage.code == "figures" for damage in damages)


def found_damages(shell: Shell) -> list[Damage]:
    """What is wrong with the workspace's database, also where that keeps it from being opened."""
    from branchkit.store.verification import verdict

    try:
        return shell.workspace().store.verify()
    except StoreError as error:
        damage = verdict(error)
        if damage is None:
            raise
        return [damage]


def damage_text(damage: Damage, catalog: Catalog) -> str:
    """One damage in words."""
    document = "/".join(part for part in (damage.org, damage.kind, damage.id) if part)
    where = document if damage.seq is None else catalog.text("damage.line", seq=damage.seq)
    return catalog.text(
        f"damage.{damage.code}",
        seq=damage.seq,
        document=document or "-",
        where=where,
        path=damage.path or "-",
    )
