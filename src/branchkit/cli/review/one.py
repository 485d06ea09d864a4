"""``branchkit review show|adjust|remark|looked|return``: one sheet that was handed up."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.scoring.context import SheetContext
from branchkit.cli.shell import Shell
from branchkit.core.review.notes import CellKey
from branchkit.core.scoring.results import Proposal
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import Cell, Ruling, Sheet
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.duties.scene import period_text
from branchkit.services.review.adjusting import (
    Adjustment,
    adjust,
    column_adjustments,
    column_in,
    own_adjustments,
    proposed_adjustments,
    put_to,
    shifted,
)
from branchkit.services.review.deciding import note_look, return_sheet, write_remarks
from branchkit.services.review.session import ACTIONS
from branchkit.services.scoring.remarks import read_notes
from branchkit.services.scoring.rows import read_rows
from branchkit.services.scoring.scores import parse_points

COLUMNS = (
    *("subject", "name", "criterion", "maximum", "own", "proposal"),
    *("reviewed", "final", "stands", "by", "at", "reason", "remark", "looked"),
)
_FIGURES = frozenset({"maximum", "own", "proposal", "reviewed", "final", "stands"})


def run_one(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one of these commands."""
    context = SheetContext(args, shell)
    match args.command:
        case "show":
            return _show(context)
        case "adjust":
            code = _adjust(context)
        case "remark":
            code = _remark(context)
        case "looked":
            code = _looked(context)
        case _:
            code = _return(context)
    context.tell_failures()
    return code


def _at(context: SheetContext) -> str:
    return context.workspace.clock().isoformat(timespec="seconds")


def _show(context: SheetContext) -> int:
    """Every cell: the branch's points, what is proposed, what those above have given and written."""
    scheme, notes = context.scheme, read_notes(context.store, context.key)
    rows = []
    for line in read_rows(context.store, scheme, context.key, context.names):
        for criterion in scheme.criteria:
            if line.row.excluded or not criterion.applies.covers(line.traits):
                continue
            at = line.row.subject, criterion.id
            remark = notes.remarks.get(at)
            told = (remark.text if remark else "", at in notes.looked)
            rows.append(_told(context, at, criterion, line.row.cells.get(criterion.id), told))
    columns = tuple(
        TableColumn(
            name,
            context.catalog.text(f"review.column.{name}"),
            align="right" if name in _FIGURES else "left",
        )
        for name in COLUMNS
    )
    table = Table(columns, tuple(rows))
    if context.args.format == "text" and not context.args.ids:
        table = table.without("subject")
    context.shell.emit(table, context.args.format)
    context.tell_failures()
    return OK


def _told(
    context: SheetContext,
    at: CellKey,
    criterion: Criterion,
    cell: Cell | None,
    notes: tuple[str, bool],
) -> tuple[Value, ...]:
    for_people = context.args.format == "text"
    proposal: Proposal | None = context.book.get(*at)
    shown = cell or Cell(None)
    whose: Ruling | None = shown.final_by or shown.reviewed_by
    remark, looked = notes
    return (
        at[0],
        context.names[at[0]],
        context.catalog.local(criterion.short) if for_people else criterion.id,
        criterion.maximum,
        shown.points,
        proposal.points if proposal else None,
        shown.reviewed,
        shown.final,
        shown.stands,
        whose.by if whose else "",
        whose.at[:16].replace("T", " ") if whose else "",
        whose.reason if whose else "",
        remark,
        context.catalog.text("review.looked") if looked and for_people else looked or "",
    )


def _adjust(context: SheetContext) -> int:
    """One criterion of the subjects named, or of all."""
    args, criterion = context.args, context.criterion(context.args.criterion)
    subjects = [context.subject(text) for text in args.subject] or list(context.names)
    adjustments = _wanted(context, criterion, subjects)
    reason = args.reason
    if args.proposed and not reason:
        reason = context.catalog.text("review.as_proposed")
    with context.begin(ACTIONS[column_in(context.store, context.key)]) as uow:
        rows = adjust(uow, context.scheme, context.key, adjustments, _at(context), reason)
        uow.commit(reason=reason)
    told = [
        {
            "subject": row.subject,
            "points": _text(row.cells[criterion.id]) if criterion.id in row.cells else None,
            "total": None if row.total is None else str(row.total),
        }
        for row in rows
    ]
    answer: dict[str, Any] = {"criterion": criterion.id, "rows": told}
    context.shell.answer(answer, args.format, "outcome.review.adjusted", count=len(rows))
    return OK


def _text(cell: Cell) -> str | None:
    return None if cell.stands is None else str(cell.stands)


def _wanted(
    context: SheetContext, criterion: Criterion, subjects: Iterable[str]
) -> list[Adjustment]:
    args, store, scheme, key = context.args, context.store, context.scheme, context.key
    wanted = {subject: [criterion.id] for subject in subjects}
    column_in(store, key)
    if args.proposed:
        return proposed_adjustments(store, scheme, key, wanted, context.book.get)
    if args.own:
        return own_adjustments(store, scheme, key, wanted)
    if args.by is not None:
        change = shifted(parse_points(args.by.removeprefix("+")))
        return column_adjustments(store, scheme, key, criterion, wanted, change)
    points = parse_points(args.to)
    if args.subject:
        # Of those named every one gets them, or it is said why not.
        rows = read_rows(store, scheme, key, wanted)
        cells = {line.row.subject: line.row.cells.get(criterion.id) for line in rows}
        return [Adjustment(s, criterion.id, points, cell) for s, cell in cells.items()]
    return column_adjustments(store, scheme, key, criterion, wanted, put_to(points))


def _remark(context: SheetContext) -> int:
    args = context.args
    at = context.subject(args.subject), context.criterion(args.criterion).id
    with context.begin("review.remark") as uow:
        contributions = context.workspace.contributions
        write_remarks(uow, contributions, context.key, {at: args.text}, _at(context))
        uow.commit()
    return _answer_cell(context, at, "cli.review.remarked" if args.text else "cli.review.unsaid")


def _looked(context: SheetContext) -> int:
    at = context.subject(context.args.subject), context.criterion(context.args.criterion).id
    with context.begin("review.look") as uow:
        note_look(uow, context.key, [at], _at(context))
        uow.commit()
    return _answer_cell(context, at, "cli.review.seen")


def _answer_cell(context: SheetContext, at: CellKey, key: str) -> int:
    subject, criterion = at
    context.shell.answer(
        {"subject": subject, "criterion": criterion},
        context.args.format,
        key,
        name=context.names[subject],
        criterion=context.scheme.criterion(criterion).short,
    )
    return OK


def _return(context: SheetContext) -> int:
    args = context.args
    remarks = {
        (context.subject(subject), context.criterion(criterion).id): text
        for subject, criterion, text in args.remark
    }
    with context.begin("review.return") as uow:
        sheet: Sheet = return_sheet(
            *(uow, context.workspace.contributions, context.key, context.workspace.clock),
            *(args.reason, remarks),
        )
        uow.commit(reason=args.reason)
    context.shell.answer(
        {"sheet": str(context.key), "state": str(sheet.state), "remarks": len(remarks)},
        args.format,
        "cli.sheet.stands",
        period=period_text(context.catalog, context.key.period),
        scheme=context.scheme.title,
        state=sheet.state,
    )
    return OK
