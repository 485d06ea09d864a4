"""``branchkit import REGISTER FILE``: a workbook's rows into a register, or a roster, with everything that was wrong in it told."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.registers.register import RecordsFrom

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

MEMBERS = "members"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``import REGISTER FILE``."""

    def argument(*names: str, help: str, **more: Any) -> None:
        parser.add_argument(*names, help=catalog.text(f"cli.import.{help}"), **more)

    argument("register", metavar="REGISTER", help="register")
    argument("file", metavar="FILE", type=Path, help="file")
    argument("--sheet", default="", metavar="N", help="sheet")
    argument("--dry-run", action="store_true", help="dry_run")
    argument("--errors", type=Path, metavar="FILE", help="errors")
    argument("--any-branch", action="store_true", help="any_branch")
    argument("--org", default="", metavar="ID", help="org")
    argument("--format", choices=FORMATS, default="text", help="format")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Import; the exit code says whether rows were left out. Registers of members are filled by importing members."""
    if args.register == MEMBERS:
        from branchkit.cli.importing.members import import_members

        return import_members(args, shell)
    from branchkit.cli.registers.register import known_register

    register = known_register(shell.workspace().contributions, args.register)
    if register.rows is RecordsFrom.MEMBERS:
        from branchkit.cli.importing.members import import_members

        return import_members(args, shell)
    from branchkit.cli.importing.records import import_records

    return import_records(args, shell, register)
