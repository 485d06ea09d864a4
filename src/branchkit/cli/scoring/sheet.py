"""``branchkit sheet``: every step of a month as a command, so that a month can be scripted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, CommandContext, Shell
from branchkit.core.dates import Period
from branchkit.core.errors import MemberError, ScoreRefused
from branchkit.core.scoring.results import Reason
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, SheetStep
from branchkit.core.tables import Table, TableColumn
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.rows import read_row, read_rows
from branchkit.services.scoring.scores import CellEdit, change_cells, parse_points
from branchkit.services.scoring.sheets import (
    ScoredSheet,
    default_scheme_id,
    existing_sheet,
    load_sheet,
    open_cells,
    open_sheet,
    read_roll,
    scheme_of,
    sheet_key,
    take_step,
)

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

STEPS = tuple(step for step in SheetStep if step is not SheetStep.SUBMIT)


class _Context(CommandContext):
    """What every sheet command works on."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        super().__init__(args, shell)
        self.schemes = self.workspace.contributions.schemes
        scheme = args.scheme or default_scheme_id(self.schemes, self.workspace.sector)
        self.key = sheet_key(self.schemes, scheme, self.org, Period.parse(args.period))

    @property
    def scheme(self) -> Scheme:
        """The scheme as the sheet has it."""
        return scheme_of(existing_sheet(self.store, self.key), self.schemes)


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``sheet open|set|fill|show|submit|return|review|confirm|publicise|seal|reopen``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=catalog.text(f"cli.sheet.{name}"))
        made.add_argument("period", metavar="PERIOD", help=catalog.text("cli.sheet.period"))
        made.add_argument("--scheme", default="", help=catalog.text("cli.sheet.scheme"))
        made.add_argument("--org", default="", help=catalog.text("cli.sheet.org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
        )
        return made

    command("open")
    command("show").add_argument("--why", metavar="SUBJECT", help=catalog.text("cli.sheet.why"))
    setting = command("set")
    setting.add_argument("subject", help=catalog.text("cli.sheet.subject"))
    setting.add_argument("criterion", help=catalog.text("cli.sheet.criterion"))
    setting.add_argument("points", nargs="?", default="", help=catalog.text("cli.sheet.points"))
    setting.add_argument("--note", default=None, help=catalog.text("cli.sheet.note"))
    filling = command("fill")
    filling.add_argument("criterion", nargs="*", help=catalog.text("cli.sheet.fill_criteria"))
    filling.add_argument(
        "--with", dest="value", default="proposals", help=catalog.text("cli.sheet.fill_with")
    )
    command("submit")
    for step in STEPS:
        command(str(step)).add_argument(
            "--reason", default="", help=catalog.text("cli.sheet.reason")
        )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one sheet command."""
    commands: dict[str, Callable[[_Context], int]] = {
        "open": _open,
        "show": _show,
        "set": _set,
        "fill": _fill,
        "submit": _submit,
    }
    return commands.get(args.command, _step)(_Context(args, shell))


def _open(context: _Context) -> int:
    with context.begin("sheet.open") as uow:
        open_sheet(uow, context.schemes[context.key.scheme], context.key)
        uow.commit()
    return _show(context)


def _show(context: _Context) -> int:
    scored = load_sheet(context.store, context.schemes, context.key)
    if getattr(context.args, "why", None):
        return _why(context, scored)
    context.shell.emit(sheet_table(scored, context.catalog), context.args.format)
    context.shell.say(
        "cli.sheet.state",
        state=context.catalog.text(f"sheet.state.{scored.sheet.state}"),
        complete=sum(row.result.complete for row in scored.rows),
        count=len(scored.rows),
    )
    return OK


def sheet_table(scored: ScoredSheet, catalog: Catalog) -> Table:
    """The sheet as a list: number, name, criteria by their ids, total, rank, band."""
    criteria = scored.scheme.criteria
    columns = (
        TableColumn("subject", catalog.text("table.subject")),
        TableColumn("name", catalog.text("table.name")),
        *(TableColumn(c.id, catalog.local(c.short), align="right") for c in criteria),
        TableColumn("total", catalog.text("table.total"), align="right"),
        TableColumn("rank", catalog.text("table.rank"), align="right"),
        TableColumn("band", catalog.text("table.band")),
    )
    rows = tuple(
        (
            row.subject,
            row.name,
            *(_points(row.row.cells.get(c.id)) for c in criteria),
            row.row.total,
            row.rank,
            catalog.local(row.band.short) if row.band else "",
        )
        for row in scored.rows
    )
    return Table(columns, rows, frozen_columns=2)


def _points(cell: Cell | None) -> Decimal | None:
    return None if cell is None else cell.points


def _why(context: _Context, scored: ScoredSheet) -> int:
    subject = _subject(context, context.args.why)
    row = next(row for row in scored.rows if row.subject == subject)
    columns = (
        TableColumn("criterion", context.catalog.text("table.criterion")),
        TableColumn("reason", context.catalog.text("table.reason")),
    )
    titles = {c.id: context.catalog.local(c.title) for c in scored.scheme.criteria}
    rows = tuple(
        (titles.get(reason.criterion, ""), _sentence(reason, context.catalog))
        for reason in row.result.reasons
    )
    context.shell.emit(
        Table(columns, rows, title=f"{row.name} {row.result.total}"), context.args.format
    )
    return OK


def _sentence(reason: Reason, catalog: Catalog) -> str:
    return catalog.text(f"reason.{reason.code}", **reason.params)


def _set(context: _Context) -> int:
    subject = _subject(context, context.args.subject)
    criterion = _criterion(context.scheme, context.args.criterion)
    before = read_row(context.store, context.key, subject).cells.get(criterion.id)
    points = (
        parse_points(context.args.points)
        if context.args.points
        else (before.points if before else None)
    )
    note = context.args.note if context.args.note is not None else (before.note if before else "")
    cell = Cell(points, "typed", note) if points is not None or note else None
    edit = CellEdit(subject, criterion.id, cell, before)
    _write(context, "score.enter", [edit])
    row = read_row(context.store, context.key, subject)
    context.shell.emit_object(
        {
            "subject": subject,
            "criterion": criterion.id,
            "points": _text(points),
            "total": _text(row.total),
        },
        context.args.format,
    )
    return OK


def _fill(context: _Context) -> int:
    scheme = context.scheme
    criteria = [_criterion(scheme, name) for name in context.args.criterion] or list(
        scheme.criteria
    )
    edits = (
        _proposed(context, criteria)
        if context.args.value == "proposals"
        else _given(context, criteria, context.args.value)
    )
    if edits:
        _write(context, "score.fill", edits)
    context.shell.emit_object({"filled": len(edits)}, context.args.format)
    return OK


def _proposed(context: _Context, criteria: list[Criterion]) -> list[CellEdit]:
    book = proposals_for(
        context.store,
        context.workspace.contributions,
        context.scheme,
        context.key.org,
        context.key.period,
        members_of(context.store, context.key.org),
    )
    return [
        CellEdit(subject, criterion.id, Cell(proposal.points, "proposal"))
        for subject, criterion in _open_in(context, criteria)
        if (proposal := book.get(subject, criterion.id)) is not None
    ]


def _given(context: _Context, criteria: list[Criterion], value: str) -> list[CellEdit]:
    return [
        CellEdit(
            subject,
            criterion.id,
            Cell(criterion.maximum if value == "max" else parse_points(value), "filled"),
        )
        for subject, criterion in _open_in(context, criteria)
    ]


def _open_in(context: _Context, criteria: list[Criterion]) -> list[tuple[str, Criterion]]:
    store, key, scheme = context.store, context.key, context.scheme
    return [
        (line.row.subject, criterion)
        for line in read_rows(store, scheme, key, read_roll(store, key))
        for criterion in criteria
        if criterion.id not in line.row.cells and criterion.applies.covers(line.traits)
    ]


def _submit(context: _Context) -> int:
    still_open = open_cells(context.store, context.scheme, context.key)
    if still_open:
        names = {m.id: m.name for m in members_of(context.store, context.key.org)}
        columns = (
            TableColumn("subject", context.catalog.text("table.subject")),
            TableColumn("name", context.catalog.text("table.name")),
            TableColumn("criterion", context.catalog.text("table.criterion")),
        )
        rows = tuple(
            (cell.subject, names.get(cell.subject, ""), cell.criterion) for cell in still_open
        )
        context.shell.emit(Table(columns, rows), context.args.format)
        context.shell.say("cli.sheet.incomplete", count=len(still_open))
        return PROBLEMS
    context.args.reason = ""
    return _step(context)


def _step(context: _Context) -> int:
    with context.begin(f"sheet.{context.args.command}") as uow:
        sheet = take_step(
            uow,
            context.schemes,
            context.key,
            SheetStep(context.args.command),
            context.workspace.clock,
            context.args.reason,
        )
        uow.commit(reason=context.args.reason)
    context.shell.emit_object(
        {"sheet": str(context.key), "state": str(sheet.state)}, context.args.format
    )
    return OK


def _write(context: _Context, action: str, edits: list[CellEdit]) -> None:
    with context.begin(action) as uow:
        change_cells(uow, context.scheme, context.key, edits)
        uow.commit()


def _subject(context: _Context, text: str) -> str:
    """A subject of the sheet by id or by its full name; refuses when it is not there or not the only one."""
    roll = read_roll(context.store, context.key)
    if text in roll:
        return text
    named = [
        m.id for m in members_of(context.store, context.key.org) if m.name == text and m.id in roll
    ]
    if len(named) != 1:
        raise MemberError("not_on_sheet" if not named else "ambiguous", text=text)
    return named[0]


def _criterion(scheme: Scheme, text: str) -> Criterion:
    """A criterion by id or short title."""
    for criterion in scheme.criteria:
        if text in (criterion.id, criterion.short.zh_CN, criterion.short.en):
            return criterion
    raise ScoreRefused(
        "unknown_criterion", text=text, known=", ".join(c.id for c in scheme.criteria)
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
