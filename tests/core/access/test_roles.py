"""What is open to whom where nobody keeps users."""

from __future__ import annotations

import pytest

from branchkit.core.access.roles import Role, claimed
from branchkit.core.scoring.sheet_life import TRANSITIONS
from branchkit.core.scoring.sheets import SheetStep

OWN = {SheetStep.SUBMIT, SheetStep.WITHDRAW}


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        (Role.SECRETARY, OWN),
        (Role.REVIEWER, set(SheetStep) - {SheetStep.REOPEN, SheetStep.UNCONFIRM}),
        (Role.CONFIRMER, set(SheetStep)),
        (Role.VIEWER, OWN),
    ],
)
def test_steps_that_are_open_to_whoever_says_what_they_are(
    role: Role, steps: set[SheetStep]
) -> None:
    open_to_them = {step for step, t in TRANSITIONS.items() if t.operation in claimed(role)}
    assert open_to_them == steps
