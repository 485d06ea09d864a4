"""``branchkit sheet case``: cases of a criterion, judged one by one; listed, entered and taken back."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.scoring.context import SheetContext
from branchkit.cli.scoring.extras import named, number_of, read_event_day
from branchkit.core.errors import ScoreRefused
from branchkit.core.scoring.rules import CaseItem
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import ExtraEvent
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.scoring.cases import case_items, case_range, cases_of, set_cases
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import parse_points

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

CASE = "case"
COLUMNS = ("subject", "name", "criterion", "number", "item", "points", "on", "note")


def add_arguments(made: argparse.ArgumentParser, catalog: Catalog) -> None:
    """What ``sheet case`` takes."""
    for name in ("subject", "criterion", "item", "points"):
        made.add_argument(name, nargs="?", default="", help=catalog.text(f"cli.sheet.case.{name}"))
    made.add_argument("--on", default="", metavar="DATE", help=catalog.text("cli.sheet.on"))
    made.add_argument("--note", default="", help=catalog.text("cli.sheet.reason"))
    made.add_argument(
        "--take-back", action="store_true", help=catalog.text("cli.sheet.take_back.case")
    )


def change_cases(context: SheetContext) -> int:
    """Carry out ``sheet case``; without an item it lists the cases there are."""
    args = context.args
    if not args.item:
        return _list(context)
    subject, criterion = context.subject(args.subject), context.criterion(args.criterion)
    if not case_items(criterion):
        raise ScoreRefused("no_cases", criterion=criterion.title)
    with context.begin("score.case") as uow:
        cases = cases_of(read_row(uow, context.key, subject), criterion.id)
        if args.take_back:
            number = number_of(args.item, len(cases))
            changed = (*cases[: number - 1], *cases[number:])
        else:
            changed = (*cases, _case(context, criterion))
        row = set_cases(
            *(uow, context.scheme, context.key, subject, criterion, changed), today=context.today
        )
        uow.commit(reason=args.note)
    context.answer_row(row, criterion)
    return OK


def _case(context: SheetContext, criterion: Criterion) -> ExtraEvent:
    args = context.args
    item = named(args.item, case_items(criterion), "unknown_case", "item")
    day = read_event_day(args.on, context.today)
    return ExtraEvent(item.id, _points(args.points, item), args.note.strip(), day)


def _points(text: str, item: CaseItem) -> Decimal:
    low, high = case_range(item)
    if not text and low != high:
        raise ScoreRefused("which_points", item=item.title, low=low, high=high)
    return parse_points(text) if text else low


def _list(context: SheetContext) -> int:
    """The cases of one subject or of all, of one criterion or of all."""
    args = context.args
    wanted = [context.subject(args.subject)] if args.subject else context.names
    criteria = [context.criterion(args.criterion)] if args.criterion else context.scheme.criteria
    rows: list[tuple[Value, ...]] = []
    for subject in wanted:
        row = read_row(context.store, context.key, subject)
        for criterion in criteria:
            titles = {item.id: context.catalog.local(item.title) for item in case_items(criterion)}
            for number, case in enumerate(cases_of(row, criterion.id), start=1):
                what = titles.get(case.item, case.item), case.points, case.on, case.note
                rows.append((subject, context.names[subject], criterion.id, number, *what))
    columns = tuple(
        TableColumn(name, context.catalog.text(f"table.{name}"), align=_align(name))
        for name in COLUMNS
    )
    context.shell.emit(Table(columns, tuple(rows)), args.format)
    return OK


def _align(name: str) -> str:
    return "right" if name in ("number", "points") else "left"
