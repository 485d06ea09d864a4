"""``members list`` and ``show``, and what all member commands share: whose roster, and what may be seen of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import Shell
from branchkit.core.errors import MemberError
from branchkit.core.fields import shown_names
from branchkit.core.members.member import Category, Member, age_on, party_age_on, probation_end
from branchkit.core.members.reading import READERS
from branchkit.core.members.terms import CHOICES
from branchkit.core.tables import Table, TableColumn
from branchkit.core.typed_days import typed_day
from branchkit.core.values import frozen
from branchkit.services.members.file import FileScene, file_rows, member_file
from branchkit.services.members.texts import UNMASKABLE, masked, shown_id_start
from branchkit.services.members.views import RosterQuery, Sort, View, read_lines, select
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import find, members_by_id, the_one
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog


DERIVED = ("age", "party_age", "probation_ends")
FIELDS = (
    *("id", *READERS, "citizen_id_start", *DERIVED),
    *("removed", "removed_on", "moved_to", "moved_from"),
)
"""Every field of a member, as ``show`` lists them and json names them."""
_RIGHT = ("number", "age", "party_age", "household_star")


@frozen
class MemberContext:
    """What every member command works on."""

    workspace: Workspace
    orgs: tuple[str, ...]
    """The organisation, then those below it that a list covers as well."""
    unmasked: frozenset[str] = frozenset()
    """Personal fields that were asked for by name."""

    @property
    def org(self) -> str:
        """Whose roster is changed."""
        return self.orgs[0]

    @property
    def today(self) -> date:
        """The day that ages are counted on."""
        return self.workspace.clock().date()

    def shown(self, member: Member) -> dict[str, Any]:
        """A member's fields, personal ones masked unless they were asked for."""
        values = {name: getattr(member, name) for name in FIELDS if name not in DERIVED}
        for name in UNMASKABLE.values():
            values[name] = masked(name, values[name], self.unmasked)
        values["citizen_id_start"] = shown_id_start(member, self.unmasked)
        derived = {
            "age": age_on(member.birth, self.today),
            "party_age": party_age_on(member.full_since, self.today),
            "probation_ends": _probation_end(member),
        }
        return {name: {**values, **derived}[name] for name in FIELDS}

    def record_unmasking(self, shell: Shell, where: str) -> None:
        """Nobody sees unmasked data before it is written down that they did."""
        if not self.unmasked:
            return
        asked = [name for name, field in UNMASKABLE.items() if field in self.unmasked]
        with self.workspace.store.begin(self.workspace.actor, "members.unmask") as uow:
            for org in self.orgs:
                record_unmasking(uow, org, asked, where, self.workspace.clock())
            uow.commit()
        shell.say("cli.members.unmasking_recorded")

    def day(self, text: str) -> date:
        """A day named on the command line, today when none is; raises :class:`MemberError` ``day_unreadable``."""
        day = typed_day(text, self.today) if text else self.today
        if day is None:
            raise MemberError("day_unreadable", text=text)
        return day


def _probation_end(member: Member) -> str:
    if member.category is not Category.PROBATIONARY:
        return ""
    ends = probation_end(member.joined, member.probation_until)
    return ends.isoformat() if ends else ""


def emit_member(
    args: argparse.Namespace, shell: Shell, context: MemberContext, member: Member
) -> None:
    """One member with all fields."""
    values = context.shown(member)
    if args.format == "csv":
        shell.emit(table_of(FIELDS, [values], shell.catalog), "csv")
    elif args.format == "json":
        shell.emit_object(values, "json")
    else:
        if member.unknown:
            shell.say("member.file.unknown", names=shown_names(member.unknown))
        words = in_words(values, shell.catalog)
        told = {
            shell.catalog.text(f"member.field.{name}"): text
            for name, text in words.items()
            if text not in ("", None, 0)
        }
        shell.emit_object(told, "text")


def table_of(names: Iterable[str], rows: list[dict[str, Any]], catalog: Catalog) -> Table:
    """Members as a table with these fields."""
    columns = tuple(
        TableColumn(
            name, catalog.text(f"member.head.{name}"), "right" if name in _RIGHT else "left"
        )
        for name in names
    )
    cells = tuple(tuple(values[column.key] for column in columns) for values in rows)
    return Table(columns, cells, frozen_columns=2)


def in_words(values: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """Values as a reader sees them: the fixed ones by their words."""
    words = dict(values)
    if words["citizen_id_start"]:
        words["citizen_id"] = catalog.text("member.id_to_complete", start=words["citizen_id_start"])
    for name in ("sex", *CHOICES):
        if words[name]:
            words[name] = catalog.code(f"member.{name}", words[name])
    return words


_TEXT_FIELDS = ("number", "name", "sex", "citizen_id", "category", "post", "phone", "id")
"""The columns of the list in 80 cells; json and csv have all fields."""


def list_members(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """The members of a view, in its order."""
    members = _selected(args, context)
    if args.query:
        members = find(members, args.query)
    context.record_unmasking(shell, "members list")
    rows = _rows(args, shell, context, members)
    names = [*FIELDS, "org"] if args.format != "text" else list(_TEXT_FIELDS)
    if args.format == "text":
        names += ["removed"] if args.removed or args.view == View.REMOVED else []
        names[:0] = ["organization"] if args.subtree else []
        if not args.ids:
            names.remove("id")
    shell.emit(table_of(names, rows, shell.catalog), args.format)
    shell.say("cli.members.count", count=len(members))
    return OK


def _selected(args: argparse.Namespace, context: MemberContext) -> list[Member]:
    store = context.workspace.store
    query = RosterQuery(View(args.view), Sort(args.sort), args.group, args.member_class)
    lines = read_lines(store, context.orgs)
    refs = select(lines, query, context.today)
    if args.removed:
        refs += select(lines, RosterQuery(View.REMOVED, query.sort), context.today)
    return list(members_by_id(store, ((ref.org, ref.id) for ref in refs)))


def _rows(
    args: argparse.Namespace, shell: Shell, context: MemberContext, members: list[Member]
) -> list[dict[str, Any]]:
    tree = read_tree(context.workspace.store)
    rows = []
    for person in members:
        values = context.shown(person)
        if args.format == "text":
            values = in_words(values, shell.catalog)
        rows.append({**values, "org": person.org, "organization": tree.name(person.org)})
    return rows


def show(args: argparse.Namespace, shell: Shell, context: MemberContext) -> int:
    """A person's whole file; csv has the fields only."""
    person = the_one(context.workspace.store, context.org, args.member)
    context.record_unmasking(shell, f"members show {person.id}")
    workspace = context.workspace
    scene = FileScene(
        workspace.store,
        workspace.contributions,
        shell.catalog,
        workspace.clock(),
        context.unmasked,
    )
    if args.format == "json":
        shell.emit_object({**context.shown(person), "records": _records(scene, person)}, "json")
        return OK
    emit_member(args, shell, context, person)
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
