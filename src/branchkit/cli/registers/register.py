"""``branchkit register``: which registers there are, what they ask for, and whether their rows are sound."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import RecordError
from branchkit.core.registers.register import Column, ColumnKind, Register, Shelf
from branchkit.core.tables import Table, TableColumn
from branchkit.services.registers.texts import conditions_text, formula_text

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog
    from branchkit.plugin.contributions import Contributions

DAYS = {"@today": "today", "@month": "month", "@year": "year"}
"""What a column may begin with, and the ends of the keys of its words."""
_LAST = 999
"""Where registers without a number stand on their shelf."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``register list|show|check``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        text = catalog.text(f"cli.register.{name}")
        made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        if name != "list":
            made.add_argument(
                "register",
                metavar="REGISTER",
                nargs="?" if name == "check" else None,
                help=catalog.text("cli.register.register"),
            )
        if name != "show":
            made.add_argument("--org", default="", help=catalog.text("cli.record.org"))
            made.add_argument(
                "--subtree", action="store_true", help=catalog.text("cli.register.subtree")
            )
        made.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.register.format")
        )
        return made

    for name in ("list", "show", "check"):
        command(name)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one register command."""
    workspace = shell.workspace()
    commands = {"list": list_registers, "show": _show, "check": _check}
    return commands[args.command](args, shell, workspace)


def known_register(contributions: Contributions, id: str) -> Register:
    """The register by its id or, in either language, its title; raises :class:`RecordError` ``unknown_register``."""
    register = contributions.registers.get(id) or next(
        (r for r in contributions.registers.values() if id in (r.title.zh_CN, r.title.en)), None
    )
    if register is None:
        known = [register.title for register in contributions.registers.values()]
        raise RecordError("unknown_register", register=id, known=known)
    return register


def orgs_named(args: argparse.Namespace, workspace: Workspace) -> list[str]:
    """The organisations that ``--org`` and ``--subtree`` name."""
    from branchkit.services.organizations.organizations import orgs_of

    return orgs_of(workspace.store, args.org or workspace.organization, args.subtree)


def list_registers(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """All registers in the order of their shelves, with how many rows they have."""
    from branchkit.services.registers.reading import RegisterRecords

    text, local = shell.catalog.text, shell.catalog.local
    orgs = orgs_named(args, workspace)
    today = workspace.clock().date()
    columns = (
        TableColumn("shelf", text("cli.register.head.shelf")),
        TableColumn("id", text("cli.register.head.id")),
        TableColumn("title", text("cli.register.head.title")),
        TableColumn("rows", text("cli.register.head.rows"), "right"),
        TableColumn("columns", text("cli.register.head.columns"), "right"),
        TableColumn("source", text("cli.register.head.source")),
    )
    as_text = args.format == "text"
    rows = tuple(
        (
            text(f"register.shelf.{register.shelf}") if as_text else str(register.shelf),
            register.id,
            local(register.title),
            len(
                RegisterRecords(
                    workspace.store, workspace.contributions, register, orgs, today
                ).refs()
            ),
            len(register.columns),
            _source(register, workspace, shell) if as_text else register.source,
        )
        for register in _in_order(workspace.contributions)
    )
    table = Table(columns, rows)
    shell.emit(table if args.ids or not as_text else table.without("id"), args.format)
    return OK


def _source(register: Register, workspace: Workspace, shell: Shell) -> str:
    plugin = workspace.contributions.plugin(register.source)
    return shell.catalog.local(plugin.title) if plugin else register.source


def _in_order(contributions: Contributions) -> list[Register]:
    shelves = list(Shelf)
    return sorted(
        contributions.registers.values(),
        key=lambda r: (shelves.index(r.shelf), r.position or _LAST, r.id),
    )


def _show(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    register = known_register(workspace.contributions, args.register)
    catalog = shell.catalog
    columns = _columns_table(register, catalog)
    if args.format == "json":
        shell.emit_object(_description(register, catalog), "json")
        return OK
    if args.format == "text":
        for name, value in _facts(register, catalog):
            if name in ("id", "source") and not args.ids:
                continue
            shell.stdout.write(f"{catalog.text(f'cli.register.part.{name}')}: {value}\n")
        shell.stdout.write("\n")
    whole = args.ids or args.format != "text"
    shell.emit(columns if whole else columns.without("id"), args.format)
    return OK


def _facts(register: Register, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """What is said of the register as a whole; what does not apply is left out."""

    def titles(ids: Sequence[str]) -> str:
        return catalog.listed(register.column(id).title for id in ids if id)

    unique = catalog.listed(" + ".join(titles([id]) for id in ids) for ids in register.unique)
    facts = {
        "id": register.id,
        "title": catalog.local(register.title),
        "shelf": catalog.text(f"register.shelf.{register.shelf}"),
        "rows": catalog.text(f"register.rows.{register.rows}"),
        "basis": register.basis,
        "source": register.source,
        "shown": conditions_text(catalog, register, register.shown),
        "extended_by": catalog.listed(register.extended_by),
        "dated_by": titles([register.dated_by]),
        "ended_by": titles([register.ended_by]),
        "due_by": titles([register.due_by]),
        "settled_by": titles([register.settled_by]),
        "unique": unique,
        "retention_years": str(register.retention_years or ""),
        "paper": _layout(register, catalog),
    }
    yield from ((name, value) for name, value in facts.items() if value)


def _layout(register: Register, catalog: Catalog) -> str:
    layout = register.layout
    parts = [
        catalog.local(layout.title or register.title),
        catalog.text("cli.register.paper.card" if layout.card else "cli.register.paper.list"),
        catalog.text("cli.register.paper.landscape") if layout.landscape else "",
        *(catalog.local(signature) for signature in layout.signatures),
    ]
    return catalog.listed(part for part in parts if part)


def _columns_table(register: Register, catalog: Catalog) -> Table:
    columns = (
        TableColumn("id", catalog.text("cli.register.head.id")),
        TableColumn("title", catalog.text("cli.register.head.title")),
        TableColumn("kind", catalog.text("cli.register.head.kind")),
        TableColumn("notes", catalog.text("cli.register.head.notes")),
    )
    rows = tuple(
        (
            column.id,
            catalog.local(column.title),
            _kind(column, catalog),
            catalog.listed(_notes(register, column, catalog)),
        )
        for column in register.columns
    )
    return Table(columns, rows)


def _kind(column: Column, catalog: Catalog) -> str:
    if column.kind is ColumnKind.CHOICE:
        return "/".join(catalog.local(choice.title) for choice in column.choices)
    if column.own is not None:
        return catalog.local(column.own.title)
    if column.time:
        return catalog.text("record.kind.time")
    return catalog.text(f"record.kind.{column.kind}")


def _notes(register: Register, column: Column, catalog: Catalog) -> Iterator[str]:
    def note(name: str, **params: object) -> str:
        return catalog.text(f"cli.register.note.{name}", **params)

    if column.required:
        yield note("required")
    if column.personal:
        yield note("personal")
    if column.minimum:
        yield note("least", limit=column.minimum)
    if column.maximum:
        yield note("most", limit=column.maximum)
    if column.pattern:
        yield note("pattern", pattern=column.pattern)
    if column.default:
        yield note("default", text=_default(column, catalog))
    if column.formula:
        yield note("formula", text=formula_text(catalog, register, column.formula))
    if column.field:
        known = f"{register.rows.removesuffix('s')}.field.{column.field}"
        yield note("field", field=catalog.text(known) if catalog.has(known) else column.field)
    if column.when:
        yield note("when", text=conditions_text(catalog, register, column.when))
    if not column.printed:
        yield note("unprinted")


def _default(column: Column, catalog: Catalog) -> str:
    """What a new row begins with: a day in words, a choice by its title."""
    if column.default in DAYS:
        return catalog.text(f"cli.register.default.{DAYS[column.default]}")
    titles = {choice.id: catalog.local(choice.title) for choice in column.choices}
    return titles.get(column.default, column.default)


def _description(register: Register, catalog: Catalog) -> dict[str, object]:
    """All of it for a script, with ids and codes."""
    return {
        "id": register.id,
        "title": catalog.local(register.title),
        "shelf": str(register.shelf),
        "position": register.position,
        "rows": str(register.rows),
        "basis": register.basis,
        "source": register.source,
        "extended_by": list(register.extended_by),
        "dated_by": register.dated_by,
        "ended_by": register.ended_by,
        "due_by": register.due_by,
        "settled_by": register.settled_by,
        "unique": [list(columns) for columns in register.unique],
        "retention_years": register.retention_years,
        "columns": [_column_object(column, catalog) for column in register.columns],
    }


def _column_object(column: Column, catalog: Catalog) -> dict[str, object]:
    described: dict[str, object] = {
        "id": column.id,
        "title": catalog.local(column.title),
        "kind": column.own.id if column.own else str(column.kind),
        "required": column.required,
        "personal": column.personal,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "default": column.default,
        "pattern": column.pattern,
        "field": column.field,
        "choices": {choice.id: catalog.local(choice.title) for choice in column.choices},
    }
    if column.formula:
        described["formula"] = {
            str(column.formula.operation): list(column.formula.columns),
            "amount": column.formula.amount,
        }
    if column.when:
        described["when"] = [id for condition in column.when for id in condition.columns]
    return described


def _check(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    from branchkit.services.registers.checks import examine

    contributions, catalog = workspace.contributions, shell.catalog
    named = (
        [known_register(contributions, args.register)]
        if args.register
        else _in_order(contributions)
    )
    orgs = orgs_named(args, workspace)
    packs = contributions.rule_packs
    examined = [examine(workspace.store, register, orgs, packs) for register in named]
    findings = [finding for one in examined for finding in one.findings]
    rows = sum(one.rows for one in examined)
    columns = (
        TableColumn("register", catalog.text("cli.register.part.id")),
        TableColumn("org", catalog.text("cli.register.head.org")),
        TableColumn("record", catalog.text("cli.register.head.record")),
        TableColumn("column", catalog.text("cli.register.head.column")),
        TableColumn("code", catalog.text("cli.register.head.code")),
        TableColumn("problem", catalog.text("cli.register.head.problem")),
    )
    cells = tuple(
        (
            finding.register,
            finding.org,
            finding.record,
            finding.problem.place.key,
            finding.problem.code,
            catalog.text(f"problem.{finding.problem.code}", **finding.problem.params),
        )
        for finding in findings
    )
    if cells or args.format != "text":
        shell.emit(Table(columns, cells), args.format)
    if findings:
        shell.say("cli.register.faulty", count=len(findings), rows=rows)
        return PROBLEMS
    shell.say("cli.register.sound", count=rows)
    return OK
