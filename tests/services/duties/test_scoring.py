"""What scoring owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.duties import Duty
from branchkit.core.ports import Store
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.services.duties.scene import DutyScene
from branchkit.services.duties.scoring import duties
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.steps import take_step
from branchkit.testing.builders import ORG, a_scheme, a_sheet, fixed_clock, members
from branchkit.testing.memory_store import MemoryStore

ACTOR = Actor("李书记")
SCHEME = replace(a_scheme(), id="base/member-month")
SCHEMES = {SCHEME.id: SCHEME}


def owed(store: Store, today: date) -> list[Duty]:
    return list(duties(DutyScene(store, Contributions(schemes=SCHEMES), ORG, today)))


def score(store: Store, key: SheetKey, count: int) -> None:
    with store.begin(ACTOR, "score.enter") as uow:
        edits = [
            CellEdit(member.id, criterion.id, Cell(Decimal(8)))
            for member in members(count)
            for criterion in SCHEME.criteria
        ]
        change_cells(uow, SCHEME, key, edits)
        uow.commit()


def step(store: Store, key: SheetKey, taken: SheetStep, actor: Actor, reason: str = "") -> None:
    with store.begin(actor, "sheet.step") as uow:
        take_step(
            uow,
            Contributions(schemes=SCHEMES),
            key,
            taken,
            lambda: datetime(2026, 11, 21, 9),
            reason,
        )
        uow.commit()


def test_this_months_sheet_says_how_many_are_not_scored() -> None:
    store = MemoryStore(fixed_clock())
    key = a_sheet(store, SCHEME, ACTOR)
    score(store, key, 4)
    (duty,) = owed(store, date(2026, 11, 20))
    assert (duty.code, duty.params["open"], duty.due_on) == ("sheet_open", 2, date(2026, 11, 30))
    assert duty.opens.period == "2026-11"


def test_a_sheet_that_nobody_opened_is_owed_for_everybody() -> None:
    store = MemoryStore(fixed_clock())
    a_sheet(store, SCHEME, ACTOR, period=Period(2026, 9))
    duty = owed(store, date(2026, 11, 20))[-1]
    assert (duty.params["open"], str(duty.params["period"])) == (6, "2026-11")


def test_last_months_sheet_that_was_begun_stays_a_duty_after_its_end() -> None:
    store = MemoryStore(fixed_clock())
    a_sheet(store, SCHEME, ACTOR)
    assert [str(duty.params["period"]) for duty in owed(store, date(2026, 12, 3))] == [
        "2026-11",
        "2026-12",
    ]


def test_what_was_handed_up_is_done_until_it_comes_back() -> None:
    store = MemoryStore(fixed_clock())
    key = a_sheet(store, SCHEME, ACTOR)
    score(store, key, 6)
    step(store, key, SheetStep.SUBMIT, ACTOR)
    assert owed(store, date(2026, 11, 22)) == []
    step(store, key, SheetStep.RETURN, Actor("王干事", Role.REVIEWER), "学时有误")
    (duty,) = owed(store, date(2026, 11, 22))
    assert (duty.code, duty.urgent) == ("sheet_returned", True)
