"""The steps of a sheet's life, and rows as documents."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.actors import Role
from branchkit.core.dates import Period
from branchkit.core.errors import SheetError
from branchkit.core.scoring.sheets import (
    EDITABLE,
    TRANSITIONS,
    Cell,
    ExtraEvent,
    Passage,
    Row,
    Sheet,
    SheetKey,
    SheetState,
    SheetStep,
    next_state,
)

WAY = (
    (SheetStep.SUBMIT, Role.SECRETARY, SheetState.SUBMITTED),
    (SheetStep.REVIEW, Role.CLERK, SheetState.REVIEWED),
    (SheetStep.CONFIRM, Role.CLERK, SheetState.CONFIRMED),
    (SheetStep.PUBLICISE, Role.CLERK, SheetState.PUBLICISED),
    (SheetStep.SEAL, Role.COUNTY, SheetState.SEALED),
)


def test_a_sheet_goes_from_draft_to_sealed() -> None:
    state = SheetState.DRAFT
    for step, role, expected in WAY:
        state = next_state(state, step, role, "")
        assert state is expected


def test_a_returned_sheet_can_be_handed_up_again() -> None:
    returned = next_state(SheetState.SUBMITTED, SheetStep.RETURN, Role.CLERK, "补两项")
    assert returned is SheetState.RETURNED
    assert next_state(returned, SheetStep.SUBMIT, Role.SECRETARY, "") is SheetState.SUBMITTED


def test_only_the_county_reopens_and_says_why() -> None:
    with pytest.raises(SheetError, match="wrong_role"):
        next_state(SheetState.SEALED, SheetStep.REOPEN, Role.CLERK, "错了")
    with pytest.raises(SheetError, match="reason_missing"):
        next_state(SheetState.SEALED, SheetStep.REOPEN, Role.COUNTY, "  ")
    assert (
        next_state(SheetState.SEALED, SheetStep.REOPEN, Role.COUNTY, "复核") is SheetState.RETURNED
    )


@given(st.sampled_from(SheetState), st.sampled_from(SheetStep), st.sampled_from(Role))
def test_every_step_is_either_declared_or_refused(
    state: SheetState, step: SheetStep, role: Role
) -> None:
    transition = TRANSITIONS[step]
    allowed = state in transition.origins and role in transition.roles
    if allowed:
        assert next_state(state, step, role, "理由") is transition.target
    else:
        with pytest.raises(SheetError):
            next_state(state, step, role, "理由")


def test_the_branch_takes_no_step_but_handing_up_and_taking_back() -> None:
    own = {step for step, t in TRANSITIONS.items() if Role.SECRETARY in t.roles}
    assert own == {SheetStep.SUBMIT, SheetStep.WITHDRAW}


def withdrawn(state: SheetState, reason: str = "改错", *, alone: bool = False) -> SheetState:
    return next_state(state, SheetStep.WITHDRAW, Role.SECRETARY, reason, alone=alone)


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
CELLS = st.builds(
    Cell,
    points=st.none() | POINTS,
    origin=st.sampled_from(["typed", "proposal", "filled", "pasted"]),
    note=st.text(max_size=8),
    reviewed=st.none() | POINTS,
    final=st.none() | POINTS,
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
    complete=st.booleans(),
    ceiling=st.sampled_from(["", "poor"]),
)


@given(ROWS)
def test_a_row_survives_the_store(row: Row) -> None:
    assert Row.from_body(row.to_body()) == row


def test_a_sheet_survives_the_store() -> None:
    key = SheetKey("rural/member-month", "b1", Period.parse("2026-11"))
    passage = Passage(SheetStep.SUBMIT, SheetState.SUBMITTED, "2026-11-25T09:00:00", "李", "")
    sheet = Sheet(key, SheetState.SUBMITTED, "abc", "[scheme]", (passage,))
    assert Sheet.from_body("b1", sheet.to_body()) == sheet


def test_points_are_kept_exactly() -> None:
    row = Row("m1", {"a": Cell(Decimal("0.10"))})
    assert row.to_body()["cells"]["a"]["p"] == "0.10"
