"""``branchkit import REGISTER FILE``: a workbook's rows into a register, or a roster, with everything that was wrong in it told."""

from __future__ import annotations

import argparse
import gettext
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.parser import also
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.registers.register import RecordsFrom

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog
    from branchkit.services.importing.engine import Subject

MEMBERS, CASES = "members", "cases"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``import REGISTER FILE``."""

    def text(key: str) -> str:
        return catalog.text(f"cli.import.{key}")

    named = {name: text(f"of_{name}") for name in (MEMBERS, CASES)}
    parser.add_argument("register", metavar="REGISTER", type=also(named), help=text("register"))
    add_file_arguments(parser, catalog)
    parser.add_argument("--any-branch", action="store_true", help=text("any_branch"))
    parser.add_argument("--create-branches", action="store_true", help=text("create_branches"))
    parser.add_argument("--org", default="", metavar="ID", help=text("org"))
    parser.add_argument("--format", choices=FORMATS, default="text", help=text("format"))


def add_file_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare what every import takes: ``FILE``, how it is read, ``--dry-run --errors --force``."""

    def text(key: str) -> str:
        return catalog.text(f"cli.import.{key}")

    parser.add_argument("file", metavar="FILE", type=Path, help=text("file"))
    parser.add_argument("--as", dest="read_as", default="", metavar="FORMAT", help=text("read_as"))
    parser.add_argument("--sheet", default="", metavar="N", help=text("sheet"))
    parser.add_argument("--visible-only", action="store_true", help=text("visible_only"))
    parser.add_argument("--encoding", default="", metavar="NAME", help=text("encoding"))
    parser.add_argument("--delimiter", metavar="MARK", type=delimiter, help=text("delimiter"))
    parser.add_argument("--dry-run", action="store_true", help=text("dry_run"))
    parser.add_argument("--errors", type=Path, metavar="FILE", help=text("errors"))
    parser.add_argument("--force", action="store_true", help=catalog.text("cli.force"))


def delimiter(text: str) -> str:
    """One character; ``tab`` for what is hard to type. Raises ArgumentTypeError for anything else."""
    mark = "\t" if text.lower() in ("tab", r"\t") else text
    if len(mark) != 1 or mark == '"' or not (mark == "\t" or mark.isprintable()):
        problem = gettext.gettext("cli.argument.no_delimiter").format(text=text)
        raise argparse.ArgumentTypeError(problem)
    return mark


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Import; the exit code says whether rows were left out."""
    from branchkit.cli.importing.running import run_import

    return run_import(args, shell, _subject(args, shell))


def _subject(args: argparse.Namespace, shell: Shell) -> Subject:
    """The roster, the cases, or a register; one that shows members or cases is filled by importing those."""
    from branchkit.cli.registers.register import known_register
    from branchkit.services.importing.member_columns import roster_headings
    from branchkit.services.importing.members import MemberSubject
    from branchkit.services.importing.records import RecordSubject

    workspace = shell.workspace()
    org, today = args.org or workspace.organization, workspace.clock().date()
    rows = RecordsFrom.MEMBERS
    if args.register == CASES:
        rows = RecordsFrom.CASES
    elif args.register != MEMBERS:
        register = known_register(workspace.contributions, args.register)
        rows = register.rows
        if rows is RecordsFrom.RECORDS:
            return RecordSubject(register, org, today)
    if rows is RecordsFrom.CASES:
        from branchkit.services.importing.cases import CaseSubject

        return CaseSubject(workspace.contributions.rule_packs, org, today)
    headings = roster_headings(workspace.contributions.registers.values())
    return MemberSubject(
        org,
        today,
        any_branch=args.any_branch,
        create_branches=args.create_branches,
        headings=headings,
    )
