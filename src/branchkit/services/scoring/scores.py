"""Scoring: the only way to a score, for the screen and for the command line alike.

Every function changes rows inside the caller's unit of work and returns them added up. A change names what the scorer
saw before (``expected``); when another session has changed the same cell in between, nothing is written and
:class:`~branchkit.core.errors.ConflictError` tells what stands there now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice

from branchkit.core.errors import ConflictError, PointsRefused, ScoreRefused, SheetError
from branchkit.core.numbers import is_workable
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.scoring.results import Proposal, Refusal
from branchkit.core.scoring.schemes import Criterion, Extra, Scheme
from branchkit.core.scoring.sheets import EDITABLE, Cell, ExtraEvent, Row, SheetKey
from branchkit.core.scoring.tally import refuse_extra, refuse_points
from branchkit.core.typed_numbers import typed_number
from branchkit.core.values import frozen
from branchkit.services.scoring.rows import ROWS_AT_ONCE, SubjectRow, read_rows, row_keys, store_row
from branchkit.services.scoring.sheets import existing_sheet, sheet_keys
from branchkit.services.scoring.suggested import JUDGED, Suggested, departs
from branchkit.services.scoring.terms import refuse_outside_terms


@frozen
class CellEdit:
    """One cell to change. ``cell`` None clears it; ``expected`` is what the scorer saw there."""

    subject: str
    criterion: str
    cell: Cell | None
    expected: Cell | None = None


@frozen
class RefusedEdit:
    """An edit that does not fit its criterion, and why."""

    subject: str
    criterion: str
    text: str
    refusal: Refusal


def parse_points(text: str) -> Decimal:
    """Typed points: full-width digits and 。 count; raises :class:`ScoreRefused` ``unreadable``, ``too_large``."""
    points = typed_number(text)
    if points is None:
        raise ScoreRefused("unreadable", text=text)
    if not is_workable(points):
        raise ScoreRefused("too_large", text=f"{text[:20]}…")
    return points


def check_points(criterion: Criterion, points: Decimal) -> Refusal | None:
    """Why these points do not fit the criterion, None when they do."""
    return refuse_points(criterion, points)


def change_cells(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    edits: Iterable[CellEdit],
    suggested: Suggested | None = None,
    reason: str = "",
    *,
    today: date | None = None,
) -> list[Row]:
    """Write cells of any number of subjects as one change; returns their rows, in the order of the edits.

    Points that are not what is ``suggested`` and do not say why keep ``reason`` for their note. ``today``, here and below: the
    day on which it is done, for the terms; None: whoever calls makes up past periods and is not bound to them.

    Raises :class:`SheetError` ``closed`` when the sheet is not in the branch's hands, ``not_yet`` and ``over``, :class:`PointsRefused`
    when points do not fit, :class:`ScoreRefused` ``excluded``, ``not_applicable``, ``reason_wanted`` where there is no
    reason, and :class:`ConflictError` ``cell``.
    """
    criteria = {criterion.id: criterion for criterion in scheme.criteria}
    reason = reason.strip()
    wanted: dict[str, list[CellEdit]] = {}
    for edit in edits:
        wanted.setdefault(edit.subject, []).append(edit)
    changed: list[Row] = []
    for line in editable_rows(uow, scheme, key, wanted, today):
        refuse_excluded(line.row)
        cells = dict(line.row.cells)
        for edit in wanted[line.row.subject]:
            _change_cell(cells, criteria, edit, line.traits)
            if suggested is not None and edit.cell is not None and scheme.reasons_wanted:
                cell, proposal = cells[edit.criterion], suggested(edit.subject, edit.criterion)
                cells[edit.criterion] = _explained(cell, proposal, reason)
        row = replace(line.row, cells=cells, cases=_still_judged(line.row, cells))
        changed.append(store_row(uow, scheme, key, row, line.traits))
    return changed


def _change_cell(
    cells: dict[str, Cell],
    criteria: Mapping[str, Criterion],
    edit: CellEdit,
    traits: frozenset[str],
) -> None:
    _refuse_conflict(cells.get(edit.criterion), edit)
    if edit.cell is None:
        cells.pop(edit.criterion, None)
        return
    if edit.cell.points is not None:
        _require_fit(criteria[edit.criterion], edit.cell.points, traits)
    before = cells.get(edit.criterion)
    kept = edit.cell if before is None else replace(edit.cell, unknown=before.unknown)
    # What somebody above has given was given for the points that stood there: new ones stand for themselves.
    same = before is not None and before.points == kept.points
    cells[edit.criterion] = kept if same else kept.own()


def _still_judged(row: Row, cells: Mapping[str, Cell]) -> Mapping[str, tuple[ExtraEvent, ...]]:
    """The cases whose cells still follow them: points given otherwise take their place."""
    judged = {id for id, cell in cells.items() if cell.origin == JUDGED}
    return {id: cases for id, cases in row.cases.items() if id in judged}


def _explained(cell: Cell, proposal: Proposal | None, reason: str) -> Cell:
    if proposal is None or not departs(cell, proposal):
        return cell
    if not reason:
        raise ScoreRefused("reason_wanted", points=proposal.points)
    return replace(cell, note=reason)


def set_vetoes(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    subject: str,
    vetoes: Mapping[str, str],
    *,
    today: date | None = None,
) -> Row:
    """Replace the subject's vetoes (veto id → reason); raises :class:`ScoreRefused` ``veto_without_reason``."""
    (line,) = editable_rows(uow, scheme, key, [subject], today)
    known = {veto.id for veto in scheme.vetoes}
    for veto, reason in vetoes.items():
        if veto not in known:
            raise ScoreRefused("unknown_veto", veto=veto, known=", ".join(sorted(known)))
        if not reason.strip():
            raise ScoreRefused("veto_without_reason", veto=veto)
    return store_row(uow, scheme, key, replace(line.row, vetoes=dict(vetoes)), line.traits)


