"""``members list`` and ``members show``."""

from __future__ import annotations

import argparse
from typing import Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.members.desk import FIELDS, MemberDesk, emit_member, in_words, table_of
from branchkit.cli.shell import Shell
from branchkit.core.members.member import Member
from branchkit.services.members.file import FileScene, file_rows, member_file
from branchkit.services.members.views import (
    RosterQuery,
    Sort,
    View,
    read_lines,
    select,
)
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import find, member, the_one

_TEXT_FIELDS = ("number", "name", "sex", "citizen_id", "category", "post", "phone", "id")
"""The columns of the list in 80 cells; json and csv have all fields."""


def list_members(args: argparse.Namespace, shell: Shell, desk: MemberDesk) -> int:
    """The members of a view, in its order."""
    members = _selected(args, desk)
    if args.query:
        members = find(members, args.query)
    desk.record_unmasking(shell, "members list")
    rows = _rows(args, shell, desk, members)
    names = [*FIELDS, "org"] if args.format != "text" else list(_TEXT_FIELDS)
    if args.format == "text":
        names += ["removed"] if args.removed or args.view == View.REMOVED else []
        names[:0] = ["organization"] if args.subtree else []
    shell.emit(table_of(names, rows, shell.catalog), args.format)
    shell.say("cli.members.count", count=len(members))
    return OK


def _selected(args: argparse.Namespace, desk: MemberDesk) -> list[Member]:
    store = desk.workspace.store
    query = RosterQuery(View(args.view), Sort(args.sort), args.group, args.member_class)
    lines = read_lines(store, desk.orgs)
    refs = select(lines, query, desk.today)
    if args.removed:
        refs += select(lines, RosterQuery(View.REMOVED, query.sort), desk.today)
    return [member(store, ref.org, ref.id) for ref in dict.fromkeys(refs)]


def _rows(
    args: argparse.Namespace, shell: Shell, desk: MemberDesk, members: list[Member]
) -> list[dict[str, Any]]:
    tree = read_tree(desk.workspace.store)
    rows = []
    for person in members:
        values = desk.shown(person)
        if args.format == "text":
            values = in_words(values, shell.catalog)
        rows.append({**values, "org": person.org, "organization": tree.name(person.org)})
    return rows


def show(args: argparse.Namespace, shell: Shell, desk: MemberDesk) -> int:
    """A person's whole file; csv has the fields only."""
    person = the_one(desk.workspace.store, desk.org, args.member)
    desk.record_unmasking(shell, f"members show {person.id}")
    workspace = desk.workspace
    scene = FileScene(
        workspace.store,
        workspace.contributions,
        shell.catalog,
        workspace.clock(),
        desk.unmasked,
    )
    if args.format == "json":
        shell.emit_object({**desk.shown(person), "records": _records(scene, person)}, "json")
        return OK
    emit_member(args, shell, desk, person)
    if args.format == "text":
        for section in member_file(scene, person):
            if section.id not in ("person", "party"):
                lines = (f"{line.label} {line.text}".strip() for line in section.lines)
                shell.emit_object({section.title: "; ".join(lines)}, "text")
    return OK


def _records(scene: FileScene, person: Member) -> dict[str, list[dict[str, object]]]:
    """Register → its rows of the file; personal columns are left out unless they were asked for."""
    return {
        rows.register.id: [
            {
                "id": record.id,
                "org": record.org,
                "values": {
                    column.id: record.values[column.id]
                    for column in rows.register.columns
                    if column.id in record.values
                    and (not column.personal or column.id in scene.unmasked)
                },
            }
            for record in rows.records
        ]
        for rows in file_rows(scene, person)
    }
