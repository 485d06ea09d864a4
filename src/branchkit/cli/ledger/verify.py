"""``branchkit verify``: whether the ledger's chain holds and every document is what the ledger makes of it."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import DAMAGED, OK
from branchkit.cli.shell import Shell, progress
from branchkit.core.errors import StoreError
from branchkit.core.ports import LedgerEnd

if TYPE_CHECKING:
    from branchkit.core.ports import Damage
    from branchkit.i18n.catalog import Catalog


_TOLD = 50
"""Damages that are told in words; JSON has all."""
_STEPS = {
    "file": "cli.verify.of_file",
    "ledger": "cli.verify.of_ledger",
    "documents": "cli.verify.of_documents",
}


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``verify [--all] [--mend] [--format]``."""
    parser.add_argument("--all", action="store_true", help=catalog.text("cli.verify.all"))
    parser.add_argument("--mend", action="store_true", help=catalog.text("cli.verify.mend"))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=catalog.text("cli.verify.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Check what is new since the last good verification, or everything; where a good one ends is kept for the next.

    The last hash, written down elsewhere, also shows a ledger that was cut short. Figures are held against the documents where
    everything is checked.
    """
    since = None if args.all or args.mend else _kept_end(shell)
    damages = found_damages(shell, since)
    if args.mend and are_figures(damages):
        shell.workspace().store.count_figures_anew()
        shell.say("cli.verify.mended", count=len(damages))
        damages = found_damages(shell)
    newest = None if damages else next(shell.workspace().store.entries(newest_first=True), None)
    last_hash = newest.hash if newest else ""
    entries = newest.seq if newest else 0
    if newest is not None:
        _keep_end(shell, LedgerEnd(newest.seq, newest.hash))
    if args.format == "json":
        found = {
            "whole": not damages,
            "since": since.seq if since else 0,
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
        if since is not None:
            shell.say("cli.verify.since", seq=since.seq)
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


def found_damages(shell: Shell, since: LedgerEnd | None = None) -> list[Damage]:
    """What is wrong with the workspace's database, also where that keeps it from being opened; with a bar on a terminal."""
    from branchkit.store.verification import verdict

    try:
        store = shell.workspace().store
        with progress(shell) as show:
            return store.verify(
                since=since,
                tell=lambda step, done, total: show(done, total, shell.catalog.text(_STEPS[step])),
            )
    except StoreError as error:
        damage = verdict(error)
        if damage is None:
            raise
        return [damage]


def _ends_file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("branchkit") / "verified.json"


def _kept_ends() -> dict[str, list[Any]]:
    """Workspace → number and hash of its ledger's last line when this user last found it whole; empty where that cannot be read."""
    try:
        kept = json.loads(_ends_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _kept_end(shell: Shell) -> LedgerEnd | None:
    match _kept_ends().get(_place(shell)):
        case [int(seq), str(hash)]:
            return LedgerEnd(seq, hash)
    return None


def _keep_end(shell: Shell, end: LedgerEnd) -> None:
    """Beside the log and outside of the workspace: whoever can write the one need not be able to write the other."""
    file = _ends_file()
    ends = _kept_ends() | {_place(shell): [end.seq, end.hash]}
    # Where it cannot be kept, the next verification is of everything.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(ends, indent=1), encoding="utf-8")


def _place(shell: Shell) -> str:
    return str((shell.workspace_directory or Path()).expanduser().resolve())


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
