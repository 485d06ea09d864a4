"""The branch's account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import DuesError
from branchkit.core.ports import Store
from branchkit.services.dues.account import account_of, correct_handed_up, hand_up, handed_up_of
from branchkit.services.dues.payments import correct
from branchkit.testing.builders import ORG

from .branch import (
    ACTOR,
    NOVEMBER,
    REGISTERS,
    TODAY,
    change,
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


def test_a_second_sum_is_added_and_a_wrong_one_corrected_with_its_reason(
    two_months: Store,
) -> None:
    with two_months.begin(ACTOR, "test") as uow:
        total = hand_up(uow, REGISTERS, ORG, NOVEMBER, Decimal("5.00"), date(2026, 11, 9))
        assert total == Decimal("5.00")
        total = hand_up(uow, REGISTERS, ORG, NOVEMBER, Decimal("5.00"), TODAY, "0012")
        assert total == Decimal("10.00")
        wrong = correct_handed_up(uow, REGISTERS, ORG, NOVEMBER, Decimal("5.20"), "记了两次")
        assert wrong == Decimal("-4.80")
        uow.commit()
    rows = [h for h in handed_up_of(two_months, ORG) if h.month == NOVEMBER]
    assert [(str(h.amount), h.on, h.part) for h in rows] == [
        ("5.00", date(2026, 11, 9), 1),
        ("5.00", TODAY, 2),
        ("-4.80", TODAY, 3),
    ]
    november = account_of(records(two_months), handed_up_of(two_months, ORG), 2026)[10]
    assert (str(november.handed_up), str(november.kept)) == ("5.20", "0.00")


@pytest.mark.parametrize(
    ("month", "right", "reason", "code"),
    [
        (NOVEMBER, "1.00", "看错了", "nothing_handed_up"),
        (OCTOBER, "58.91", "看错了", "sum_is_right"),
        (OCTOBER, "58.90", "", "reason_missing"),
    ],
)
def test_a_correction_of_nothing_is_refused(
    two_months: Store, month: Period, right: str, reason: str, code: str
) -> None:
    with two_months.begin(ACTOR, "test") as uow, pytest.raises(DuesError, match=code):
        correct_handed_up(uow, REGISTERS, ORG, month, Decimal(right), reason)


def test_a_corrected_payment_changes_the_month_in_which_it_was_written_down(
    two_months: Store,
) -> None:
    change(two_months, lambda writer: correct(writer, "m0000", OCTOBER, Decimal("40.00"), "看错了"))
    october = account_of(records(two_months), handed_up_of(two_months, ORG), 2026)[9]
    assert (str(october.paid), str(october.received), str(october.kept)) == (
        "55.90",
        "55.70",
        "-3.21",
    )
