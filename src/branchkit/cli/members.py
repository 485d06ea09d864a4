"""``branchkit members``: the roster as a list, one member, and the changes by hand."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import MemberError, Problem
from branchkit.core.masking import mask_citizen_id, mask_phone
from branchkit.core.member_reading import READERS, read_member
from branchkit.core.member_terms import CHOICES
from branchkit.core.members import Member
from branchkit.core.messy_dates import read_date
from branchkit.core.tables import Table, TableColumn
from branchkit.core.values import frozen
from branchkit.services.roster import (
    add_member,
    branch_name,
    edit_member,
    find,
    members_of,
    reinstate_member,
    remove_member,
    the_one,
)
from branchkit.services.unmasking import record_unmasking, unmask_fields

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

FIELDS = ("id", *READERS, "removed", "removed_on")
"""Every field of a member, as ``show`` lists them and json names them."""
_TEXT_FIELDS = ("number", "name", "sex", "citizen_id", "category", "post", "phone", "id")
"""The columns of the list in 80 cells; json and csv have all fields."""
_PERSONAL = {"citizen_id": ("id", mask_citizen_id), "phone": ("phone", mask_phone)}
"""Field → its name for ``--unmask``, and how it is masked."""


@frozen
class _Desk:
    """What every member command works on."""

    workspace: Workspace
    org: str
    unmasked: tuple[str, ...] = ()

    def shown(self, member: Member) -> dict[str, Any]:
        """A member's fields, personal ones masked unless they were asked for."""
        values = {name: getattr(member, name) for name in FIELDS}
        for name, (asked, mask) in _PERSONAL.items():
            if asked not in self.unmasked:
                values[name] = mask(values[name])
        return values


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``members list|show|add|edit|remove|reinstate``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, *, of_one: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=catalog.text(f"cli.members.{name}"))
        if of_one:
            made.add_argument("member", metavar="MEMBER", help=catalog.text("cli.members.member"))
        made.add_argument("--org", default="", help=catalog.text("cli.members.org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.members.format")
        )
        return made

    listing = command("list", of_one=False)
    listing.add_argument("query", nargs="?", default="", help=catalog.text("cli.members.query"))
    listing.add_argument("--removed", action="store_true", help=catalog.text("cli.members.removed"))
    for reading in (listing, command("show")):
        reading.add_argument(
            "--unmask", default="", metavar="id,phone", help=catalog.text("cli.members.unmask")
        )
    for writing in (command("add", of_one=False), command("edit")):
        for name in READERS:
            option = f"--{name.replace('_', '-')}"
            writing.add_argument(option, dest=name, metavar="TEXT", help=_field_help(name, catalog))
        writing.add_argument("--reason", default="", help=catalog.text("cli.members.reason"))
    removing = command("remove")
    removing.add_argument(
        "--reason", required=True, help=catalog.text("cli.members.removal_reason")
    )
    removing.add_argument("--on", default="", metavar="DATE", help=catalog.text("cli.members.on"))
    command("reinstate").add_argument(
        "--reason", default="", help=catalog.text("cli.members.reason")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one member command."""
    workspace = shell.workspace()
    desk = _Desk(
        workspace, args.org or workspace.organization, unmask_fields(getattr(args, "unmask", ""))
    )
    branch_name(workspace.store, desk.org)
    commands = {
        "list": _list,
        "show": _show,
        "add": _add,
        "edit": _edit,
        "remove": _remove,
        "reinstate": _reinstate,
    }
    return commands[args.command](args, shell, desk)


def _list(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    members = members_of(desk.workspace.store, desk.org, include_removed=args.removed)
    if args.query:
        members = find(members, args.query)
    _record_unmasking(shell, desk, "members list")
    shown = [desk.shown(member) for member in members]
    names = (
        (*_TEXT_FIELDS, *(["removed"] if args.removed else [])) if args.format == "text" else FIELDS
    )
    if args.format == "text":
        shown = [_in_words(values, shell.catalog) for values in shown]
    shell.emit(_table(names, shown, shell.catalog), args.format)
    shell.say("cli.members.count", count=len(members))
    return OK


def _table(names: Iterable[str], rows: list[dict[str, Any]], catalog: Catalog) -> Table:
    columns = tuple(
        TableColumn(
            name, catalog.text(f"member.head.{name}"), "right" if name == "number" else "left"
        )
        for name in names
    )
    cells = tuple(tuple(values[column.key] for column in columns) for values in rows)
    return Table(columns, cells, frozen_columns=2)


def _show(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    member = the_one(desk.workspace.store, desk.org, args.member)
    _record_unmasking(shell, desk, f"members show {member.id}")
    _emit_member(args, shell, desk, member)
    return OK


def _add(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    given = {name: getattr(args, name) for name in READERS if getattr(args, name) is not None}
    reading = read_member(given, _today(desk))
    if "name" not in reading.values:
        raise MemberError("name_missing")
    shell.problems(_told(reading.problems))
    if not reading.usable:
        return PROBLEMS
    new = replace(Member("", desk.org, ""), **reading.values)  # type: ignore[arg-type]
    with desk.workspace.store.begin(desk.workspace.actor, "member.add") as uow:
        kept = add_member(uow, new)
        uow.commit(reason=args.reason)
    _emit_member(args, shell, desk, kept)
    return OK


def _edit(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    given = {name: getattr(args, name) for name in READERS if getattr(args, name) is not None}
    if not given:
        raise MemberError("nothing_to_change")
    reading = read_member(given, _today(desk))
    shell.problems(_told(reading.problems))
    if not reading.usable:
        return PROBLEMS
    blank = Member("", "", "")
    cleared = {name: getattr(blank, name) for name, text in given.items() if not text.strip()}
    with desk.workspace.store.begin(desk.workspace.actor, "member.edit") as uow:
        member = the_one(uow, desk.org, args.member)
        kept = edit_member(uow, desk.org, member.id, {**cleared, **_stated(reading.values, given)})
        changed = uow.commit(reason=args.reason)
    if changed is None:
        shell.say("cli.members.unchanged")
    _emit_member(args, shell, desk, kept)
    return OK


def _stated(values: Mapping[str, object], given: Mapping[str, str]) -> dict[str, object]:
    """What was typed, and what a newly typed ID says; a category that was only assumed is left alone."""
    return {
        name: value for name, value in values.items() if name in given or name in ("birth", "sex")
    }


def _remove(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    on = _removal_day(args.on, _today(desk))
    with desk.workspace.store.begin(desk.workspace.actor, "member.remove") as uow:
        member = the_one(uow, desk.org, args.member)
        kept = remove_member(uow, desk.org, member.id, args.reason, on)
        uow.commit(reason=args.reason)
    _emit_member(args, shell, desk, kept)
    return OK


def _reinstate(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    with desk.workspace.store.begin(desk.workspace.actor, "member.reinstate") as uow:
        member = the_one(uow, desk.org, args.member)
        kept = reinstate_member(uow, desk.org, member.id)
        uow.commit(reason=args.reason)
    _emit_member(args, shell, desk, kept)
    return OK


def _removal_day(text: str, today: date) -> date:
    if not text:
        return today
    iso = read_date(text, today).iso
    try:
        return date.fromisoformat(iso)
    except ValueError as error:
        raise MemberError("day_unreadable", text=text) from error


def _record_unmasking(shell: Shell, desk: _Desk, where: str) -> None:
    """Nobody sees unmasked data before it is written down that they did."""
    if not desk.unmasked:
        return
    with desk.workspace.store.begin(desk.workspace.actor, "members.unmask") as uow:
        record_unmasking(uow, desk.org, desk.unmasked, where, desk.workspace.clock())
        uow.commit()
    shell.say("cli.members.unmasking_recorded")


def _emit_member(args: argparse.Namespace, shell: Shell, desk: _Desk, member: Member) -> None:
    values = desk.shown(member)
    if args.format == "csv":
        shell.emit(_table(FIELDS, [values], shell.catalog), "csv")
    elif args.format == "json":
        shell.emit_object(values, "json")
    else:
        words = _in_words(values, shell.catalog)
        told = {
            shell.catalog.text(f"member.field.{name}"): text for name, text in words.items() if text
        }
        shell.emit_object(told, "text")


def _in_words(values: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Values as a reader sees them: the fixed ones by their words."""
    words = dict(values)
    for name in ("sex", *CHOICES):
        if words[name]:
            words[name] = catalog.text(f"member.{name}.{words[name]}")
    return words


def _field_help(name: str, catalog: Catalog) -> str:
    text = catalog.text(f"member.field.{name}")
    if name not in CHOICES:
        return text
    values = dict.fromkeys(str(value) for value in CHOICES[name].values())
    return catalog.text("cli.members.choices", field=text, values=list(values))


def _told(problems: Iterable[Problem]) -> list[Problem]:
    return [replace(p, params={**p.params, "done": "refused"}) for p in problems]


def _today(desk: _Desk) -> date:
    return desk.workspace.clock().date()
