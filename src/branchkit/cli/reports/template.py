"""``branchkit template fields|check|list``: the fields that a Word template of one's own can have, and what is wrong with one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import also
from branchkit.cli.registers.register import known_register
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.tables import Table, TableColumn
from branchkit.services.reports.filling import (
    FOLDER,
    MEMBERS,
    open_template,
    own_templates,
    template_fields,
    template_named,
)

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register
    from branchkit.i18n.catalog import Catalog

MEMBER = "member"
"""What stands for the members instead of a register's id."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare the three."""

    def words(key: str) -> str:
        return catalog.text(f"cli.template.{key}")

    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    fields = commands.add_parser("fields", help=words("fields"), description=words("fields"))
    members = also({MEMBER: words("member")})
    fields.add_argument("about", metavar="member|REGISTER", type=members, help=words("about"))
    check = commands.add_parser("check", help=words("check"), description=words("check"))
    check.add_argument("file", metavar="TEMPLATE", help=words("file"))
    check.add_argument(
        "--for",
        dest="about",
        metavar="member|REGISTER",
        type=members,
        default=MEMBER,
        help=words("about"),
    )
    listing = commands.add_parser("list", help=words("list"), description=words("list"))
    for command in (fields, check, listing):
        command.add_argument("--format", choices=FORMATS, default="text", help=words("format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Do the one that was asked for."""
    match args.command:
        case "fields":
            return _fields(args, shell)
        case "check":
            return _check(args, shell)
    return _list(args, shell)


def register_about(about: str, shell: Shell) -> Register:
    """The register that templates are for; raises :class:`~branchkit.core.errors.RecordError` ``unknown_register``."""
    return known_register(shell.workspace().contributions, MEMBERS if about == MEMBER else about)


def _column(shell: Shell, key: str) -> TableColumn:
    return TableColumn(key, shell.catalog.text(f"cli.template.column.{key}"))


def _fields(args: argparse.Namespace, shell: Shell) -> int:
    columns = tuple(_column(shell, key) for key in ("field", "title", "personal"))
    rows = tuple(
        (
            f"{{{{{field.names[0]}}}}}",
            field.title,
            shell.catalog.text("common.value.yes") if field.personal else "",
        )
        for field in template_fields(register_about(args.about, shell), shell.catalog)
    )
    shell.emit(Table(columns, rows), args.format)
    return OK


def _check(args: argparse.Namespace, shell: Shell) -> int:
    """Where each field stands; what is wrong goes to stderr."""
    path = template_named(shell.workspace().directory, args.file)
    template = open_template(path, register_about(args.about, shell), shell.catalog)
    columns = tuple(_column(shell, key) for key in ("field", "place", "text"))
    rows = tuple(
        (
            field.name,
            shell.catalog.text("cli.template.at", part=field.part, number=field.number),
            field.text,
        )
        for field in template.used
    )
    shell.emit(Table(columns, rows), args.format)
    shell.problems(template.problems)
    return PROBLEMS if template.problems else OK


def _list(args: argparse.Namespace, shell: Shell) -> int:
    directory = shell.workspace().directory
    found = own_templates(directory)
    rows = tuple((path.stem, str(path)) for path in found)
    shell.emit(Table((_column(shell, "name"), _column(shell, "file")), rows), args.format)
    if not found:
        shell.say("cli.template.none", folder=directory / FOLDER)
    return OK
