"""``branchkit review queue|agree|sample``: many sheets at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.review.context import BelowContext
from branchkit.cli.shell import Shell
from branchkit.core.errors import ReviewError
from branchkit.core.review.sampling import Sample
from branchkit.core.scoring.sheets import SheetKey, SheetStep
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.organizations.organizations import the_organization
from branchkit.services.review.deciding import agree
from branchkit.services.review.queue import QueueLine, QueuePart, ReviewQueue
from branchkit.services.review.sampling import (
    draw_sample,
    read_sample,
    sample_of_cells,
    sample_of_sheets,
)
from branchkit.services.scoring.rows import read_rows
from branchkit.services.scoring.sheets import load_sheet, read_roll

COLUMNS = (
    *("organization", "name", "above", "state", "handed_up", "due", "timeliness"),
    *("reason", "sampled"),
)


def run_many(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one of these commands."""
    context = BelowContext(args, shell)
    match args.command:
        case "queue":
            return _queue(context)
        case "agree":
            return _agree(context)
        case _:
            return _sample(context)


def _read_queue(context: BelowContext) -> ReviewQueue:
    return ReviewQueue(
        context.store,
        context.contributions,
        context.node,
        context.scheme,
        context.period,
        context.today,
    )


def _queue(context: BelowContext) -> int:
    queue = _read_queue(context)
    part = QueuePart(context.args.show) if context.args.show else None
    shown = [line for line in queue.lines if part is None or line.is_in(part)]
    for_people = context.args.format == "text"
    titles = {key: context.catalog.text(f"review.column.{key}") for key in COLUMNS}
    columns = tuple(TableColumn(key, title) for key, title in titles.items())
    table = Table(columns, tuple(_told(context, line, for_people) for line in shown))
    if for_people:
        table = table.without(*(() if context.args.ids else ("organization",)))
    context.shell.emit(table, context.args.format)
    counts = queue.counts()
    told = [
        f"{context.catalog.text(f'review.part.{part}')} {counts[part]}"
        for part in QueuePart
        if counts[part]
    ]
    context.shell.say("cli.review.counts", count=len(queue.lines), parts=told)
    return OK


def _told(context: BelowContext, line: QueueLine, for_people: bool) -> tuple[Value, ...]:
    state, timeliness = str(line.state or "none"), str(line.timeliness)
    last = line.sheet.passages[-1].reason if line.sheet and line.sheet.passages else ""
    granted = line.terms.extension.reason if line.terms.extension else ""
    sampled: Value = line.sampled
    if for_people:
        state = context.catalog.text(f"review.state.{state}")
        timeliness = context.catalog.text(f"review.timeliness.{timeliness}")
        sampled = context.catalog.text("review.part.sampled") if line.sampled else ""
    return (
        line.organization.id,
        line.organization.name,
        line.above,
        state,
        line.handed_up,
        line.terms.last_day,
        timeliness,
        last or granted,
        sampled,
    )


def _agree(context: BelowContext) -> int:
    args = context.args
    step = SheetStep.CONFIRM if args.confirm else SheetStep.REVIEW
    part = QueuePart.REVIEWED if args.confirm else QueuePart.COMPLETE
    queue = _read_queue(context)
    if args.all:
        keys = [line.key for line in queue.lines if line.is_in(part)]
    else:
        keys = list(_named(context, queue, args.organization))
    if not keys:
        raise ReviewError("nobody_named")
    action = "review.confirm" if args.confirm else "review.agree"
    with context.begin(action) as uow:
        agreed = agree(uow, context.contributions, keys, step, context.workspace.clock, args.reason)
        uow.commit(reason=args.reason)
    for key, error in agreed.refused:
        name, why = context.tree.name(key.org), context.catalog.error(error)
        context.shell.tell(f"{name}: {why}")
    done = [sheet.key.org for sheet in agreed.sheets]
    context.shell.answer(
        {"done": done, "refused": [key.org for key, _ in agreed.refused]},
        args.format,
        "cli.review.agreed",
        count=len(done),
        step=str(step),
    )
    return PROBLEMS if agreed.refused else OK


def _named(context: BelowContext, queue: ReviewQueue, names: Iterable[str]) -> Iterable[SheetKey]:
    """The sheets of those named; raises :class:`ReviewError` ``not_in_queue``."""
    for name in names:
        organization = the_organization(context.tree, name)
        place = queue.place(organization.id)
        if place is None:
            raise ReviewError("not_in_queue", name=organization.name)
        yield queue.lines[place].key


def _sample(context: BelowContext) -> int:
    """Draw anew where a size is given; then say what was drawn last."""
    args, queue = context.args, _read_queue(context)
    key = None
    if args.cells:
        place = context.tree.parent(context.node)
        above = ReviewQueue(
            context.store,
            context.contributions,
            place.id if place else context.node,
            context.scheme,
            context.period,
            context.today,
        )
        found = above.place(context.node)
        if found is None or above.lines[found].sheet is None:
            raise ReviewError("not_in_queue", name=context.tree.name(context.node))
        key = above.lines[found].key
    where = (
        sample_of_cells(key)
        if key
        else sample_of_sheets(context.node, context.kind, context.period)
    )
    if args.size > 0:
        among = _cells(context, key) if key else [line.organization.id for line in queue.lines]
        with context.begin("review.sample") as uow:
            draw_sample(uow, where, among, args.size, args.seed, context.at)
            uow.commit()
    sample = read_sample(context.store, where)
    if sample is None:
        raise ReviewError("no_sample")
    _emit_sample(context, sample, key)
    return OK


def _cells(context: BelowContext, key: SheetKey) -> list[str]:
    """All cells of a sheet that somebody is judged by."""
    scored = load_sheet(context.store, context.contributions.schemes, key)
    return [
        f"{line.row.subject}/{criterion.id}"
        for line in read_rows(context.store, scored.scheme, key, read_roll(context.store, key))
        for criterion in scored.scheme.criteria
        if not line.row.excluded and criterion.applies.covers(line.traits)
    ]


def _emit_sample(context: BelowContext, sample: Sample, key: SheetKey | None) -> None:
    text = context.catalog.text
    rows: list[tuple[Value, ...]]
    if key is None:
        columns: tuple[TableColumn, ...] = (
            TableColumn("organization", text("review.column.organization")),
            TableColumn("name", text("review.column.name")),
        )
        rows = [(org, context.tree.name(org)) for org in sample.drawn]
    else:
        scored = load_sheet(context.store, context.contributions.schemes, key)
        names = {row.subject: row.name for row in scored.rows}
        shorts = {c.id: context.catalog.local(c.short) for c in scored.scheme.criteria}
        columns = tuple(
            TableColumn(name, text(f"table.{name}")) for name in ("subject", "name", "criterion")
        )
        for_people = context.args.format == "text"
        rows = []
        for cell in sample.drawn:
            subject, _, criterion = cell.rpartition("/")
            title = shorts.get(criterion, criterion) if for_people else criterion
            rows.append((subject, names.get(subject, subject), title))
    table = Table(columns, tuple(rows))
    if context.args.format == "text":
        table = table.without("organization", "subject")
    context.shell.emit(table, context.args.format)
    told = {"among": sample.among, "seed": sample.seed, "by": sample.by, "at": sample.at[:10]}
    context.shell.say("cli.review.sampled", count=len(sample.drawn), **told)
