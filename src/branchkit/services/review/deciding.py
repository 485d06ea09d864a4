"""What becomes of sheets that were handed up: remarks on cells, returned or agreed to, one or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from branchkit.core.errors import ScoreRefused, SheetError
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.review.notes import CellKey, Remark
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState, SheetStep
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.scoring.remarks import notes_key, put_notes, read_notes
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.sheets import existing_sheet, read_roll, scheme_of, sheet_keys
from branchkit.services.scoring.steps import take_step

IN_REVIEW = frozenset({SheetState.SUBMITTED, SheetState.REVIEWED})
"""States in which a sheet lies with those above."""


@frozen
class Agreed:
    """What came of agreeing to many: the sheets that went on, and why the others did not."""

    sheets: tuple[Sheet, ...]
    refused: tuple[tuple[SheetKey, SheetError], ...]


def agree(
    uow: UnitOfWork,
    contributions: Contributions,
    keys: Iterable[SheetKey],
    step: SheetStep,
    clock: Callable[[], datetime],
    reason: str = "",
) -> Agreed:
    """Take the same step (``review`` or ``confirm``) with all sheets that it can be taken with, from below upwards."""
    wanted = list(keys)
    uow.get_many(document for key in wanted for document in (*sheet_keys(key), notes_key(key)))
    tree = read_tree(uow)
    done, refused = [], []
    for key in sorted(wanted, key=lambda key: -_depth(tree, key.org)):
        try:
            done.append(take_step(uow, contributions, key, step, clock, reason, tree))
        except SheetError as error:
            refused.append((key, error))
    return Agreed(tuple(done), tuple(refused))


def _depth(tree: OrganizationTree, org: str) -> int:
    return tree.depth(org) if org in tree else 0


def require_in_review(reader: Reader, key: SheetKey) -> Sheet:
    """The sheet; raises :class:`SheetError` ``not_opened``, or ``not_in_review`` where it does not lie with those above."""
    sheet = existing_sheet(reader, key)
    if sheet.state not in IN_REVIEW:
        raise SheetError("not_in_review", state=str(sheet.state))
    return sheet


def write_remarks(
    uow: UnitOfWork,
    contributions: Contributions,
    key: SheetKey,
    remarks: Mapping[CellKey, str],
    at: str,
) -> None:
    """Put remarks on cells; an empty one takes the cell's away.

    Raises :class:`SheetError` ``not_in_review``, :class:`ScoreRefused` ``no_such_cell``.
    """
    sheet = require_in_review(uow, key)
    known = {criterion.id for criterion in scheme_of(sheet, contributions.schemes).criteria}
    roll = set(read_roll(uow, key))
    notes = read_notes(uow, key)
    for (subject, criterion), text in remarks.items():
        if subject not in roll or criterion not in known:
            raise ScoreRefused("no_such_cell", subject=subject, criterion=criterion)
        cell = read_row(uow, key, subject).cells.get(criterion)
        points = None if cell is None else cell.points
        remark = Remark(text.strip(), uow.actor.name, at, points) if text.strip() else None
        notes = notes.with_remark((subject, criterion), remark)
    put_notes(uow, key, notes)


def return_sheet(
    uow: UnitOfWork,
    contributions: Contributions,
    key: SheetKey,
    clock: Callable[[], datetime],
    reason: str,
    remarks: Mapping[CellKey, str] | None = None,
) -> Sheet:
    """Give a sheet back to its branch with a reason, and with remarks on the cells that are meant."""
    if remarks:
        at = clock().isoformat(timespec="seconds")
        write_remarks(uow, contributions, key, remarks, at)
    return take_step(uow, contributions, key, SheetStep.RETURN, clock, reason)


def note_look(uow: UnitOfWork, key: SheetKey, cells: Iterable[CellKey], at: str) -> None:
    """Write down that somebody has looked at the evidence of cells; the first look at each is kept."""
    require_in_review(uow, key)
    notes = read_notes(uow, key)
    for cell in cells:
        notes = notes.with_look(cell, uow.actor.name, at)
    put_notes(uow, key, notes)
