"""``branchkit sheet``: every step of a month as a command, so that a month can be scripted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import also
from branchkit.cli.rating.history import HISTORY, add_history_arguments, show_history
from branchkit.cli.scoring.cases import CASE, change_cases
from branchkit.cli.scoring.cases import add_arguments as add_case_arguments
from branchkit.cli.scoring.context import SheetContext
from branchkit.cli.scoring.extras import (
    BONUS,
    DEDUCT,
    EXCLUDE,
    VETO,
    add_exclusion_arguments,
    change_exclusion,
    change_extras,
    change_vetoes,
)
from branchkit.cli.scoring.extras import add_arguments as add_extras_arguments
from branchkit.cli.scoring.filling import fill
from branchkit.cli.scoring.scheme import rule_in_words
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.scoring.sheets import EDITABLE, Cell, SheetStep
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.duties.scene import period_text
from branchkit.services.scoring.cases import cases_of
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import CellEdit, parse_points
from branchkit.services.scoring.sheets import (
    ScoredRow,
    ScoredSheet,
    load_sheet,
    open_sheet,
    scheme_of,
)
from branchkit.services.scoring.steps import open_cells, take_step

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

STEPS = tuple(step for step in SheetStep if step is not SheetStep.SUBMIT)


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``sheet history|open|set|fill|bonus|deduct|veto|exclude|case|show`` and its steps."""
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

    add_history_arguments(
        commands.add_parser(HISTORY, help=catalog.text("cli.sheet.history")), catalog
    )
    command("open")
    showing = command("show")
    showing.add_argument("--why", metavar="SUBJECT", help=catalog.text("cli.sheet.why"))
    showing.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    setting = command("set")
    setting.add_argument("subject", help=catalog.text("cli.sheet.subject"))
    setting.add_argument("criterion", help=catalog.text("cli.sheet.criterion"))
    setting.add_argument("points", nargs="?", default="", help=catalog.text("cli.sheet.points"))
    setting.add_argument(
        "--note", "--reason", default=None, help=catalog.text("cli.sheet.set_note")
    )
    for name in (BONUS, DEDUCT, VETO):
        add_extras_arguments(command(name), name, catalog)
    add_exclusion_arguments(command(EXCLUDE), catalog)
    add_case_arguments(command(CASE), catalog)
    filling = command("fill")
    filling.add_argument("criterion", nargs="*", help=catalog.text("cli.sheet.fill_criteria"))
    filling.add_argument(
        "--with",
        dest="value",
        default="proposals",
        type=also({code: catalog.text(f"cli.sheet.with.{code}") for code in ("proposals", "max")}),
        help=catalog.text("cli.sheet.fill_with"),
    )
    filling.add_argument("--reason", default="", help=catalog.text("cli.sheet.departure"))
    filling.add_argument("--renew", action="store_true", help=catalog.text("cli.sheet.renew"))
    command("submit").add_argument(
        "--as-is", action="store_true", help=catalog.text("cli.sheet.as_is")
    )
    for step in STEPS:
        command(str(step)).add_argument(
            "--reason", default="", help=catalog.text("cli.sheet.reason")
        )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one sheet command."""
    if args.command == HISTORY:
        return show_history(args, shell)
    commands: dict[str, Callable[[SheetContext], int]] = {
        "open": _open,
        "show": _show,
        "set": _set,
        "fill": fill,
        BONUS: change_extras,
        DEDUCT: change_extras,
        VETO: change_vetoes,
        EXCLUDE: change_exclusion,
        CASE: change_cases,
        "submit": _submit,
    }
    context = SheetContext(args, shell)
    code = commands.get(args.command, _step)(context)
    context.tell_failures()
    return code


def _open(context: SheetContext) -> int:
    # Of a sheet whose scheme is gone there is nothing to bring up to date.
    if scheme := context.schemes.get(context.key.scheme):
        with context.begin("sheet.open") as uow:
            open_sheet(uow, scheme, context.key)
            uow.commit()
    return _show(context)


def _show(context: SheetContext) -> int:
    scored = load_sheet(context.store, context.schemes, context.key)
    if getattr(context.args, "why", None):
        return _why(context, scored)
    table = sheet_table(scored, context.catalog)
    if context.args.format == "text" and not getattr(context.args, "ids", False):
        table = table.without("subject")
    context.shell.emit(table, context.args.format)
    context.shell.say(
        "cli.sheet.state",
        state=context.catalog.code("sheet.state", scored.sheet.state),
        complete=sum(row.result.complete for row in scored.rows),
        count=len(scored.rows),
    )
    last = scored.sheet.passages[-1:]
    for passage in last if last and last[0].reason else ():
        at = passage.at[:16].replace("T", " ")
        told = {"step": passage.step, "by": passage.by, "at": at, "reason": passage.reason}
        context.shell.say("cli.sheet.why_so", **told)
    if scored.sheet.state in EDITABLE and (stale := context.stale()):
        context.shell.say("cli.sheet.stale_there", count=len(stale))
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
            _band(row, catalog),
        )
        for row in scored.rows
    )
    return Table(columns, rows, frozen_columns=2)


def _band(row: ScoredRow, catalog: Catalog) -> str:
    if row.row.excluded:
        return catalog.text("screen.scoring.excluded_mark")
    if row.waiting:
        return catalog.text(f"report.waiting.{row.waiting}")
    return catalog.local(row.band.short) if row.band else ""


def _points(cell: Cell | None) -> Decimal | None:
    return None if cell is None else cell.stands


def _why(context: SheetContext, scored: ScoredSheet) -> int:
    """How a row comes to its total: of every criterion the rule, what the registers say, and what was made of it."""
    catalog = context.catalog
    subject = context.subject(context.args.why)
    row = next(row for row in scored.rows if row.subject == subject)
    book = context.book
    lines: list[tuple[Value, ...]] = []
    for criterion in scored.scheme.criteria:
        title = catalog.local(criterion.title)
        proposal = book.get(subject, criterion.id)
        told = [reason for reason in row.result.reasons if reason.criterion == criterion.id]
        rule = rule_in_words(criterion, catalog, context.schemes)
        lines.append((title, catalog.text("table.rule"), rule))
        if proposal is not None:
            points = catalog.text("screen.evidence.proposed", points=proposal.points)
            why = catalog.listed(catalog.reason(reason) for reason in proposal.reasons)
            lines.append((title, points, why))
            lines += [
                (title, str(evidence.on or ""), evidence.summary) for evidence in proposal.evidence
            ]
        elif silence := book.silence(subject, criterion.id):
            lines.append((title, catalog.text("cli.sheet.proposal"), catalog.reason(silence)))
        lines += [(title, catalog.text("table.points"), catalog.reason(reason)) for reason in told]
        cell = row.row.cells.get(criterion.id)
        lines += [
            (title, case.on, f"{case.points} {case.note}")
            for case in cases_of(row.row, criterion.id)
        ]
        if cell is not None and cell.note:
            lines.append((title, catalog.text("cli.sheet.note"), cell.note))
    total = catalog.text("table.total")
    lines += [
        (total, "", catalog.reason(reason)) for reason in row.result.reasons if not reason.criterion
    ]
    columns = tuple(
        TableColumn(key, catalog.text(f"table.{key}")) for key in ("criterion", "part", "reason")
    )
    heading = f"{row.name} {row.result.total}"
    context.shell.emit(Table(columns, tuple(lines), title=heading), context.args.format)
    return OK


def _set(context: SheetContext) -> int:
    subject = context.subject(context.args.subject)
    criterion = context.criterion(context.args.criterion)
    before = read_row(context.store, context.key, subject).cells.get(criterion.id)
    points = (
        parse_points(context.args.points)
        if context.args.points
        else (before.points if before else None)
    )
    note = context.args.note if context.args.note is not None else (before.note if before else "")
    cell = Cell(points, "typed", note) if points is not None or note else None
    edit = CellEdit(subject, criterion.id, cell, before)
    context.write("score.enter", [edit], context.book.get)
    row = read_row(context.store, context.key, subject)
    context.answer_row(row, criterion)
    return OK


def _submit(context: SheetContext) -> int:
    still_open = open_cells(context.store, context.scheme, context.key)
    if still_open:
        _list_cells(context, [(cell.subject, cell.criterion) for cell in still_open])
        context.shell.say("cli.sheet.incomplete", count=len(still_open))
        return PROBLEMS
    doubtful = context.departures()
    if unexplained := [found for found in doubtful if not found.stale]:
        _list_cells(context, [(cell.subject, cell.criterion) for cell in unexplained])
        context.shell.say("cli.sheet.unexplained", count=len(unexplained))
        return PROBLEMS
    if doubtful and not context.args.as_is:
        _list_cells(context, [(cell.subject, cell.criterion) for cell in doubtful])
        context.shell.say("cli.sheet.stale", count=len(doubtful))
        return PROBLEMS
    if not _passes_checks(context):
        return PROBLEMS
    context.args.reason = ""
    return _step(context)


def _passes_checks(context: SheetContext) -> bool:
    """Whether no plugin finds anything wrong with the sheet; what one finds is said either way."""
    from branchkit.services.scoring.checks import finding_text, sheet_findings

    workspace = context.workspace
    today = workspace.clock().date()
    refused = 0
    for found in sheet_findings(context.store, workspace.contributions, context.key, today):
        context.shell.tell(finding_text(found, context.scheme, context.names, context.catalog))
        refused += found.refuses
    if refused:
        context.shell.say("cli.sheet.checked", count=refused)
    return not refused


def _list_cells(context: SheetContext, cells: list[tuple[str, str]]) -> None:
    columns = (
        TableColumn("subject", context.catalog.text("table.subject")),
        TableColumn("name", context.catalog.text("table.name")),
        TableColumn("criterion", context.catalog.text("table.criterion")),
    )
    rows = tuple((subject, context.names[subject], criterion) for subject, criterion in cells)
    context.shell.emit(Table(columns, rows), context.args.format)


def _step(context: SheetContext) -> int:
    with context.begin(f"sheet.{context.args.command}") as uow:
        sheet = take_step(
            uow,
            context.workspace.contributions,
            context.key,
            SheetStep(context.args.command),
            context.workspace.clock,
            context.args.reason,
        )
        uow.commit(reason=context.args.reason)
    context.shell.answer(
        {"sheet": str(context.key), "state": str(sheet.state)},
        context.args.format,
        "cli.sheet.stands",
        period=period_text(context.catalog, context.key.period),
        scheme=scheme_of(sheet, context.schemes).title,
        state=sheet.state,
    )
    return OK
