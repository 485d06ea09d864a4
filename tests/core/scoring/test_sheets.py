"""The steps of a sheet's life, and rows as documents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.access.roles import Operation
from branchkit.core.dates import Period
from branchkit.core.errors import SheetError
from branchkit.core.scoring.sheet_life import TRANSITIONS, next_state
from branchkit.core.scoring.sheets import (
    EDITABLE,
    Cell,
    ExtraEvent,
    Passage,
    Row,
    Ruling,
    Sheet,
    SheetKey,
    SheetState,
    SheetStep,
)

WAY = (
    (SheetStep.SUBMIT, Operation.SCORE, SheetState.SUBMITTED),
    (SheetStep.REVIEW, Operation.REVIEW, SheetState.REVIEWED),
    (SheetStep.CONFIRM, Operation.CONFIRM, SheetState.CONFIRMED),
    (SheetStep.PUBLICISE, Operation.CONFIRM, SheetState.PUBLICISED),
    (SheetStep.SEAL, Operation.CONFIRM, SheetState.SEALED),
)


def test_a_sheet_goes_from_draft_to_sealed() -> None:
    state = SheetState.DRAFT
    for step, operation, expected in WAY:
        reason = "全年考核结束" if step is SheetStep.SEAL else ""
        state = next_state(state, step, {operation}, reason)
        assert state is expected


def test_a_returned_sheet_can_be_handed_up_again() -> None:
    returned = next_state(SheetState.SUBMITTED, SheetStep.RETURN, {Operation.REVIEW}, "补两项")
    assert returned is SheetState.RETURNED
    assert next_state(returned, SheetStep.SUBMIT, {Operation.SCORE}, "") is SheetState.SUBMITTED


def test_reopening_is_a_right_of_its_own_and_wants_a_reason() -> None:
    with pytest.raises(SheetError, match="no_right"):
        next_state(SheetState.SEALED, SheetStep.REOPEN, {Operation.CONFIRM}, "错了")
    with pytest.raises(SheetError, match="reason_missing"):
        next_state(SheetState.SEALED, SheetStep.REOPEN, {Operation.REOPEN}, "  ")
    assert (
        next_state(SheetState.SEALED, SheetStep.REOPEN, {Operation.REOPEN}, "复核")
        is SheetState.RETURNED
    )


@given(st.sampled_from(SheetState), st.sampled_from(SheetStep), st.sets(st.sampled_from(Operation)))
def test_every_step_is_either_declared_or_refused(
    state: SheetState, step: SheetStep, held: set[Operation]
) -> None:
    transition = TRANSITIONS[step]
    allowed = state in transition.origins and transition.operation in held
    if allowed:
        assert next_state(state, step, held, "理由") is transition.target
    else:
        with pytest.raises(SheetError):
            next_state(state, step, held, "理由")


def test_the_branch_takes_no_step_but_handing_up_and_taking_back() -> None:
    own = {step for step, t in TRANSITIONS.items() if t.operation is Operation.SCORE}
    assert own == {SheetStep.SUBMIT, SheetStep.WITHDRAW}


def withdrawn(state: SheetState, reason: str = "改错", *, alone: bool = False) -> SheetState:
    return next_state(state, SheetStep.WITHDRAW, {Operation.SCORE}, reason, alone=alone)


def test_a_sheet_is_taken_back_until_somebody_has_reviewed_it() -> None:
    assert withdrawn(SheetState.SUBMITTED) is SheetState.DRAFT
    with pytest.raises(SheetError, match="reason_missing"):
        withdrawn(SheetState.SUBMITTED, " ")
    for state in (SheetState.REVIEWED, SheetState.CONFIRMED, SheetState.DRAFT):
        with pytest.raises(SheetError, match="wrong_state"):
            withdrawn(state)


@pytest.mark.parametrize("state", SheetState)
def test_where_nobody_is_above_a_sheet_is_taken_back_at_any_time(state: SheetState) -> None:
    if state in EDITABLE:
        with pytest.raises(SheetError, match="wrong_state"):
            withdrawn(state, alone=True)
    else:
        assert withdrawn(state, alone=True) is SheetState.DRAFT


POINTS = st.decimals(min_value=-99, max_value=99, places=2)
RULINGS = st.builds(Ruling, st.text(max_size=4), st.text(max_size=4), st.text(max_size=8))
CELLS = st.builds(
    Cell,
    points=st.none() | POINTS,
    origin=st.sampled_from(["typed", "proposal", "filled", "pasted"]),
    note=st.text(max_size=8),
    reviewed=st.none() | POINTS,
    final=st.none() | POINTS,
    reviewed_by=st.none() | RULINGS,
    final_by=st.none() | RULINGS,
)
ROWS = st.builds(
    Row,
    subject=st.text("abc0123", min_size=1),
    cells=st.dictionaries(st.text("xyz", min_size=1), CELLS, max_size=4),
    extras=st.lists(
        st.builds(ExtraEvent, st.just("bonus"), POINTS, st.text(max_size=5)), max_size=3
    ).map(tuple),
    vetoes=st.dictionaries(st.text("v", min_size=1, max_size=2), st.text(max_size=5), max_size=2),
    total=st.none() | POINTS,
    own_total=st.none() | POINTS,
    complete=st.booleans(),
    ceiling=st.sampled_from(["", "poor"]),
)


@given(ROWS)
def test_a_row_survives_the_store(row: Row) -> None:
    assert Row.from_body(row.to_body()) == row


def test_the_last_points_given_stand_and_the_branch_keeps_its_own() -> None:
    own = Cell(Decimal(9), "typed", "两次")
    reviewed = replace(
        own, reviewed=Decimal(7), reviewed_by=Ruling("王干事", "2026-12-02T09:00:00")
    )
    final = replace(reviewed, final=Decimal(8))
    assert [cell.stands for cell in (own, reviewed, final)] == [9, 7, 8]
    assert final.own() == own
    # A review of 0 points stands as well.
    assert replace(own, reviewed=Decimal(0)).stands == 0


def test_a_sheet_survives_the_store() -> None:
    key = SheetKey("rural/member-month", "b1", Period.parse("2026-11"))
    passage = Passage(SheetStep.SUBMIT, SheetState.SUBMITTED, "2026-11-25T09:00:00", "李", "")
    sheet = Sheet(key, SheetState.SUBMITTED, "abc", "[scheme]", (passage,))
    assert Sheet.from_body("b1", sheet.to_body()) == sheet


def test_points_are_kept_exactly() -> None:
    row = Row("m1", {"a": Cell(Decimal("0.10"))})
    assert row.to_body()["cells"]["a"]["p"] == "0.10"
