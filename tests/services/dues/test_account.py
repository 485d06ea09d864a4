"""The branch's account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.errors import DuesError
from branchkit.core.ports import Store
from branchkit.services.dues.account import account_of, hand_up, handed_up_of
from branchkit.testing.builders import ORG

from .branch import (
    ACTOR,
    NOVEMBER,
    REGISTERS,
    TODAY,
    records,
)

OCTOBER = NOVEMBER.previous


def test_the_account_tells_what_belongs_to_a_month_from_what_came_in_during_it(
    two_months: Store,
) -> None:
    lines = account_of(records(two_months), handed_up_of(two_months, ORG), 2026)
    october, november = lines[9], lines[10]
    assert (october.people_due, october.people_paid) == (5, 5)
    assert (str(october.due), str(october.paid), str(october.received)) == (
        "59.11",
        "59.11",
        "58.91",
    )
    assert (str(october.handed_up), october.handed_on) == ("58.91", date(2026, 11, 2))
    assert str(october.kept) == "0.00"
    assert (november.people_due, november.people_paid) == (5, 0)
    assert (str(november.paid), str(november.received), str(november.kept)) == (
        "5.00",
        "5.20",
        "5.20",
    )
    assert str(november.gifts) == "1500.00"
    assert not lines[0].is_used


def test_the_account_carries_over_into_the_next_year(two_months: Store) -> None:
    lines = account_of(records(two_months), handed_up_of(two_months, ORG), 2027)
    assert {str(line.kept) for line in lines} == {"5.20"}


def test_nothing_cannot_be_handed_up(two_months: Store) -> None:
    with (
        two_months.begin(ACTOR, "test") as uow,
        pytest.raises(DuesError, match="nothing_to_hand_up"),
    ):
        hand_up(uow, REGISTERS, ORG, NOVEMBER, Decimal("0.00"), TODAY)
