"""``branchkit record``: the rows of registers, listed, added, changed and taken away."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import PRIVATELY, private_line
from branchkit.cli.registers.listing import Listing, emit, select
from branchkit.cli.registers.register import known_register, list_registers, orgs_named
from branchkit.cli.shell import FORMATS, LIST_FORMATS, CommandContext, Shell
from branchkit.core.errors import Problem, RecordError
from branchkit.core.registers.register import Record, Register
from branchkit.core.registers.values import strange_choices
from branchkit.services.meetings.attendance import remarks
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
    warnings_about,
)
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog
    from branchkit.services.ledger.undo import Way

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
        formats = LIST_FORMATS if name == "list" else FORMATS
        made.add_argument("--format", choices=formats, default="text", help=words("format"))
        return made

    made = {name: command(name) for name in _COMMANDS}
    listing = made["list"]
    listing.add_argument("--subtree", action="store_true", help=words("subtree"))
    listing.add_argument("--period", metavar="PERIOD", help=words("period"))
    listing.add_argument("--find", metavar="TEXT", default="", help=words("find"))
    listing.add_argument(
        "--filter", metavar="COLUMN=VALUE", action="append", default=[], help=words("filter")
    )
    listing.add_argument("--where", metavar="EXPRESSION", default="", help=words("where"))
    listing.add_argument("--sort", metavar="COLUMN", default="", help=words("sort"))
    listing.add_argument("--descending", action="store_true", help=words("descending"))
    listing.add_argument("--removed", action="store_true", help=words("removed"))
    listing.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    listing.add_argument("--unmask", default="", metavar="COLUMN,...", help=words("unmask"))
    for name in ("add", "edit"):
        made[name].add_argument("values", nargs="+", metavar="COLUMN=VALUE", help=words("values"))
        made[name].add_argument("--reason", default="", help=words("reason"))
    made["remove"].add_argument("--reason", required=True, help=words("removal_reason"))
    made["restore"].add_argument("--reason", default="", help=words("reason"))


class _Context(CommandContext):
    """What every record command works on. Rows are added and changed at the first of ``orgs``."""

    def __init__(self, args: argparse.Namespace, shell: Shell, register: Register) -> None:
        super().__init__(args, shell)
        self.register = register
        self.orgs = tuple(orgs_named(args, self.workspace))
        self.org = self.orgs[0]
        self.unmasked = _asked_for(getattr(args, "unmask", ""), register)
        """Personal columns that were asked for by name."""


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one record command."""
    workspace = shell.workspace()
    args.subtree = getattr(args, "subtree", False)
    if args.register is None:
        return list_registers(args, shell, workspace)
    register = known_register(workspace.contributions, args.register)
    if args.command != "list":
        require_own_rows(register)
    context = _Context(args, shell, register)
    if context.unmasked:
        _record_unmasking(context)
    commands = {
        "list": _list,
        "add": _add,
        "edit": _edit,
        "remove": _remove,
        "restore": _restore,
        "undo": _undo,
        "redo": _redo,
    }
    return commands[args.command](context)


