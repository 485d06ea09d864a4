"""The steps of a sheet's life: handed up, taken back, returned, reviewed, confirmed and un-confirmed, publicised, sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from branchkit.core.actors import Actor
from branchkit.core.errors import SheetError
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheet_life import may_be_taken, next_state
from branchkit.core.scoring.sheets import EDITABLE, Passage, Sheet, SheetKey, SheetState, SheetStep
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.scoring.levels import refuse_out_of_order
from branchkit.services.scoring.remarks import close_remarks, notes_key
from branchkit.services.scoring.rows import read_rows, row_input
from branchkit.services.scoring.sheets import (
    SHEET,
    existing_sheet,
    read_organization,
    read_roll,
    scheme_of,
    sheet_keys,
)
from branchkit.services.scoring.terms import refuse_outside_terms


@frozen
class OpenCell:
    """A cell that keeps a sheet from being handed up: no points and no note."""

    subject: str
    criterion: str


def open_cells(reader: Reader, scheme: Scheme, key: SheetKey) -> list[OpenCell]:
    """What keeps the sheet from being handed up: cells with neither points nor a note."""
    return [
        OpenCell(line.row.subject, criterion)
        for line in read_rows(reader, scheme, key, read_roll(reader, key))
        for criterion in tally(scheme, row_input(line.row, line.traits)).missing
    ]


def take_step(
    uow: UnitOfWork,
    contributions: Contributions,
    key: SheetKey,
    step: SheetStep,
    clock: Callable[[], datetime],
    reason: str = "",
    tree: OrganizationTree | None = None,
) -> Sheet:
    """Move a sheet on; ``tree``: where somebody moves many and has read it.

    Raises :class:`SheetError` when state, rights, reason, completeness, the terms, or what stands above and below forbid it;
    ``checked`` when it is handed up and a plugin finds something wrong.
    """
    # At once: what was read in a unit of work is not read again.
    uow.get_many([*sheet_keys(key), notes_key(key), ("", "organization", key.org)])
    sheet = existing_sheet(uow, key)
    alone = step is SheetStep.WITHDRAW and is_alone(uow, key.org)
    allowed = uow.actor.operations(key.org)
    state = next_state(sheet.state, step, allowed, reason, alone=alone)
    scheme = scheme_of(sheet, contributions.schemes)
    scheme_text = sheet.scheme_text
    refuse_out_of_order(uow, contributions.schemes, key, step, tree)
    if step is SheetStep.SUBMIT:
        refuse_outside_terms(uow, scheme, key, clock().date())
        still_open = open_cells(uow, scheme, key)
        if still_open:
            raise SheetError("incomplete", count=len(still_open))
        if contributions.checks:
            _refuse_what_is_found(uow, contributions, key, clock().date())
        close_remarks(uow, key, clock().isoformat(timespec="seconds"))
        scheme_text = scheme.declaration
    elif state in EDITABLE and key.scheme in contributions.schemes:
        # Back in the branch's hands the sheet follows the scheme of the day again, if there still is one.
        scheme_text = ""
    sheet = replace(
        sheet,
        state=state,
        scheme_text=scheme_text,
        passages=(*sheet.passages, _passage(step, state, uow.actor, clock(), reason)),
    )
    uow.put(key.org, SHEET, str(key), sheet.to_body())
    return sheet


def is_alone(reader: Reader, org: str) -> bool:
    """Whether nobody in this workspace is above an organisation, so that nobody else could give a sheet back."""
    return not read_organization(reader, org).parent


def may_be_withdrawn(reader: Reader, sheet: Sheet) -> bool:
    """Whether the branch may take a sheet back that it has handed up: nobody has reviewed it, or nobody is above it."""
    if sheet.state in EDITABLE:
        return False
    step = SheetStep.WITHDRAW
    return may_be_taken(sheet.state, step) or may_be_taken(
        sheet.state, step, alone=is_alone(reader, sheet.key.org)
    )


def _refuse_what_is_found(
    reader: Reader, contributions: Contributions, key: SheetKey, today: date
) -> None:
    from branchkit.services.scoring.checks import sheet_findings

    for found in sheet_findings(reader, contributions, key, today):
        if found.finding is not None and found.refuses:
            raise SheetError("checked", check=found.check, said=found.finding.text)


def _passage(
    step: SheetStep, state: SheetState, actor: Actor, at: datetime, reason: str
) -> Passage:
    return Passage(step, state, at.isoformat(timespec="seconds"), actor.name, reason)
