"""What was given to mend: its state on a day, and the share done in time over the tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.registers.register import Record
from branchkit.testing.plugin_view import a_record
from branchkit_rural.rectification import ITEMS, State, items_of, measure_mended_share

from .county import LIUBA, QINGSHI, QINGXI, SHANKOU, YEAR, a_county

TODAY = date(2025, 11, 20)


def an_item(org: str = QINGSHI, **values: str) -> Record:
    given = {"date": "2025-03-01", "item": "补齐会议记录", "deadline": "2025-06-30", **values}
    return a_record(ITEMS, org, ground="rating", owner="m1", **given)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"deadline": "2025-12-31"}, State.OPEN),
        ({"deadline": "2025-11-20"}, State.OPEN),
        ({"deadline": "2025-11-19"}, State.OVERDUE),
        ({"done_on": "2025-07-01"}, State.DONE),
        ({"done_on": "2025-07-01", "accepted_on": "2025-07-09"}, State.ACCEPTED),
    ],
)
def test_the_state_of_an_item(values: dict[str, str], state: State) -> None:
    view = a_county(records=[an_item(**values)])
    (item,) = items_of(view, [QINGSHI], YEAR)
    assert item.state(TODAY) is state


def test_of_what_is_due_or_done_the_share_in_time_counts_over_the_tree() -> None:
    rows = [
        an_item(done_on="2025-06-30"),
        an_item(done_on="2025-07-01"),
        an_item(LIUBA),
        an_item(LIUBA, deadline="2026-02-01"),
        an_item(SHANKOU, done_on="2025-05-01"),
        an_item(date="2024-12-31", done_on="2025-01-05"),
    ]
    view = a_county(records=rows)
    (found,) = measure_mended_share(view.metric_view(QINGXI, YEAR)).values()
    assert round(found.value or 0, 1) == Decimal("33.3")
    assert [e.counted for e in found.evidence] == [True, False, False]


def test_where_nothing_was_due_nothing_is_said() -> None:
    view = a_county(records=[an_item(deadline="2026-02-01")])
    assert measure_mended_share(view.metric_view(QINGXI, YEAR)) == {}
