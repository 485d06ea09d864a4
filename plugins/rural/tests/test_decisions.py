"""A village's decisions: step after step, each with its day, and what the schemes make of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period, PeriodKind
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.computed import RecordFacts, completed
from branchkit.core.rulepacks import figure_on
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import add_record
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore

from .county import QINGSHI, contributions

BOOK = "book.village-decisions"
FOUR = {"procedure": "four-two", "matter": "修路", "kind": "project"}
THREE = {**FOUR, "procedure": "three-three"}
CARRIED = {"resolved_on": "2026-03-12", "carried": True}


def row(values: dict[str, object], today: date = date(2026, 4, 1)) -> dict[str, object]:
    packs = contributions().rule_packs
    facts = RecordFacts(today, figure=lambda rule, day: figure_on(packs, rule, day))
    return completed(contributions().registers[BOOK], {"date": "2026-03-01", **values}, facts)


@pytest.mark.parametrize(
    ("values", "step", "by"),
    [
        (FOUR, "consulted_on", "2026-03-16"),
        (THREE, "agenda_on", "2026-03-16"),
        ({**FOUR, "consulted_on": "2026-03-05"}, "reviewed_on", "2026-03-20"),
        ({**THREE, "consulted_on": "2026-03-05"}, "resolved_on", "2026-03-20"),
        ({**FOUR, **CARRIED}, "public_on", "2026-03-15"),
        ({**FOUR, **CARRIED, "public_on": "2026-03-13"}, "done_on", "2026-03-20"),
        (
            {**FOUR, **CARRIED, "public_on": "2026-03-13", "deadline": "2026-06-30"},
            "done_on",
            "2026-06-30",
        ),
        ({**FOUR, **CARRIED, "done_on": "2026-05-01"}, "results_on", "2026-05-04"),
        ({**FOUR, **CARRIED, "results_on": "2026-05-04"}, None, None),
        ({**FOUR, "resolved_on": "2026-03-12", "carried": False}, None, None),
    ],
)
def test_the_next_step_has_its_day(
    values: dict[str, object], step: str | None, by: str | None
) -> None:
    found = row(values)
    assert (found.get("next"), found.get("next_by")) == (step, by)


def test_steps_are_dated_in_their_order() -> None:
    register = contributions().registers[BOOK]
    values = {**FOUR, "date": "2026-03-01", "consulted_on": "2026-03-08"}
    assert check_values(register, {**values, "reviewed_on": "2026-03-08"}, ()) == []
    (problem,) = check_values(register, {**values, "reviewed_on": "2026-03-07"}, ())
    assert (problem.code, problem.place.key) == ("record.out_of_order", "reviewed_on")


def test_a_register_of_decisions_feeds_quarter_and_year() -> None:
    clear = {
        **FOUR,
        "consulted_on": "2026-07-03",
        "reviewed_on": "2026-07-06",
        "resolved_on": "2026-07-09",
        "carried": True,
        "public_on": "2026-07-10",
    }
    # Carried out before its seven days on notice were over, and its results are not public.
    hasty = {**clear, "done_on": "2026-07-15"}
    # The members were not asked, and the resolution is not public.
    short_cut = {**FOUR, "resolved_on": "2026-07-09", "consulted_on": "2026-07-03", "carried": True}
    sound = {**clear, "done_on": "2026-08-01", "results_on": "2026-08-02"}
    store = MemoryStore(lambda: datetime(2026, 12, 31, 9).astimezone())
    register = contributions().registers[BOOK]
    with store.begin(Actor("测试员"), "test") as uow:
        add_organization(uow, Organization(QINGSHI, "青石村党支部", sector="rural"))
        for day, values in (
            ("2026-07-01", hasty),
            ("2026-07-02", short_cut),
            ("2026-06-30", sound),
        ):
            add_record(uow, register, QINGSHI, {"date": day, **values})
        uow.commit()
    view = StoreView(store, contributions(), node=QINGSHI, today=date(2026, 12, 31))

    def figure(metric: str, period: Period) -> Decimal | None:
        return view.measure(f"{BOOK}/{metric}", QINGSHI, period)[QINGSHI].value

    quarter, year = Period(2026, 3, PeriodKind.QUARTER), Period(2026, 1, PeriodKind.YEAR)
    assert figure("decisions", quarter) == 2
    assert figure("skipped", quarter) == 1
    assert figure("skipped", Period(2026, 4, PeriodKind.QUARTER)) == 0
    assert figure("short-notice", year) == 1
    assert figure("unpublished", year) == 2
    assert figure("late", year) == 2
    assert round(figure("finished-share", year) or Decimal(0), 1) == Decimal("33.3")
