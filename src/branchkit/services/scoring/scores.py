"""Scoring: the only way to a score, for the screen and for the command line alike.

Every function changes rows inside the caller's unit of work and returns them added up. A change names what the scorer
saw before (``expected``); when another session has changed the same cell in between, nothing is written and
:class:`~branchkit.core.errors.ConflictError` tells what stands there now.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from branchkit.core.errors import ConflictError, PointsRefused, ScoreRefused, SheetError
from branchkit.core.ports import UnitOfWork
from branchkit.core.scoring.results import Refusal
from branchkit.core.scoring.schemes import Criterion, Extra, Scheme
from branchkit.core.scoring.sheets import EDITABLE, Cell, ExtraEvent, Row, SheetKey
from branchkit.core.scoring.tally import refuse_extra, refuse_points
from branchkit.core.values import frozen
from branchkit.services.scoring.sheets import existing_sheet, read_row, store_row, traits_of

_POINTS = str.maketrans({"。": ".", "、": ".", "．": ".", "－": "-", "−": "-", "＋": "+"})


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
    """Typed points: full-width digits and 。 count; raises :class:`ScoreRefused` ``unreadable``."""
    plain = text.translate(_POINTS).strip()
    # Decimal itself would also read "1e3", "1_0" and, after NFKC, a superscript two.
    if not all(character.isdecimal() or character in ".-+" for character in plain):
        raise ScoreRefused("unreadable", text=text)
    try:
        return Decimal(unicodedata.normalize("NFKC", plain))
    except InvalidOperation:
        raise ScoreRefused("unreadable", text=text) from None


def check_points(criterion: Criterion, points: Decimal) -> Refusal | None:
    """Why these points do not fit the criterion, None when they do."""
    return refuse_points(criterion, points)


def change_cells(
    uow: UnitOfWork, scheme: Scheme, key: SheetKey, edits: Iterable[CellEdit]
) -> list[Row]:
    """Write cells of any number of subjects as one change; returns their rows, in the order of the edits.

    Raises :class:`SheetError` ``closed`` when the sheet is not in the branch's hands, :class:`PointsRefused`
    when points do not fit, :class:`ConflictError` ``cell``.
    """
    require_editable(uow, key)
    criteria = {criterion.id: criterion for criterion in scheme.criteria}
    rows: dict[str, Row] = {}
    cells: dict[str, dict[str, Cell]] = {}
    for edit in edits:
        if edit.subject not in rows:
            rows[edit.subject] = read_row(uow, key, edit.subject)
            cells[edit.subject] = dict(rows[edit.subject].cells)
        own = cells[edit.subject]
        _refuse_conflict(own.get(edit.criterion), edit)
        if edit.cell is None:
            own.pop(edit.criterion, None)
            continue
        if edit.cell.points is not None:
            _require_fit(criteria[edit.criterion], edit.cell.points)
        own[edit.criterion] = edit.cell
    return [
        store_row(
            uow,
            scheme,
            key,
            replace(row, cells=cells[subject]),
            traits_of(uow, scheme, key, subject),
        )
        for subject, row in rows.items()
    ]


def set_vetoes(
    uow: UnitOfWork, scheme: Scheme, key: SheetKey, subject: str, vetoes: Mapping[str, str]
) -> Row:
    """Replace the subject's vetoes (veto id → reason); raises :class:`ScoreRefused` ``veto_without_reason``."""
    require_editable(uow, key)
    known = {veto.id for veto in scheme.vetoes}
    for veto, reason in vetoes.items():
        if veto not in known:
            raise ScoreRefused("unknown_veto", veto=veto, known=", ".join(sorted(known)))
        if not reason.strip():
            raise ScoreRefused("veto_without_reason", veto=veto)
    row = replace(read_row(uow, key, subject), vetoes=dict(vetoes))
    return store_row(uow, scheme, key, row, traits_of(uow, scheme, key, subject))


def set_extras(
    uow: UnitOfWork, scheme: Scheme, key: SheetKey, subject: str, extras: Iterable[ExtraEvent]
) -> Row:
    """Replace the subject's bonus and deduction events; raises :class:`PointsRefused` when one does not fit its
    item."""
    require_editable(uow, key)
    items = {item.id: item for item in scheme.extras}
    events = tuple(extras)
    for event in events:
        if event.item not in items:
            raise ScoreRefused("unknown_extra", item=event.item, known=", ".join(sorted(items)))
        refusal = refuse_extra(items[event.item], event.points)
        if refusal is not None:
            raise PointsRefused(refusal.code, **refusal.params)
    row = replace(read_row(uow, key, subject), extras=events)
    return store_row(uow, scheme, key, row, traits_of(uow, scheme, key, subject))


def extra_range(item: Extra) -> tuple[Decimal, Decimal]:
    """The lowest and highest points one event of this item may have."""
    low = item.points if item.at_least is None else item.at_least
    high = item.points if item.at_most is None else item.at_most
    return min(low, high), max(low, high)


def require_editable(uow: UnitOfWork, key: SheetKey) -> None:
    """Refuse when the sheet is no longer in the branch's hands: :class:`SheetError` ``closed``."""
    sheet = existing_sheet(uow, key)
    if sheet.state not in EDITABLE:
        raise SheetError("closed", state=str(sheet.state))


def _require_fit(criterion: Criterion, points: Decimal) -> None:
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
