"""Under which heading a duty stands."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.duties import Duty, Opening, Urgency
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("due_on", "urgency"),
    [
        (date(2026, 11, 19), Urgency.OVERDUE),
        (date(2025, 11, 25), Urgency.OVERDUE),
        (date(2026, 11, 20), Urgency.TODAY),
        (date(2026, 11, 21), Urgency.MONTH),
        (date(2026, 11, 30), Urgency.MONTH),
        (None, Urgency.MONTH),
        (date(2026, 12, 1), Urgency.LATER),
        (date(2027, 11, 1), Urgency.LATER),
    ],
)
def test_by_its_last_day(due_on: date | None, urgency: Urgency) -> None:
    duty = Duty("any", "b1", Opening("home"), due_on, Citation(LocalText("条例")))
    assert duty.urgency(TODAY) is urgency
