"""``branchkit paper setup``: what the official papers of an organisation have, filled in once."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import also
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.tables import Table, TableColumn
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.official import (
    PaperSettings,
    read_paper_settings,
    write_paper_settings,
)
from branchkit.services.reports.periodic import ReportKind
from branchkit.services.scoring.sheets import read_organization

TEXTS = ("mark", "prefix", "recipient", "signer", "copies", "printed_by")
PARTS = (*TEXTS, "prefixes", "attachments", "seal")
YES, NO = "yes", "no"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``setup`` with an option for each part."""

    def words(key: str) -> str:
        return catalog.text(f"cli.paper.{key}")

    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    setup = commands.add_parser("setup", help=words("setup"), description=words("setup"))
    for name in TEXTS:
        option = f"--{name.replace('_', '-')}"
        setup.add_argument(option, metavar="TEXT", default=None, help=words(name))
    setup.add_argument("--attachment", metavar="NAME", action="append", help=words("attachment"))
    setup.add_argument(
        "--prefix-of", metavar="REPORT=TEXT", action="append", help=words("prefix_of")
    )
    said = {word: catalog.text(f"common.value.{word}") for word in (YES, NO)}
    shown = ",".join(said if catalog.language == "en" else said.values())
    setup.add_argument(
        "--seal", type=also(said), choices=(YES, NO), metavar=shown, help=words("seal")
    )
    setup.add_argument("--off", action="store_true", help=words("off"))
    setup.add_argument("--org", default="", metavar="ID", help=words("org"))
    setup.add_argument("--format", choices=FORMATS, default="text", help=words("format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Keep what is given, then show all of it; what was not named stays."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    read_organization(workspace.store, org)
    # What cannot be read can still be taken away.
    before = PaperSettings() if args.off else read_paper_settings(workspace.directory, org)
    changes = {} if args.off else _changes(args, before, shell.catalog)
    paper = replace(before, **changes)
    if args.off or changes:
        write_paper_settings(workspace.directory, org, paper, workspace.store)
        shell.say("cli.paper.kept")
    shell.emit(_table(paper, shell.catalog), args.format)
    return OK


def _changes(args: argparse.Namespace, paper: PaperSettings, catalog: Catalog) -> Mapping[str, Any]:
    named: dict[str, Any] = {
        name: getattr(args, name).strip() for name in TEXTS if getattr(args, name) is not None
    }
    if args.attachment is not None:
        named["attachments"] = tuple(name.strip() for name in args.attachment if name.strip())
    if args.prefix_of:
        kinds = {catalog.text(f"report.kind.{kind}"): str(kind) for kind in ReportKind}
        pairs = (text.partition("=") for text in args.prefix_of)
        named["prefixes"] = {
            **paper.prefixes,
            **{kinds.get(kind.strip(), kind.strip()): word.strip() for kind, _, word in pairs},
        }
    if args.seal is not None:
        named["seal"] = args.seal == YES
    return named


def _table(paper: PaperSettings, catalog: Catalog) -> Table:
    def shown(name: str) -> str:
        value = getattr(paper, name)
        if isinstance(value, bool):
            return catalog.text(f"common.value.{'yes' if value else 'no'}")
        if isinstance(value, Mapping):
            return "；".join(f"{kind}={prefix}" for kind, prefix in value.items())
        return "；".join(value) if isinstance(value, tuple) else str(value)

    columns = (
        TableColumn("part", catalog.text("official.column.part")),
        TableColumn("value", catalog.text("official.column.value")),
    )
    rows = tuple((catalog.text(f"official.part.{name}"), shown(name)) for name in PARTS)
    return Table(columns, rows)
