"""``branchkit sheet fill``: many cells in one step, out of proposals or with the same points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from branchkit.cli.exit_codes import OK, PLUGIN_FAILED
from branchkit.cli.scoring.context import SheetContext
from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import Cell
from branchkit.services.scoring.rows import read_rows
from branchkit.services.scoring.scores import CellEdit, parse_points
from branchkit.services.scoring.sheets import (
    read_roll,
)
from branchkit.services.scoring.suggested import TAKEN


def fill(context: SheetContext) -> int:
    """Take what is proposed, or give the same points, in every cell that is open."""
    criteria = [context.criterion(name) for name in context.args.criterion] or list(
        context.scheme.criteria
    )
    if context.args.renew:
        edits = _renewed(context, criteria)
    elif context.args.value == "proposals":
        edits = _proposed(context, criteria)
    else:
        edits = _given(context, criteria, context.args.value)
    if edits:
        action = "score.renew" if context.args.renew else "score.fill"
        context.write(action, edits, context.book.get, context.args.reason)
    failed = context.book.failed
    told: dict[str, object] = {"filled": len(edits)}
    if context.args.format == "json":
        told["failed"] = [_failed(context, metric) for metric in failed]
    elif failed:
        told["failed"] = list(failed)
    format = context.args.format
    context.shell.answer(told, format, "cli.sheet.filled", count=len(edits))
    if failed and format == "text":
        context.shell.answer(told, format, "cli.sheet.not_filled", metrics=_titles(context, failed))
    return PLUGIN_FAILED if failed else OK


def _titles(context: SheetContext, metrics: Iterable[str]) -> list[str]:
    contributions = context.workspace.contributions
    found = (
        (id, contributions.metrics.get(id) or contributions.computed.get(id)) for id in metrics
    )
    return [context.catalog.local(metric.title) if metric else id for id, metric in found]


def _failed(context: SheetContext, metric: str) -> dict[str, str]:
    """A metric that could not be asked, for whoever reads JSON."""
    failure = context.workspace.contributions.failure_behind(metric)
    assert failure is not None  # Or the metric would not count as failed.
    return {
        "metric": metric,
        "plugin": failure.plugin,
        "code": failure.code,
        "place": failure.place,
        "message": failure.message,
    }


def _renewed(context: SheetContext, criteria: list[Criterion]) -> list[CellEdit]:
    """What the registers suggest now, for the cells that hold an older proposal."""
    wanted = {criterion.id for criterion in criteria}
    return [
        CellEdit(
            stale.subject,
            stale.criterion,
            replace(stale.cell, points=stale.proposal.points),
            stale.cell,
        )
        for stale in context.stale()
        if stale.proposal is not None and stale.criterion in wanted
    ]


def _proposed(context: SheetContext, criteria: list[Criterion]) -> list[CellEdit]:
    book = context.book
    edits: list[CellEdit] = []
    remarks: dict[str, None] = {}
    for subject, criterion in _open_in(context, criteria):
        proposal = book.get(subject, criterion.id)
        told = [book.silence(subject, criterion.id)]
        if proposal is not None:
            edits.append(CellEdit(subject, criterion.id, Cell(proposal.points, TAKEN)))
            told = [r for r in proposal.reasons if r.code.startswith("months_absent")]
        for reason in filter(None, told):
            short = context.catalog.local(criterion.short)
            remarks[f"{short}: {context.catalog.reason(reason)}"] = None
    for remark in remarks:
        context.shell.tell(remark)
    return edits


def _given(context: SheetContext, criteria: list[Criterion], value: str) -> list[CellEdit]:
    return [
        CellEdit(
            subject,
            criterion.id,
            Cell(criterion.maximum if value == "max" else parse_points(value), "filled"),
        )
        for subject, criterion in _open_in(context, criteria)
    ]


def _open_in(context: SheetContext, criteria: list[Criterion]) -> list[tuple[str, Criterion]]:
    store, key, scheme = context.store, context.key, context.scheme
    return [
        (line.row.subject, criterion)
        for line in read_rows(store, scheme, key, read_roll(store, key))
        for criterion in criteria
        if not line.row.excluded
        and criterion.id not in line.row.cells
        and criterion.applies.covers(line.traits)
    ]
