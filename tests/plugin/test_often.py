"""What is called for each of many rows has its deadline at every one of them."""

from __future__ import annotations

import pytest

from branchkit.plugin.contributions import DEADLINE
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.often import OftenGuarded


@pytest.mark.parametrize("rows", [1, 100])
def test_a_row_that_does_not_end_is_ended(rows: int) -> None:
    log = FailureLog(patience=0.05)
    guard = OftenGuarded(log, "trial", "trial.check")
    for _row in range(rows):
        with guard.call():
            pass
    with guard.call():
        while True:
            pass
    assert [(failure.code, failure.hook) for failure in log.failures] == [(DEADLINE, "trial.check")]