def _asked_for(text: str, register: Register) -> frozenset[str]:
    personal = frozenset(column.id for column in register.columns if column.personal)
    named = frozenset(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
    for column in sorted(named - personal):
        raise RecordError("not_personal", column=column, known=sorted(personal))
    return named


def _record_unmasking(context: _Context) -> None:
    """Nobody sees unmasked data before it is written down that they did."""
    where = f"record list {context.register.id}"
    with context.begin("record.unmask") as uow:
        for org in context.orgs:
            record_unmasking(uow, org, context.unmasked, where, context.workspace.clock())
        uow.commit()
    context.shell.say("cli.record.unmasking_recorded")


def _list(context: _Context) -> int:
    listing = Listing(
        period=context.args.period or "",
        find=context.args.find,
        where=context.args.where,
        filters=tuple(context.args.filter),
        sort=context.args.sort,
        descending=context.args.descending,
        removed=context.args.removed,
    )
    rows = select(context.workspace, context.register, context.orgs, context.unmasked, listing)
    _emit(context, rows)
    context.shell.say("cli.record.count", count=len(rows))
    return OK


def _add(context: _Context) -> int:
    store, today = context.store, context.today
    read = read_new(store, context.register, context.org, _texts(context), today)
    values = _sound(context, read, before={})
    if values is None:
        return PROBLEMS
    with store.begin(context.workspace.actor, "record.add") as uow:
        kept = add_record(uow, context.register, context.org, values)
        uow.commit(reason=context.args.reason)
    _emit_one(context, kept.id)
    return OK


def _edit(context: _Context) -> int:
    store, today = context.store, context.today
    before = record(store, context.register.id, context.org, context.args.id)
    read = read_texts(store, context.register, context.org, _texts(context), today)
    changes = _sound(context, read, before=before.values, id=context.args.id)
    if changes is None:
        return PROBLEMS
    with store.begin(context.workspace.actor, "record.edit") as uow:
        edit_record(
            uow, context.register, context.org, context.args.id, changes, seen=before.values
        )
        uow.commit(reason=context.args.reason)
    _emit_one(context, context.args.id)
    return OK


def _remove(context: _Context) -> int:
    with context.begin("record.remove") as uow:
        remove_record(uow, context.register.id, context.org, context.args.id, context.args.reason)
        uow.commit(reason=context.args.reason)
    _emit_one(context, context.args.id)
    return OK


def _restore(context: _Context) -> int:
    with context.begin("record.restore") as uow:
        restore_record(uow, context.register, context.org, context.args.id)
        uow.commit(reason=context.args.reason)
    _emit_one(context, context.args.id)
    return OK


def _undo(context: _Context) -> int:
    return _reverse("undo", context)


def _redo(context: _Context) -> int:
    return _reverse("redo", context)


def _reverse(way: Way, context: _Context) -> int:
    from branchkit.services.ledger.undo import Scope, reverse

    scope = Scope("record", kind_of(context.register.id), (context.org,))
    outcome = reverse(context.store, context.workspace.actor, way, scope)
    ids = [entry.id for entry in outcome.touched]
    context.shell.show_outcome(replace(outcome, params={**outcome.params, "ids": ids}))
    return OK


def _texts(context: _Context) -> dict[str, str]:
    """What was typed for each column; of a personal one ``-`` stands for a line of standard input."""
    titles = {
        name: context.catalog.local(column.title)
        for column in context.register.columns
        if column.personal
        for name in (column.id, column.title.zh_CN, column.title.en)
    }
    texts = {}
    for pair in context.args.values:
        column, equals, text = pair.partition("=")
        if not equals:
            raise RecordError("not_a_pair", text=pair)
        title = titles.get(column.strip())
        if title is not None and text == PRIVATELY:
            text = private_line(title)
            if text is None:
                raise RecordError("no_line", column=title)
        texts[column.strip()] = text
    return texts


def _sound(
    context: _Context,
    read: tuple[dict[str, object], list[Problem]],
    before: Mapping[str, object],
    id: str = "",
) -> dict[str, object] | None:
    """The values that were read; None, after saying why, when the row with them could not be kept."""
    values, problems = read
    unread = {problem.place.key for problem in problems}
    row = {**before, **values}
    found = check_record(context.store, context.register, context.org, row, id)
    problems += [problem for problem in found if problem.place.key not in unread]
    context.shell.problems(problems)
    if problems:
        return None
    context.shell.problems(remarks(context.store, context.register, context.org, row))
    context.shell.problems(warnings_about(context.store, context.register, context.org, row, id))
    if strange := strange_choices(context.register, row):
        columns = [c for c in context.register.columns if c.id in strange]
        titles = [context.catalog.local(column.title) for column in columns]
        context.shell.say("cli.record.strange", columns=titles)
    return values


def _emit_one(context: _Context, id: str) -> None:
    workspace = context.workspace
    today = workspace.clock().date()
    rows = RegisterRecords(
        workspace.store, workspace.contributions, context.register, context.orgs, today
    )
    _emit(context, [rows.record(RecordRef(context.org, id))])


def _emit(context: _Context, rows: Sequence[Record]) -> None:
    texts = RecordTexts(
        context.store, context.catalog, context.register, context.orgs, context.unmasked
    )
    emit(
        context.shell,
        texts,
        context.register,
        rows,
        context.args.format,
        several=len(context.orgs) > 1,
    )
