"""The duties of dues."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.duties import Duty, Urgency
from branchkit.core.ports import Store
from branchkit.core.rulepacks import Basis
from branchkit.i18n.catalog import Catalog
from branchkit.services.dues.payments import pay, settle_month
from branchkit.services.dues.records import BASES
from branchkit.services.duties.dues import duties
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import remove_member
from branchkit.testing.builders import ORG

from .branch import (
    ACTOR,
    CONTRIBUTIONS,
    NOVEMBER,
    REGISTERS,
    TODAY,
    a_branch,
    billed,
    change,
)

OCTOBER = NOVEMBER.previous


def found(store: Store, today: date = TODAY) -> dict[str, Duty]:
    return {duty.code: duty for duty in duties(DutyScene(store, CONTRIBUTIONS, ORG, today))}


def test_an_unbilled_month_is_due_by_its_end() -> None:
    told = found(a_branch())
    assert told["dues_unbilled"].params["count"] == 5
    assert told["dues_unbilled"].due_on == date(2026, 11, 30)
    assert told["dues_no_base"].params["count"] == 1
    assert told["dues_no_base"].opens.subject == "m0005"
    assert "dues_unpaid" not in told


def test_who_has_not_paid_this_month_and_earlier_ones(two_months: Store) -> None:
    told = found(two_months)
    assert told["dues_unpaid"].params == {
        "month": NOVEMBER,
        "count": 5,
        "total": Decimal("54.11"),
    }
    assert "dues_behind" not in told
    later = found(two_months, date(2026, 12, 3))
    assert later["dues_behind"].params["total"] == Decimal("54.11")


@pytest.mark.parametrize(
    ("months", "code"), [(4, "dues_behind"), (5, "dues_warning"), (6, "dues_lapsed")]
)
def test_five_months_in_a_row_are_a_warning_and_six_fall_under_article_31(
    months: int, code: str, catalog: Catalog
) -> None:
    store = a_branch()
    billed(store, *(NOVEMBER.shifted(-step) for step in range(months, 0, -1)))
    for id in ("m0001", "m0002", "m0003", "m0004"):
        for step in range(1, months + 1):
            month = NOVEMBER.shifted(-step)
            change(store, lambda writer, i=id, m=month: settle_month(writer, i, m, m.last_day))  # type: ignore[misc]
    told = found(store)
    assert code in told
    assert ("dues_lapsed" in told, "dues_warning" in told) == (months == 6, months == 5)
    if code != "dues_behind":
        duty = told[code]
        assert duty.urgent
        assert (duty.rule.article, duty.rule.basis) == ("31", Basis.FOUND)
        assert duty.opens.subject == "m0000"
        assert "陈建国" in duty_text(catalog, duty)
    if code == "dues_lapsed":
        assert told[code].due_on == date(2026, 10, 31)
        assert told[code].urgency(TODAY) is Urgency.OVERDUE


def test_who_has_left_is_no_duty_any_more() -> None:
    store = a_branch()
    billed(store, *(NOVEMBER.shifted(-step) for step in range(6, 0, -1)))
    with store.begin(ACTOR, "test") as uow:
        for id in ("m0000", "m0001", "m0002", "m0003", "m0004", "m0005"):
            remove_member(uow, ORG, id, "转出", date(2026, 10, 20))
        uow.commit()
    assert found(store) == {}


def test_a_base_out_of_a_workbook_is_told_until_its_months_are_billed_anew() -> None:
    store = a_branch()
    billed(store, OCTOBER, NOVEMBER)
    assert "dues_outdated" not in found(store)
    with store.begin(ACTOR, "test") as uow:
        values = {"member": "m0000", "norm": "monthly", "base": "9000.00", "from": "2026-10-01"}
        add_record(uow, REGISTERS[BASES], ORG, values)
        uow.commit()
    duty = found(store)["dues_outdated"]
    assert (duty.params, duty.opens.period, duty.opens.subject) == (
        {"count": 2, "month": OCTOBER},
        "2026-10",
        "m0000",
    )
    billed(store, OCTOBER, NOVEMBER)
    assert "dues_outdated" not in found(store)


def test_a_month_paid_in_part_hides_nobody_who_has_not_paid_for_long() -> None:
    store = a_branch()
    months = [NOVEMBER.shifted(-step) for step in range(6, 0, -1)]
    billed(store, *months)
    change(store, lambda writer: pay(writer, "m0001", OCTOBER, Decimal("5.00"), TODAY))
    told = [
        duty
        for duty in duties(DutyScene(store, CONTRIBUTIONS, ORG, TODAY))
        if duty.code == "dues_warning_in_part"
    ]
    assert [(duty.params["months"], duty.params["in_part"]) for duty in told] == [(5, 1)]
