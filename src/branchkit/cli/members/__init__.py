"""``branchkit members``: the roster as a list, a person's file, the changes by hand, and the ways in and out."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from branchkit.cli.members import changing, listing
from branchkit.cli.members.listing import MemberContext
from branchkit.cli.parser import personal_words, plain_text, private_text, worded
from branchkit.cli.shell import FORMATS, LIST_FORMATS, Shell
from branchkit.core.members.member import PERSONAL_FIELDS, MemberClass
from branchkit.core.members.reading import READERS
from branchkit.core.members.terms import CHOICES
from branchkit.i18n.catalog import Catalog
from branchkit.services.members.texts import UNMASKABLE, unmasked_fields
from branchkit.services.members.views import Sort, View
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.roster import branch_name

Command = Callable[[argparse.Namespace, Shell, MemberContext], int]
_COMMANDS: dict[str, Command] = {
    "list": listing.list_members,
    "show": listing.show,
    "add": changing.add,
    "edit": changing.edit,
    "remove": changing.remove,
    "reinstate": changing.reinstate,
    "move": changing.move,
    "letter": changing.letter,
    "receipt": changing.receipt,
}


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``members list|show|add|edit|remove|reinstate|move|letter|receipt``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    text = catalog.text

    def command(name: str, *, of_one: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text(f"cli.members.{name}"))
        if of_one:
            made.add_argument("member", metavar="MEMBER", help=text("cli.members.member"))
        made.add_argument("--org", default="", help=text("cli.members.org"))
        formats = LIST_FORMATS if name == "list" else FORMATS
        made.add_argument(
            "--format", choices=formats, default="text", help=text("cli.members.format")
        )
        return made

    reading = command("list", of_one=False)
    _add_listing(reading, catalog)
    for shown in (reading, command("show")):
        shown.add_argument(
            "--unmask",
            help=text("cli.members.unmask"),
            **personal_words(catalog, tuple(UNMASKABLE)),
        )
    adding = command("add", of_one=False)
    adding.add_argument("--from", dest="counterpart", default="", help=text("cli.members.from"))
    adding.add_argument("--letter", default="", help=text("cli.members.letter_number"))
    for writing in (adding, command("edit")):
        for name in READERS:
            option = f"--{name.replace('_', '-')}"
            personal = name in PERSONAL_FIELDS
            read = private_text(text(f"member.field.{name}")) if personal else plain_text
            writing.add_argument(
                option, dest=name, type=read, metavar="TEXT", help=_field_help(name, catalog)
            )
        writing.add_argument("--reason", default="", help=text("cli.members.reason"))
    removing = command("remove")
    removing.add_argument("--reason", required=True, help=text("cli.members.removal_reason"))
    command("reinstate").add_argument("--reason", default="", help=text("cli.members.reason"))
    going = command("move"), command("letter"), command("receipt")
    for leaving in going[:2]:
        leaving.add_argument("--to", required=True, help=text(f"cli.members.to.{_verb(leaving)}"))
    going[0].add_argument("--reason", required=True, help=text("cli.members.reason"))
    going[1].add_argument("--number", default="", help=text("cli.members.letter_number"))
    going[1].add_argument("--reason", default="", help=text("cli.members.reason"))
    going[2].add_argument("--returned", action="store_true", help=text("cli.members.returned"))
    for dated in (removing, *going):
        dated.add_argument("--on", default="", metavar="DATE", help=text("cli.members.on"))


def _verb(parser: argparse.ArgumentParser) -> str:
    return parser.prog.rpartition(" ")[2]


def _add_listing(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    text = catalog.text
    parser.add_argument("query", nargs="?", default="", help=text("cli.members.query"))
    views = {str(view): text(f"roster.view.{view}") for view in View}
    parser.add_argument(
        "--view", default="all", help=text("cli.members.view"), **worded(catalog, views)
    )
    sorts = {str(sort): text(f"cli.members.by.{sort}") for sort in Sort}
    parser.add_argument(
        "--sort", default="number", help=text("cli.members.sort"), **worded(catalog, sorts)
    )
    parser.add_argument("--ids", action="store_true", help=text("cli.ids"))
    parser.add_argument("--group", default="", help=text("cli.members.group"))
    parser.add_argument(
        "--class",
        dest="member_class",
        default="",
        help=text("cli.members.class"),
        **worded(catalog, {str(c): text(f"member.member_class.{c}") for c in MemberClass}),
    )
    parser.add_argument("--subtree", action="store_true", help=text("cli.members.subtree"))
    parser.add_argument("--removed", action="store_true", help=text("cli.members.removed"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one member command."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    branch_name(workspace.store, org)
    orgs = orgs_of(workspace.store, org, getattr(args, "subtree", False))
    context = MemberContext(workspace, tuple(orgs), unmasked_fields(getattr(args, "unmask", "")))
    return _COMMANDS[args.command](args, shell, context)


def _field_help(name: str, catalog: Catalog) -> str:
    text = catalog.text(f"member.field.{name}")
    if name in PERSONAL_FIELDS:
        return catalog.text("cli.argument.private", field=text)
    if name not in CHOICES:
        return text
    values = dict.fromkeys(str(value) for value in CHOICES[name].values())
    return catalog.text("cli.members.choices", field=text, values=list(values))
