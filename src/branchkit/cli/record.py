"""``branchkit record``: the rows of registers, listed, added, changed and taken away."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.dates import day_of
from branchkit.core.errors import RecordError
from branchkit.core.periods import Period
from branchkit.core.registers import Column, ColumnKind, Record, Register
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.values import frozen
from branchkit.services.records import (
    add_record,
    all_records,
    check_record,
    edit_record,
    read_texts,
    record,
    remove_record,
)
from branchkit.services.roster import members_of
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

_NAMED = 3
"""So many people of a list are named in aligned text; the others are counted."""
_HIDDEN = "***"


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``record list|add|edit|remove``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        text = catalog.text(f"cli.record.{name}")
        made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        made.add_argument(
            "register",
            metavar="REGISTER",
            nargs="?" if name == "list" else None,
            help=catalog.text("cli.record.register"),
        )
        if name in ("edit", "remove"):
            made.add_argument("id", metavar="ID", help=catalog.text("cli.record.id"))
        made.add_argument("--org", default="", help=catalog.text("cli.record.org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.record.format")
        )
        return made

    listing = command("list")
    listing.add_argument("--period", metavar="PERIOD", help=catalog.text("cli.record.period"))
    listing.add_argument("--removed", action="store_true", help=catalog.text("cli.record.removed"))
    listing.add_argument(
        "--unmask", default="", metavar="COLUMN,...", help=catalog.text("cli.record.unmask")
    )
    for writing in (command("add"), command("edit")):
        writing.add_argument(
            "values", nargs="+", metavar="COLUMN=VALUE", help=catalog.text("cli.record.values")
        )
        writing.add_argument("--reason", default="", help=catalog.text("cli.record.reason"))
    command("remove").add_argument(
        "--reason", required=True, help=catalog.text("cli.record.removal_reason")
    )


@frozen
class _Desk:
    """What every record command works on."""

    workspace: Workspace
    org: str
    register: Register
    hidden: frozenset[str]
    """Personal columns that nobody asked for by name."""


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one record command."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    if args.register is None:
        return _list_registers(args, shell, workspace, org)
    registers = workspace.contributions.registers
    if args.register not in registers:
        known = sorted(registers)
        raise RecordError("unknown_register", register=args.register, known=known)
    register = registers[args.register]
    personal = frozenset(column.id for column in register.columns if column.personal)
    asked = _asked_for(getattr(args, "unmask", ""), personal)
    desk = _Desk(workspace, org, register, personal - asked)
    if asked:
        _record_unmasking(shell, desk, asked)
    commands = {"list": _list, "add": _add, "edit": _edit, "remove": _remove}
    return commands[args.command](args, shell, desk)


def _asked_for(text: str, personal: frozenset[str]) -> frozenset[str]:
    named = frozenset(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
    for column in sorted(named - personal):
        raise RecordError("not_personal", column=column, known=sorted(personal))
    return named


def _record_unmasking(shell: Shell, desk: _Desk, columns: frozenset[str]) -> None:
    """Nobody sees unmasked data before it is written down that they did."""
    where = f"record list {desk.register.id}"
    with desk.workspace.store.begin(desk.workspace.actor, "record.unmask") as uow:
        record_unmasking(uow, desk.org, columns, where, desk.workspace.clock())
        uow.commit()
    shell.say("cli.record.unmasking_recorded")


def _list_registers(args: argparse.Namespace, shell: Shell, workspace: Workspace, org: str) -> int:
    text = shell.catalog.text
    columns = (
        TableColumn("id", text("cli.record.head.id")),
        TableColumn("title", text("cli.record.head.title")),
        TableColumn("columns", text("cli.record.head.columns")),
        TableColumn("rows", text("cli.record.head.rows"), "right"),
        TableColumn("source", text("cli.record.head.source")),
    )
    rows = tuple(
        (
            register.id,
            shell.catalog.local(register.title),
            " ".join(column.id for column in register.columns),
            len([r for r in all_records(workspace.store, id, org) if not r.removed]),
            register.source,
        )
        for id, register in sorted(workspace.contributions.registers.items())
    )
    shell.emit(Table(columns, rows), args.format)
    return OK


def _list(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    period = Period.parse(args.period) if args.period else None
    rows = [
        row
        for row in all_records(desk.workspace.store, desk.register.id, desk.org)
        if (args.removed or not row.removed) and _is_in(row, desk.register, period)
    ]
    _emit(args, shell, desk, rows)
    shell.say("cli.record.count", count=len(rows))
    return OK


def _is_in(row: Record, register: Register, period: Period | None) -> bool:
    day = day_of(row.values.get(register.dated_by))
    return period is None or (day is not None and day in period)


def _add(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    values = _read(args.values, shell, desk, before={})
    if values is None:
        return PROBLEMS
    with desk.workspace.store.begin(desk.workspace.actor, "record.add") as uow:
        kept = add_record(uow, desk.register, desk.org, values)
        uow.commit(reason=args.reason)
    _emit(args, shell, desk, [kept])
    return OK


def _edit(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    before = record(desk.workspace.store, desk.register.id, desk.org, args.id)
    changes = _read(args.values, shell, desk, before=before.values)
    if changes is None:
        return PROBLEMS
    with desk.workspace.store.begin(desk.workspace.actor, "record.edit") as uow:
        kept = edit_record(uow, desk.register, desk.org, args.id, changes)
        uow.commit(reason=args.reason)
    _emit(args, shell, desk, [kept])
    return OK


def _remove(args: argparse.Namespace, shell: Shell, desk: _Desk) -> int:
    with desk.workspace.store.begin(desk.workspace.actor, "record.remove") as uow:
        remove_record(uow, desk.register.id, desk.org, args.id, args.reason)
        kept = record(uow, desk.register.id, desk.org, args.id)
        uow.commit(reason=args.reason)
    _emit(args, shell, desk, [kept])
    return OK


def _read(
    pairs: Sequence[str], shell: Shell, desk: _Desk, before: Mapping[str, object]
) -> dict[str, object] | None:
    """The typed values; None, after saying why, when the row with them could not be kept."""
    texts = {}
    for pair in pairs:
        column, equals, text = pair.partition("=")
        if not equals:
            raise RecordError("not_a_pair", text=pair)
        texts[column.strip()] = text
    store, today = desk.workspace.store, desk.workspace.clock().date()
    values, problems = read_texts(store, desk.register, desk.org, texts, today)
    unread = {problem.place.key for problem in problems}
    found = check_record(store, desk.register, desk.org, {**before, **values})
    problems += [problem for problem in found if problem.place.key not in unread]
    shell.problems(problems)
    return None if problems else values


def _emit(args: argparse.Namespace, shell: Shell, desk: _Desk, rows: Iterable[Record]) -> None:
    if args.format == "json":
        from branchkit.exchange.writers.listing import render_object

        render_object([_object(row, desk.hidden) for row in rows], shell.stdout)
        return
    shell.emit(_table(args.format, shell.catalog, desk, rows), args.format)


def _object(row: Record, hidden: frozenset[str]) -> dict[str, object]:
    values = {key: _HIDDEN if key in hidden else value for key, value in row.values.items()}
    removed = {"removed": row.removed} if row.removed else {}
    return {"id": row.id, **removed, "values": values}


def _table(format: str, catalog: Catalog, desk: _Desk, rows: Iterable[Record]) -> Table:
    roster = members_of(desk.workspace.store, desk.org, include_removed=True)
    names: dict[object, str] = {member.id: member.name for member in roster}

    def cell(column: Column, row: Record) -> Value:
        value = row.values.get(column.id)
        if value in (None, "", []):
            return None
        if column.id in desk.hidden:
            return _HIDDEN
        if isinstance(value, list):
            return _people(
                [str(names.get(id, id)) for id in value], catalog, short=format == "text"
            )
        if column.kind is ColumnKind.MEMBER:
            return names.get(value, str(value))
        if column.kind is ColumnKind.CHOICE and format == "text":
            titles = {choice.id: catalog.local(choice.title) for choice in column.choices}
            return titles.get(str(value), str(value))
        return value if isinstance(value, bool) else str(value)

    columns = (
        TableColumn("id", catalog.text("cli.record.head.id")),
        *(_column(column, catalog) for column in desk.register.columns),
    )
    cells = tuple((row.id, *(cell(c, row) for c in desk.register.columns)) for row in rows)
    return Table(columns, cells, frozen_columns=1)


def _column(column: Column, catalog: Catalog) -> TableColumn:
    numeric = column.kind in (ColumnKind.NUMBER, ColumnKind.MONEY)
    return TableColumn(column.id, catalog.local(column.title), "right" if numeric else "left")


def _people(names: list[str], catalog: Catalog, *, short: bool) -> str:
    if short and len(names) > _NAMED:
        first = catalog.listed(names[:_NAMED])
        return catalog.text("cli.record.and_others", names=first, count=len(names))
    return catalog.listed(names)