def set_excluded(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    subject: str,
    reason: str,
    *,
    today: date | None = None,
) -> Row:
    """Leave a subject out of the sheet for a reason, or judge it again with an empty one; its scores are kept."""
    (line,) = editable_rows(uow, scheme, key, [subject], today)
    return store_row(uow, scheme, key, replace(line.row, excluded=reason.strip()), line.traits)


def set_extras(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    subject: str,
    extras: Iterable[ExtraEvent],
    *,
    today: date | None = None,
) -> Row:
    """Replace the subject's bonus and deduction events; raises :class:`PointsRefused` when one does not fit its
    item."""
    (line,) = editable_rows(uow, scheme, key, [subject], today)
    items = {item.id: item for item in scheme.extras}
    events = tuple(extras)
    for event in events:
        if event.item not in items:
            raise ScoreRefused("unknown_extra", item=event.item, known=", ".join(sorted(items)))
        check_extra(items[event.item], event.points)
    return store_row(uow, scheme, key, replace(line.row, extras=events), line.traits)


def check_extra(item: Extra, points: Decimal) -> None:
    """Raises :class:`PointsRefused` when an event of this item cannot have these points."""
    refusal = refuse_extra(item, points)
    if refusal is not None:
        raise PointsRefused(refusal.code, **refusal.params)


def extra_range(item: Extra) -> tuple[Decimal, Decimal]:
    """The lowest and highest points one event of this item may have."""
    low = item.points if item.at_least is None else item.at_least
    high = item.points if item.at_most is None else item.at_most
    return min(low, high), max(low, high)


def require_editable(reader: Reader, key: SheetKey) -> None:
    """Raises :class:`SheetError` ``closed`` when the sheet is no longer in the branch's hands, ``not_opened`` when there is none."""
    sheet = existing_sheet(reader, key)
    if sheet.state not in EDITABLE:
        raise SheetError("closed", state=str(sheet.state))


def editable_rows(
    uow: UnitOfWork,
    scheme: Scheme,
    key: SheetKey,
    subjects: Collection[str],
    today: date | None = None,
) -> Iterator[SubjectRow]:
    """The rows that are to be changed; raises :class:`SheetError` ``not_opened``, ``closed``, ``not_yet`` or ``over``."""
    # The sheet and the first rows with one statement: what was read in a unit of work is not read again.
    first = row_keys(scheme, key, islice(subjects, ROWS_AT_ONCE))
    uow.get_many([*sheet_keys(key)[:1], ("", "organization", key.org), *first])
    require_editable(uow, key)
    if today is not None:
        refuse_outside_terms(uow, scheme, key, today)
    yield from read_rows(uow, scheme, key, subjects)


def refuse_excluded(row: Row) -> None:
    """Raises :class:`ScoreRefused` ``excluded`` for a subject that is not judged."""
    if row.excluded:
        raise ScoreRefused("excluded", why=row.excluded)


def _require_fit(criterion: Criterion, points: Decimal, traits: frozenset[str]) -> None:
    if not criterion.applies.covers(traits):
        raise ScoreRefused("not_applicable", criterion=criterion.title)
    refusal = refuse_points(criterion, points)
    if refusal is not None:
        raise PointsRefused(refusal.code, **refusal.params)


def _refuse_conflict(now: Cell | None, edit: CellEdit) -> None:
    if now in (edit.expected, edit.cell):
        return
    raise ConflictError(
        "cell",
        subject=edit.subject,
        criterion=edit.criterion,
        theirs="" if now is None or now.points is None else str(now.points),
        yours="" if edit.cell is None or edit.cell.points is None else str(edit.cell.points),
    )
