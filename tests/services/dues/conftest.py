"""A branch with two months of dues."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import Store
from branchkit.services.dues.account import hand_up
from branchkit.services.dues.payments import give, pay, settle_month
from branchkit.testing.builders import ORG

from .branch import (
    ACTOR,
    NOVEMBER,
    REGISTERS,
    TODAY,
    a_branch,
    billed,
    change,
)

OCTOBER = NOVEMBER.previous


@pytest.fixture
def two_months() -> Store:
    """October paid but for the student, who pays in November; November paid in part; a gift; October handed up."""
    made = a_branch()
    with made.begin(ACTOR, "test") as uow:
        uow.put(
            "", "organization", ORG, Organization(ORG, "高沟村党支部", sector="rural").to_body()
        )
        uow.commit()
    billed(made, OCTOBER, NOVEMBER)
    for id in ("m0000", "m0001", "m0002", "m0004"):
        change(made, lambda writer, id=id: settle_month(writer, id, OCTOBER, date(2026, 10, 8)))  # type: ignore[misc]
    change(made, lambda writer: settle_month(writer, "m0003", OCTOBER, TODAY))
    change(made, lambda writer: pay(writer, "m0001", NOVEMBER, Decimal("5.00"), TODAY))
    change(made, lambda writer: give(writer, "m0000", Decimal("1500.00"), TODAY))
    with made.begin(ACTOR, "test") as uow:
        hand_up(uow, REGISTERS, ORG, OCTOBER, Decimal("50.00"), date(2026, 10, 31))
        hand_up(uow, REGISTERS, ORG, OCTOBER, Decimal("8.91"), date(2026, 11, 2))
        uow.commit()
    return made
