"""What falls due with members, counted in calendar months, each axis by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.duties import Duty, Urgency
from branchkit.core.members.member import Category, Contact, Member, Mobility, Standing
from branchkit.core.rulepacks import edition_on
from branchkit.services.citations import citation_text
from branchkit.services.duties.members import duties
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.members.transfers import issue_letter
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member, edit_member, member

ORG = "test"
TODAY = date(2026, 11, 20)


def with_member(workspace: Workspace, **fields: Any) -> Workspace:
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_member(uow, Member("", ORG, "张三", **fields))
        uow.commit()
    return workspace


def found(workspace: Workspace, today: date = TODAY) -> list[Duty]:
    return list(duties(DutyScene(workspace.store, workspace.contributions, ORG, today)))


def told(workspace: Workspace, today: date = TODAY) -> list[tuple[str, date | None]]:
    return [(duty.code, duty.due_on) for duty in found(workspace, today)]


def test_an_ordinary_member_owes_nothing(workspace: Workspace) -> None:
    assert told(with_member(workspace, joined="1990-07-01", full_since="1991-07-01")) == []


def test_ids_that_have_lost_their_end_are_counted_until_they_are_complete(
    workspace: Workspace,
) -> None:
    with_member(workspace, citizen_id_start="440524197002030")
    (duty,) = found(workspace)
    assert (duty.code, duty.due_on, duty.params["count"]) == ("incomplete_ids", None, 1)
    assert (duty.opens.place, duty.opens.subject) == ("members", "m0001")
    with workspace.store.begin(workspace.actor, "test") as uow:
        edit_member(uow, ORG, "m0001", {"citizen_id": "440524197002030118"})
        uow.commit()
    assert told(workspace) == []
    assert member(workspace.store, ORG, "m0001").citizen_id_start == ""


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2023, 11, 30), []),
        (date(2023, 12, 1), [("probation_ends", date(2024, 3, 1))]),
        # 365 days would have it over the day before.
        (date(2024, 2, 29), [("probation_ends", date(2024, 3, 1))]),
        (date(2024, 3, 1), [("probation_over", date(2024, 3, 1))]),
    ],
)
def test_a_probation_is_announced_three_calendar_months_ahead(
    workspace: Workspace, today: date, expected: list[tuple[str, date]]
) -> None:
    with_member(workspace, category=Category.PROBATIONARY, joined="2023-03-01")
    assert told(workspace, today) == expected


def test_an_extended_probation_ends_later(workspace: Workspace) -> None:
    with_member(
        workspace,
        category=Category.PROBATIONARY,
        joined="2025-07-01",
        probation_until="2027-01-01",
    )
    assert told(workspace) == [("probation_ends", date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 29), []),
        (date(2026, 10, 30), [("suspend", date(2026, 11, 30))]),
        (date(2026, 12, 1), [("suspend", date(2026, 11, 30))]),
    ],
)
def test_six_months_out_of_contact_suspend(
    workspace: Workspace, today: date, expected: list[tuple[str, date]]
) -> None:
    with_member(workspace, contact=Contact.LOST, lost_since="2026-05-31")
    assert told(workspace, today) == expected


def test_two_years_suspended_and_still_lost_strike_off(workspace: Workspace) -> None:
    with_member(
        workspace,
        contact=Contact.LOST,
        lost_since="2024-05-01",
        standing=Standing.SUSPENDED,
        standing_since="2024-11-20",
    )
    (duty,) = found(workspace)
    assert (duty.code, duty.due_on) == ("strike_off", date(2026, 11, 20))
    assert duty.urgency(TODAY) is Urgency.TODAY


def test_who_is_suspended_and_has_been_found_is_not_struck_off(workspace: Workspace) -> None:
    with_member(workspace, standing=Standing.SUSPENDED, standing_since="2020-01-01")
    assert told(workspace) == []


def test_mobile_is_neither_lost_nor_suspended(workspace: Workspace) -> None:
    with_member(workspace, mobility=Mobility.OUT, away_since="2026-09-01")
    assert told(workspace) == []


def test_a_mobile_member_is_to_be_heard_of_every_six_months(workspace: Workspace) -> None:
    with_member(workspace, mobility=Mobility.OUT, away_since="2025-01-10")
    assert told(workspace) == [("mobile_contact", date(2025, 7, 10))]
    card = {
        "member": "m0001",
        "left_on": "2025-01-10",
        "reason": "work",
        "destination": "省城",
        "last_report": "2026-06-30",
    }
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_record(uow, workspace.contributions.registers["card.mobile"], ORG, card)
        uow.commit()
    assert told(workspace) == []
    assert told(workspace, date(2026, 12, 1)) == [("mobile_contact", date(2026, 12, 30))]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"contact": Contact.LOST}, "suspend_unknown"),
        ({"mobility": Mobility.OUT}, "mobile_unknown"),
        (
            {"contact": Contact.LOST, "standing": Standing.SUSPENDED},
            "strike_off_unknown",
        ),
        ({"category": Category.PROBATIONARY}, "probation_unknown"),
    ],
)
def test_what_cannot_be_counted_is_asked_for(
    workspace: Workspace, fields: dict[str, Any], code: str
) -> None:
    assert told(with_member(workspace, **fields)) == [(code, None)]


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2027, 2, 2), None),
        (date(2027, 2, 3), "letter_expires"),
        (date(2027, 2, 18), "letter_expires"),
        (date(2027, 2, 19), "letter_expired"),
    ],
)
def test_letters_are_called_before_and_after_they_expire(
    workspace: Workspace, today: date, code: str | None
) -> None:
    with_member(workspace)
    rules = edition_on(workspace.contributions.rule_packs, "members", TODAY)
    register = workspace.contributions.registers["member.transfer"]
    with workspace.store.begin(workspace.actor, "test") as uow:
        issue_letter(uow, register, rules, ORG, "m0001", to="省外某支部", on=TODAY)
        uow.commit()
    assert [duty.code for duty in found(workspace, today)] == ([code] if code else [])


def test_every_duty_names_its_member_its_rule_and_its_place(workspace: Workspace) -> None:
    with_member(workspace, contact=Contact.LOST, lost_since="2026-05-31")
    (duty,) = found(workspace)
    assert (duty.opens.place, duty.opens.subject) == ("members", "m0001")
    assert citation_text(workspace.catalog, duty.rule) == "党员教育管理工作条例 第二十四条"
    assert duty_text(workspace.catalog, duty).startswith("张三 2026-05-31 起失联")


def test_a_rule_of_general_knowledge_is_provisional(workspace: Workspace) -> None:
    with_member(workspace, mobility=Mobility.OUT, away_since="2025-01-10")
    (duty,) = found(workspace)
    assert "暂定" in citation_text(workspace.catalog, duty.rule)


def test_a_probation_is_reminded_by_the_rules_of_development_of_its_day(
    workspace: Workspace,
) -> None:
    with_member(workspace, category=Category.PROBATIONARY, joined="2026-01-10")
    (duty,) = found(workspace)
    assert "发展党员" in citation_text(workspace.catalog, duty.rule)
    assert "2014" in citation_text(workspace.catalog, duty.rule)


def put(workspace: Workspace, register: str, **values: str) -> None:
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_record(uow, workspace.contributions.registers[register], ORG, values)
        uow.commit()


@pytest.mark.parametrize(
    ("today", "host", "expected"),
    [
        (date(2026, 9, 30), "省城某社区党支部", []),
        (date(2026, 10, 1), "省城某社区党支部", [("settled_away", None)]),
        (date(2026, 10, 1), "", []),
    ],
)
def test_who_is_looked_after_elsewhere_for_six_months_moves_the_relations(
    workspace: Workspace, today: date, host: str, expected: list[tuple[str, date | None]]
) -> None:
    with_member(workspace, mobility=Mobility.OUT, away_since="2026-04-01")
    card = {"member": "m0001", "left_on": "2026-04-01", "reason": "work", "destination": "省城"}
    put(workspace, "card.mobile", **card, host=host, last_report="2026-09-01")
    assert told(workspace, today) == expected


@pytest.mark.parametrize(
    ("until", "today", "expected"),
    [
        ("2026-12-31", date(2026, 11, 30), []),
        ("2026-12-31", date(2026, 12, 1), [("correction_ends", date(2026, 12, 31))]),
        ("", date(2027, 2, 28), [("correction_ends", date(2027, 3, 1))]),
        ("2027-09-01", date(2027, 2, 28), [("correction_long", date(2027, 3, 1))]),
    ],
)
def test_a_time_for_correction_ends_after_a_year_at_the_latest(
    workspace: Workspace, until: str, today: date, expected: list[tuple[str, date]]
) -> None:
    with_member(workspace)
    decided = {"date": "2026-03-01", "kind": "correction", "decided_by": "支部大会"}
    put(workspace, "member.penalty", member="m0001", **decided, until=until)
    assert told(workspace, today) == expected


def test_a_correction_of_which_something_came_is_settled(workspace: Workspace) -> None:
    with_member(workspace)
    decided = {"date": "2026-03-01", "kind": "correction", "decided_by": "支部大会"}
    put(workspace, "member.penalty", member="m0001", **decided, outcome="已改正")
    assert told(workspace, date(2027, 3, 1)) == []
