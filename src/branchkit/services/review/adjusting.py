"""Other points for cells of a sheet that was handed up, beside the branch's own: cell by cell or a column at a time, with the reason.

While a sheet waits for its review they are those of the review; once it is reviewed, whoever is to confirm it gives the final ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from branchkit.core.errors import ConflictError, PointsRefused, ScoreRefused, SheetError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.scoring.schemes import Criterion, Scheme
from branchkit.core.scoring.sheets import Cell, Row, Ruling, SheetKey, SheetState
from branchkit.core.scoring.tally import refuse_points
from branchkit.core.values import frozen
from branchkit.services.scoring.rows import SubjectRow, read_rows, store_row
from branchkit.services.scoring.scores import refuse_excluded
from branchkit.services.scoring.sheets import existing_sheet
from branchkit.services.scoring.suggested import Suggested


class Column(StrEnum):
    """Whose points are given."""

    REVIEWED = "reviewed"
    FINAL = "final"


_COLUMNS = {SheetState.SUBMITTED: Column.REVIEWED, SheetState.REVIEWED: Column.FINAL}
NOBODYS = Cell(None)


@frozen
class Adjustment:
    """Points for one cell; None: what was given is taken back. ``expected`` is the cell as whoever adjusts it saw it."""

    subject: str
    criterion: str
    points: Decimal | None
    expected: Cell | None


def column_of(state: SheetState) -> Column | None:
    """Whose points are given while a sheet stands so; None: nobody's."""
    return _COLUMNS.get(state)


def column_in(reader: Reader, key: SheetKey) -> Column:
    """Whose points are given to a sheet now; raises :class:`SheetError` ``not_opened``, ``not_in_review``."""
    state = existing_sheet(reader, key).state
    column = column_of(state)
    if column is None:
        raise SheetError("not_in_review", state=str(state))
    return column


def given_before(cell: Cell | None, column: Column) -> Decimal | None:
    """The points that stand without those of a column: what an adjustment departs from."""
    if cell is None:
        return None
    if column is Column.REVIEWED or cell.reviewed is None:
        return cell.points
    return cell.reviewed


def adjust(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    adjustments: Iterable[Adjustment],
    at: str,
    reason: str = "",
) -> list[Row]:
    """Give cells other points as one change; their rows, added up.

    Raises :class:`SheetError` ``not_in_review``, :class:`ScoreRefused` ``adjusted_without_reason``, ``excluded``, ``not_applicable``,
    :class:`PointsRefused`, and :class:`ConflictError` ``cell``.
    """
    column = column_in(uow, key)
    criteria = {criterion.id: criterion for criterion in scheme.criteria}
    wanted: dict[str, list[Adjustment]] = {}
    for adjustment in adjustments:
        wanted.setdefault(adjustment.subject, []).append(adjustment)
    ruling = Ruling(uow.actor.name, at, reason.strip())
    changed = []
    for line in read_rows(uow, scheme, key, wanted):
        refuse_excluded(line.row)
        cells = dict(line.row.cells)
        for adjustment in wanted[line.row.subject]:
            criterion = criteria[adjustment.criterion]
            after = _adjusted(cells.get(criterion.id), criterion, line, adjustment, column, ruling)
            if after == NOBODYS:
                cells.pop(criterion.id, None)
            else:
                cells[criterion.id] = after
        changed.append(store_row(uow, scheme, key, replace(line.row, cells=cells), line.traits))
    return changed


def _adjusted(
    cell: Cell | None,
    criterion: Criterion,
    line: SubjectRow,
    adjustment: Adjustment,
    column: Column,
    ruling: Ruling,
) -> Cell:
    points = adjustment.points
    if cell != adjustment.expected:
        theirs = "" if cell is None or cell.stands is None else str(cell.stands)
        told = {"subject": line.row.subject, "criterion": criterion.id, "theirs": theirs}
        raise ConflictError("cell", **told, yours="" if points is None else str(points))
    before = given_before(cell, column)
    if points is not None:
        if not criterion.applies.covers(line.traits):
            raise ScoreRefused("not_applicable", criterion=criterion.title)
        if refusal := refuse_points(criterion, points):
            raise PointsRefused(refusal.code, **refusal.params)
        if points != before and not ruling.reason:
            raise ScoreRefused("adjusted_without_reason", points=before, given=points)
    whose = ruling if points is not None else None
    if column is Column.FINAL:
        return replace(cell or NOBODYS, final=points, final_by=whose)
    return replace(cell or NOBODYS, reviewed=points, reviewed_by=whose)


Change = Callable[[Decimal], Decimal]
"""Given the points that stand without the column, those that it is to have."""


def shifted(by: Decimal) -> Change:
    """So many points more, or fewer."""
    return lambda points: points + by


def put_to(points: Decimal) -> Change:
    """The same for all."""
    return lambda _points: points


def column_adjustments(
    reader: Reader,
    scheme: Scheme,
    key: SheetKey,
    criterion: Criterion,
    subjects: Iterable[str],
    change: Change,
) -> list[Adjustment]:
    """The same change for one criterion of any number of subjects, within what the criterion allows.

    Left out are those who are not judged by it, those without points, and those for whom nothing changes.
    """
    column = column_in(reader, key)
    low, high = (-criterion.base, Decimal(0)) if criterion.base else (Decimal(0), criterion.limit)
    found = []
    for line in read_rows(reader, scheme, key, subjects):
        cell = line.row.cells.get(criterion.id)
        before = given_before(cell, column)
        if before is None or line.row.excluded or not criterion.applies.covers(line.traits):
            continue
        points = min(max(change(before), low), high)
        if cell is not None and points != cell.stands:
            found.append(Adjustment(line.row.subject, criterion.id, points, cell))
    return found


def proposed_adjustments(
    reader: Reader,
    scheme: Scheme,
    key: SheetKey,
    wanted: Mapping[str, Iterable[str]],
    suggested: Suggested,
) -> list[Adjustment]:
    """What registers suggest, for cells (subject → criteria) that do not stand so."""
    criteria = {criterion.id: criterion for criterion in scheme.criteria}
    found = []
    for line in read_rows(reader, scheme, key, wanted):
        subject = line.row.subject
        for id in wanted[subject]:
            applies = criteria[id].applies.covers(line.traits) and not line.row.excluded
            proposal = suggested(subject, id) if applies else None
            cell = line.row.cells.get(id)
            if proposal is not None and (cell is None or cell.stands != proposal.points):
                found.append(Adjustment(subject, id, proposal.points, cell))
    return found


def own_adjustments(
    reader: Reader, scheme: Scheme, key: SheetKey, wanted: Mapping[str, Iterable[str]]
) -> list[Adjustment]:
    """Back to what stands without the column, for cells (subject → criteria) that were given other points."""
    column = column_in(reader, key)
    found = []
    for line in read_rows(reader, scheme, key, wanted):
        for id in wanted[line.row.subject]:
            cell = line.row.cells.get(id)
            if cell is not None and getattr(cell, column) is not None:
                found.append(Adjustment(line.row.subject, id, None, cell))
    return found
