"""The made-up cases: somebody in every stage, whatever the day."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from branchkit.core.actors import Actor
from branchkit.core.development.cases import EventKind
from branchkit.core.members.citizen_id import is_consistent
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.cases import fill_demo_cases
from branchkit.services.demo.members import demo_members
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import routes_of
from branchkit.testing.builders import ORG, fixed_clock
from branchkit.testing.memory_store import MemoryStore

CONTRIBUTIONS = load_contributions(None, safe_mode=True)
ACTOR = Actor("演示数据")


def a_board(today: date) -> CaseBoard:
    store = MemoryStore(fixed_clock(f"{today}T09:00:00"))
    with store.begin(ACTOR, "test.build") as uow:
        uow.put("", "organization", ORG, {"name": "高沟村党支部", "kind": "branch"})
        for member in demo_members(ORG, today, Random("1921/members")):
            uow.put(ORG, "member", member.id, member.to_body())
        uow.commit()
    fill_demo_cases(store, CONTRIBUTIONS, ORG, today, actor=ACTOR)
    return CaseBoard(store, routes_of(CONTRIBUTIONS.rule_packs), [ORG], today)


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 11, 20),
        date(2026, 5, 1),
        date(2027, 2, 28),
        date(2028, 2, 29),
        date(2026, 12, 31),
    ],
)
def test_somebody_stands_in_every_stage_before_full_membership(today: date) -> None:
    board = a_board(today)
    assert dict(board.counts()) == {"applicant": 2, "activist": 3, "prospect": 2, "probationary": 2}
    assert any(stands.overdue for stands in board.everybody())
    assert any(stands.missing for stands in board.everybody())


def test_there_are_a_refusal_a_repetition_and_a_second_application() -> None:
    standings = a_board(date(2026, 11, 20)).everybody(ended=True)
    kinds = {event.kind for stands in standings for event in stands.case.events}
    assert {EventKind.REFUSED, EventKind.REPEATED, EventKind.CANCELLED} <= kinds
    names = [stands.case.person.name for stands in standings]
    assert len(names) == len(set(names)) + 1


def test_the_same_day_makes_the_same_people_and_they_are_nobody() -> None:
    one, other = (a_board(date(2026, 11, 20)).everybody(ended=True) for _ in range(2))
    assert [stands.case for stands in one] == [stands.case for stands in other]
    ids = [s.case.person.citizen_id for s in one]
    assert all(id.startswith("990101") and is_consistent(id) for id in ids)
