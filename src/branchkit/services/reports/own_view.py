"""自评偏差: how far each branch's own view is off from what those above have made of it, and which cells they changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from branchkit.core.scoring.schemes import Criterion
from branchkit.core.scoring.sheets import Cell
from branchkit.core.tables import Paragraph, Report, Table, TableColumn, Value
from branchkit.services.reports.parts import ReportBasis, is_settled, mean
from branchkit.services.scoring.sheets import ScoredRow


def own_view(bases: Sequence[ReportBasis]) -> Report:
    """One paper for any number of sheets: a line for each branch, then each cell that was changed.

    The first sheet's organisation is named as the issuer; at least one is given.
    """
    first = bases[0]
    changed = [line for basis in bases for line in _cells(basis)]
    blocks: list[Paragraph | Table] = [_branches(bases)]
    if changed:
        blocks.append(_changed(first, changed))
    else:
        blocks.append(Paragraph(first.words("review.nothing_changed")))
    subtitle = first.catalog.local(first.scored.scheme.title)
    return first.report("review", blocks, subtitle=subtitle, landscape=True)


def _branches(bases: Sequence[ReportBasis]) -> Table:
    words = bases[0].words
    names = ("organization", "state", "judged", "moved", "cells", "own_mean", "mean", "off", "most")
    columns = tuple(
        TableColumn(
            name,
            words(f"review.column.{name}"),
            align="left" if name in ("organization", "state") else "right",
        )
        for name in names
    )
    rows = tuple(_branch(basis) for basis in bases)
    return Table(columns, rows, words("review.table.branches"), 1)


def _branch(basis: ReportBasis) -> tuple[Value, ...]:
    """A branch: how many were judged, in how many the total was moved, the means, the mean and the greatest difference."""
    rows = [row for row in basis.scored.rows if is_settled(row)]
    state = basis.catalog.code("sheet.state", basis.scored.sheet.state)
    name = basis.scored.organization.name
    cells = sum(1 for _ in _cells(basis))
    if not rows:
        return (name, state, 0, 0, cells, None, None, None, None)
    places = basis.scored.scheme.rounding.places
    off = [_total_now(row) - _own_total(row) for row in rows]
    own_mean = mean([_own_total(row) for row in rows], places)
    now = mean([_total_now(row) for row in rows], places)
    moved = sum(1 for difference in off if difference)
    greatest = max(off, key=abs)
    return (name, state, len(rows), moved, cells, own_mean, now, now - own_mean, greatest)


def _total_now(row: ScoredRow) -> Decimal:
    return row.row.total or Decimal(0)


def _own_total(row: ScoredRow) -> Decimal:
    return _total_now(row) if row.row.own_total is None else row.row.own_total


def _cells(basis: ReportBasis) -> Iterator[tuple[Value, ...]]:
    """The cells in which something else stands than the branch has given."""
    for row in basis.scored.rows:
        for criterion in basis.scored.scheme.criteria:
            cell = row.row.cells.get(criterion.id)
            if cell is not None and cell.is_judged and cell.stands != cell.points:
                yield _cell_line(basis, row, criterion, cell)


def _cell_line(
    basis: ReportBasis, row: ScoredRow, criterion: Criterion, cell: Cell
) -> tuple[Value, ...]:
    ruling = cell.final_by if cell.final is not None else cell.reviewed_by
    off = None
    if cell.stands is not None and cell.points is not None:
        off = cell.stands - cell.points
    return (
        basis.scored.organization.name,
        row.name,
        basis.catalog.local(criterion.title),
        cell.points,
        cell.reviewed,
        cell.final,
        off,
        ruling.by if ruling else "",
        ruling.at[:10] if ruling else "",
        ruling.reason if ruling else "",
    )


def _changed(basis: ReportBasis, lines: Sequence[tuple[Value, ...]]) -> Table:
    names = (
        *("organization", "name", "criterion", "own", "reviewed", "final", "off"),
        *("by", "on", "reason"),
    )
    figures = ("own", "reviewed", "final", "off")
    columns = tuple(
        TableColumn(
            name,
            basis.words(f"review.column.{name}"),
            align="right" if name in figures else "left",
        )
        for name in names
    )
    return Table(columns, tuple(lines), basis.words("review.table.cells"), 2)
