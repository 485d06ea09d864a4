"""What undo takes back on a sheet, and how it is told: one cell by name, criterion and points."""

from __future__ import annotations

from branchkit.core.fields import escaped, steps
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Body, Entry, UnitOfWork
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Row, SheetKey
from branchkit.services.ledger.undo import DERIVED, ROW, Scope, Way
from branchkit.services.scoring.rows import added_up, traits_of
from branchkit.services.scoring.scores import require_editable

_NO_CELL = DERIVED | {"/subject"}
_GIVEN = {"undo": "score.done_undo_cell", "redo": "score.done_redo_cell"}
_CLEARED = {"undo": "score.done_undo_cleared", "redo": "score.done_redo_cleared"}


def sheet_changes(scheme: Scheme, key: SheetKey) -> Scope:
    """The changes of one sheet's rows, as long as it is in the branch's hands."""

    def settled(uow: UnitOfWork, _id: str, body: Body) -> Body:
        row = Row.from_body(body)
        traits = traits_of(uow, scheme, key, row.subject)
        return added_up(scheme, row, traits).to_body()

    return Scope(
        "score",
        ROW,
        (key.org,),
        f"{key}/",
        settle=settled,
        check=lambda uow, _entries: require_editable(uow, key),
    )


def told(outcome: Outcome[Entry], way: Way, scheme: Scheme) -> Outcome[Entry]:
    """Of a change of points in one cell whose they are, in which criterion, and how many; anything else as it is."""
    if len(outcome.touched) != 1:
        return outcome
    fields = outcome.touched[0].change.fields
    cells = {tuple(steps(path)[:2]) for path in fields if path not in _NO_CELL}
    for criterion in scheme.criteria:
        points = fields.get(f"/cells/{escaped(criterion.id)}/p")
        if points is None or cells != {("cells", criterion.id)}:
            continue
        # What an undo changed is read backwards: it took away what is there again now.
        given, instead = points if way == "redo" else points[::-1]
        code = (_GIVEN if given is not None else _CLEARED)[way]
        about = {"criterion": criterion.short, "points": given, "before": instead}
        return outcome.saying(code, **outcome.params, **about)
    return outcome
