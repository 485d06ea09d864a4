"""The life of a sheet: which step leads from where to where, and what it asks of whoever takes it.

draft 自评 → submitted 上报 → reviewed 审核 or returned 退回 → confirmed 审定 → publicised 公示 → sealed 归档.
Until it is reviewed the branch may take it back (撤回); where nobody is above it, always. Reopening a sealed sheet and
un-confirming one need the level above and a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from branchkit.core.access.roles import Operation
from branchkit.core.errors import SheetError
from branchkit.core.scoring.sheets import SheetState, SheetStep
from branchkit.core.values import frozen


@frozen
class Transition:
    """One allowed step: from which states, to which, what it wants one to be allowed, and whether a reason is wanted."""

    step: SheetStep
    origins: frozenset[SheetState]
    target: SheetState
    operation: Operation
    needs_reason: bool = False
    origins_alone: frozenset[SheetState] = frozenset()
    """Further states from which it is allowed where nobody is above the organisation."""


TRANSITIONS: Mapping[SheetStep, Transition] = {
    transition.step: transition
    for transition in (
        Transition(
            SheetStep.SUBMIT,
            frozenset({SheetState.DRAFT, SheetState.RETURNED}),
            SheetState.SUBMITTED,
            Operation.SCORE,
        ),
        Transition(
            SheetStep.WITHDRAW,
            frozenset({SheetState.SUBMITTED}),
            SheetState.DRAFT,
            Operation.SCORE,
            needs_reason=True,
            origins_alone=frozenset(SheetState) - {SheetState.DRAFT, SheetState.RETURNED},
        ),
        Transition(
            SheetStep.RETURN,
            frozenset({SheetState.SUBMITTED, SheetState.REVIEWED}),
            SheetState.RETURNED,
            Operation.REVIEW,
            needs_reason=True,
        ),
        Transition(
            SheetStep.REVIEW,
            frozenset({SheetState.SUBMITTED}),
            SheetState.REVIEWED,
            Operation.REVIEW,
        ),
        Transition(
            SheetStep.CONFIRM,
            frozenset({SheetState.REVIEWED}),
            SheetState.CONFIRMED,
            Operation.CONFIRM,
        ),
        Transition(
            SheetStep.PUBLICISE,
            frozenset({SheetState.CONFIRMED}),
            SheetState.PUBLICISED,
            Operation.CONFIRM,
        ),
        Transition(
            SheetStep.SEAL,
            frozenset({SheetState.PUBLICISED}),
            SheetState.SEALED,
            Operation.CONFIRM,
            needs_reason=True,
        ),
        Transition(
            SheetStep.UNCONFIRM,
            frozenset({SheetState.CONFIRMED, SheetState.PUBLICISED}),
            SheetState.REVIEWED,
            Operation.REOPEN,
            needs_reason=True,
        ),
        Transition(
            SheetStep.REOPEN,
            frozenset({SheetState.SEALED}),
            SheetState.RETURNED,
            Operation.REOPEN,
            needs_reason=True,
        ),
    )
}


def may_be_taken(state: SheetState, step: SheetStep, *, alone: bool = False) -> bool:
    """Whether a sheet that stands so may take the step; ``alone``: nobody is above its organisation."""
    transition = TRANSITIONS[step]
    return state in transition.origins or (alone and state in transition.origins_alone)


def next_state(
    state: SheetState,
    step: SheetStep,
    allowed: Collection[Operation],
    reason: str,
    *,
    alone: bool = False,
) -> SheetState:
    """The state after ``step``, taken by somebody who may do what is ``allowed``.

    Raises :class:`SheetError` ``wrong_state`` / ``no_right`` / ``reason_missing``.
    """
    transition = TRANSITIONS[step]
    if not may_be_taken(state, step, alone=alone):
        raise SheetError("wrong_state", state=str(state), step=str(step))
    if transition.operation not in allowed:
        raise SheetError("no_right", operation=str(transition.operation), step=str(step))
    if transition.needs_reason and not reason.strip():
        raise SheetError("reason_missing", step=str(step))
    return transition.target
