"""``branchkit record``: the rows of registers, listed, added, changed and taken away."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.registers.listing import Listing, emit, select
from branchkit.cli.registers.register import known_register, list_registers, orgs_named
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import Problem, RecordError
from branchkit.core.registers.register import Record, Register
from branchkit.core.values import frozen
from branchkit.services.registers.reading import RecordRef, RegisterRecords
from branchkit.services.registers.texts import RecordTexts
from branchkit.services.registers.writing import (
    add_record,
    check_record,
    edit_record,
    kind_of,
    read_new,
    read_texts,
    record,
    remove_record,
    require_own_rows,
    restore_record,
)
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

_COMMANDS = ("list", "add", "edit", "remove", "restore", "undo", "redo")
_OF_ONE = ("edit", "remove", "restore")


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``record list|add|edit|remove|restore|undo|redo``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def words(key: str) -> str:
        return catalog.text(f"cli.record.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=words(name), description=words(name)
        )
        many = "?" if name == "list" else None
        made.add_argument("register", metavar="REGISTER", nargs=many, help=words("register"))
        if name in _OF_ONE:
            made.add_argument("id", metavar="ID", help=words("id"))
        made.add_argument("--org", default="", help=words("org"))
        made.add_argument("--format", choices=FORMATS, default="text", help=words("format"))
        return made

    made = {name: command(name) for name in _COMMANDS}
    listing = made["list"]
    listing.add_argument("--subtree", action="store_true", help=words("subtree"))
    listing.add_argument("--period", metavar="PERIOD", help=words("period"))
    listing.add_argument("--find", metavar="TEXT", default="", help=words("find"))
    listing.add_argument(
        "--filter", metavar="COLUMN=VALUE", action="append", default=[], help=words("filter")
    )
    listing.add_argument("--sort", metavar="COLUMN", default="", help=words("sort"))
    listing.add_argument("--descending", action="store_true", help=words("descending"))
    listing.add_argument("--removed", action="store_true", help=words("removed"))
    listing.add_argument("--unmask", default="", metavar="COLUMN,...", help=words("unmask"))
    for name in ("add", "edit"):
        made[name].add_argument("values", nargs="+", metavar="COLUMN=VALUE", help=words("values"))
        made[name].add_argument("--reason", default="", help=words("reason"))
    made["remove"].add_argument("--reason", required=True, help=words("removal_reason"))
    made["restore"].add_argument("--reason", default="", help=words("reason"))


@frozen
class _Context:
    """What every record command works on."""

    workspace: Workspace
    orgs: tuple[str, ...]
    register: Register
    unmasked: frozenset[str]
    """Personal columns that were asked for by name."""

    @property
    def org(self) -> str:
        """Where rows are added and changed."""
        return self.orgs[0]


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one record command."""
    workspace = shell.workspace()
    args.subtree = getattr(args, "subtree", False)
    if args.register is None:
        return list_registers(args, shell, workspace)
    register = known_register(workspace.contributions, args.register)
    if args.command != "list":
        require_own_rows(register)
    orgs = tuple(orgs_named(args, workspace))
    context = _Context(workspace, orgs, register, _asked_for(getattr(args, "unmask", ""), register))
    if context.unmasked:
        _record_unmasking(shell, context)
    commands = {
        "list": _list,
        "add": _add,
        "edit": _edit,
        "remove": _remove,
        "restore": _restore,
        "undo": _undo,
        "redo": _redo,
    }
    return commands[args.command](args, shell, context)


