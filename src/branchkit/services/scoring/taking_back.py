"""What undo takes back on a sheet, and how it is told: one cell with its criterion and its points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.fields import escaped, steps
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Body, Entry, UnitOfWork
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Row, SheetKey
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.services.ledger.undo import DERIVED, ROW, Scope, Way
from branchkit.services.scoring.rows import added_up, traits_of
from branchkit.services.scoring.scores import require_editable
from branchkit.services.scoring.terms import refuse_outside_terms

_NO_CELL = DERIVED | {"/subject"}
_GIVEN = {"undo": "score.done_undo_cell", "redo": "score.done_redo_cell"}
_CLEARED = {"undo": "score.done_undo_cleared", "redo": "score.done_redo_cleared"}


def sheet_changes(scheme: Scheme, key: SheetKey, today: date | None = None) -> Scope:
    """The changes of one sheet's rows, as long as it is in the branch's hands and its term is not over."""

    def settled(uow: UnitOfWork, _id: str, body: Body) -> Body:
        row = Row.from_body(body)
        traits = traits_of(uow, scheme, key, row.subject)
        return added_up(scheme, row, traits).to_body()

    def checked(uow: UnitOfWork, _entries: Sequence[Entry]) -> None:
        require_editable(uow, key)
        if today is not None:
            refuse_outside_terms(uow, scheme, key, today)

    return Scope(
        "score",
        ROW,
        (key.org,),
        f"{key}/",
        settle=settled,
        check=checked,
    )


@frozen
class CellChange:
    """Points of one cell, as a change found and left them; None: there were none."""

    criterion: LocalText
    """Its short title."""
    before: str | None
    after: str | None


def cell_change(entry: Entry, scheme: Scheme) -> CellChange | None:
    """What an entry has done to the points of one cell; None where it has done anything else."""
    fields = entry.change.fields
    parts = {tuple(steps(path)[:2]) for path in fields if path not in _NO_CELL}
    for criterion in scheme.criteria:
        points = fields.get(f"/cells/{escaped(criterion.id)}/p")
        if points is not None and parts == {("cells", criterion.id)}:
            return CellChange(criterion.short, *points)
    return None


def told(outcome: Outcome[Entry], way: Way, scheme: Scheme) -> Outcome[Entry]:
    """Of a change of points in one cell whose they are, in which criterion, and how many; anything else as it is."""
    change = cell_change(outcome.touched[0], scheme) if len(outcome.touched) == 1 else None
    if change is None:
        return outcome
    # What a redo takes back is an undo, which has to be read backwards.
    given, instead = change.after, change.before
    if way == "redo":
        given, instead = instead, given
    code = (_GIVEN if given is not None else _CLEARED)[way]
    about = {"criterion": change.criterion, "points": given, "before": instead}
    return outcome.saying(code, **outcome.params, **about)
