"""What the level above has to do: sheets that wait, branches that are overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from branchkit.core.duties import Duty, Opening
from branchkit.core.ports import Store
from branchkit.core.review.terms import Extension
from branchkit.core.scoring.sheets import SheetStep
from branchkit.plugin.contributions import Contributions
from branchkit.services.duties import scoring
from branchkit.services.duties.review import duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.review.terms import grant, set_terms
from branchkit.testing.builders import MONTH

from ..review.town import BRANCHES, CLERK, SCHEME, TOWN, a_memory_town, handed_up, scored, step

RURAL = replace(SCHEME, id="base/member-month")


def found(store: Store, org: str = TOWN) -> list[Duty]:
    known = Contributions(schemes={RURAL.id: RURAL})
    return list(duties(DutyScene(store, known, org, date(2026, 12, 7))))


def test_a_clerk_is_told_of_what_waits_and_of_who_is_late() -> None:
    store = a_memory_town()
    handed_up(store, BRANCHES[0], scheme=RURAL)
    with store.begin(CLERK, "review.terms") as uow:
        set_terms(uow, TOWN, "member-month", MONTH, {"due": date(2026, 12, 5)})
        uow.commit()
    waiting, late = found(store)
    assert (waiting.code, waiting.params["count"]) == ("review_waiting", 1)
    assert waiting.opens == Opening("review", scheme="member-month", period="2026-11")
    assert (late.code, late.due_on, late.params["count"]) == (
        "review_late",
        date(2026, 12, 5),
        2,
    )
    assert found(store, BRANCHES[0]) == []
    step(store, BRANCHES[0], SheetStep.REVIEW, scheme=RURAL)
    assert [duty.code for duty in found(store)] == ["review_late"]


def test_a_branch_is_reminded_by_its_own_day() -> None:
    store = a_memory_town()
    granted = Extension(date(2026, 12, 9), "停电", "王干事", "2026-12-05T09:00:00")
    exempt = replace(granted, due=None, exempt=True)
    for org in BRANCHES:
        scored(store, org, scheme=RURAL)
    with store.begin(CLERK, "review.terms") as uow:
        set_terms(uow, TOWN, "member-month", MONTH, {"due": date(2026, 12, 5)})
        grant(uow, TOWN, BRANCHES[1], "member-month", MONTH, granted)
        grant(uow, TOWN, BRANCHES[2], "member-month", MONTH, exempt)
        uow.commit()
    scene = partial(DutyScene, store, Contributions(schemes={RURAL.id: RURAL}))
    november = [
        [
            d.due_on
            for d in scoring.duties(scene(org, date(2026, 12, 7)))
            if d.opens.period == "2026-11"
        ]
        for org in BRANCHES
    ]
    assert november == [[date(2026, 12, 5)], [date(2026, 12, 9)], []]