def _asked_for(text: str, register: Register) -> frozenset[str]:
    personal = frozenset(column.id for column in register.columns if column.personal)
    named = frozenset(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
    for column in sorted(named - personal):
        raise RecordError("not_personal", column=column, known=sorted(personal))
    return named


def _record_unmasking(shell: Shell, context: _Context) -> None:
    """Nobody sees unmasked data before it is written down that they did."""
    where = f"record list {context.register.id}"
    with context.workspace.store.begin(context.workspace.actor, "record.unmask") as uow:
        for org in context.orgs:
            record_unmasking(uow, org, context.unmasked, where, context.workspace.clock())
        uow.commit()
    shell.say("cli.record.unmasking_recorded")


def _list(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    listing = Listing(
        period=args.period or "",
        find=args.find,
        filters=tuple(args.filter),
        sort=args.sort,
        descending=args.descending,
        removed=args.removed,
    )
    rows = select(context.workspace, context.register, context.orgs, context.unmasked, listing)
    _emit(args, shell, context, rows)
    shell.say("cli.record.count", count=len(rows))
    return OK


def _add(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    store, today = context.workspace.store, context.workspace.clock().date()
    read = read_new(store, context.register, context.org, _texts(args.values), today)
    values = _sound(shell, context, read, before={})
    if values is None:
        return PROBLEMS
    with store.begin(context.workspace.actor, "record.add") as uow:
        kept = add_record(uow, context.register, context.org, values)
        uow.commit(reason=args.reason)
    _emit_one(args, shell, context, kept.id)
    return OK


def _edit(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    store, today = context.workspace.store, context.workspace.clock().date()
    before = record(store, context.register.id, context.org, args.id)
    read = read_texts(store, context.register, context.org, _texts(args.values), today)
    changes = _sound(shell, context, read, before=before.values, id=args.id)
    if changes is None:
        return PROBLEMS
    with store.begin(context.workspace.actor, "record.edit") as uow:
        edit_record(uow, context.register, context.org, args.id, changes, seen=before.values)
        uow.commit(reason=args.reason)
    _emit_one(args, shell, context, args.id)
    return OK


def _remove(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    with context.workspace.store.begin(context.workspace.actor, "record.remove") as uow:
        remove_record(uow, context.register.id, context.org, args.id, args.reason)
        uow.commit(reason=args.reason)
    _emit_one(args, shell, context, args.id)
    return OK


def _restore(args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    with context.workspace.store.begin(context.workspace.actor, "record.restore") as uow:
        restore_record(uow, context.register, context.org, args.id)
        uow.commit(reason=args.reason)
    _emit_one(args, shell, context, args.id)
    return OK


def _undo(_args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    from branchkit.services.ledger.undo import undo

    store = context.workspace.store
    with store.begin(context.workspace.actor, "record.undo") as uow:
        reversal = undo(uow, store, context.org, "", kind=kind_of(context.register.id))
        if reversal is None:
            shell.say("cli.record.nothing_to_undo")
            return OK
        uow.commit(undoes=reversal.operation)
    shell.say("cli.record.undone", ids=reversal.ids)
    return OK


def _redo(_args: argparse.Namespace, shell: Shell, context: _Context) -> int:
    from branchkit.services.ledger.undo import redo

    store = context.workspace.store
    with store.begin(context.workspace.actor, "record.redo") as uow:
        reversal = redo(uow, store, context.org, "", kind=kind_of(context.register.id))
        if reversal is None:
            shell.say("cli.record.nothing_to_redo")
            return OK
        uow.commit(undoes=reversal.operation)
    shell.say("cli.record.redone", ids=reversal.ids)
    return OK


def _texts(pairs: Sequence[str]) -> dict[str, str]:
    texts = {}
    for pair in pairs:
        column, equals, text = pair.partition("=")
        if not equals:
            raise RecordError("not_a_pair", text=pair)
        texts[column.strip()] = text
    return texts


def _sound(
    shell: Shell,
    context: _Context,
    read: tuple[dict[str, object], list[Problem]],
    before: Mapping[str, object],
    id: str = "",
) -> dict[str, object] | None:
    """The values that were read; None, after saying why, when the row with them could not be kept."""
    values, problems = read
    unread = {problem.place.key for problem in problems}
    row = {**before, **values}
    found = check_record(context.workspace.store, context.register, context.org, row, id)
    problems += [problem for problem in found if problem.place.key not in unread]
    shell.problems(problems)
    return None if problems else values


def _emit_one(args: argparse.Namespace, shell: Shell, context: _Context, id: str) -> None:
    workspace = context.workspace
    today = workspace.clock().date()
    rows = RegisterRecords(
        workspace.store, workspace.contributions, context.register, context.orgs, today
    )
    _emit(args, shell, context, [rows.record(RecordRef(context.org, id))])


def _emit(
    args: argparse.Namespace, shell: Shell, context: _Context, rows: Sequence[Record]
) -> None:
    texts = RecordTexts(
        context.workspace.store, shell.catalog, context.register, context.orgs, context.unmasked
    )
    emit(shell, texts, context.register, rows, args.format, several=len(context.orgs) > 1)
