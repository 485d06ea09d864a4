"""A branch with three full members in memory, and cases taken on in it through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from branchkit.core.actors import Actor
from branchkit.core.development.cases import FieldValue, Person
from branchkit.core.development.checks import StepEntry, inputs_of
from branchkit.core.development.standing import CaseStanding
from branchkit.core.members.member import Member
from branchkit.core.ports import UnitOfWork
from branchkit.plugin.manager import load_contributions
from branchkit.services.development.life import Opening, open_case
from branchkit.services.development.steps import take_step
from branchkit.testing.builders import ORG, fixed_clock
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
CONTRIBUTIONS = load_contributions(None, safe_mode=True)
PACKS = CONTRIBUTIONS.rule_packs
ACTOR = Actor("测试员")
TIAN = Person("田禾", "f", birth="1999-03-04", citizen_id="110105199903040023")
WAY = (
    ("talk", "2022-02-01"),
    ("activist", "2022-03-01"),
    ("activist-filed", "2022-03-10"),
    ("contacts", "2022-03-10"),
    ("look", "2022-09-01"),
    ("prospect", "2023-03-01"),
    ("prospect-filed", "2023-03-20"),
    ("introducers", "2023-03-20"),
    ("political-review", "2023-04-01"),
    ("training", "2023-05-10"),
    ("committee-review", "2023-05-20"),
    ("pre-review", "2023-05-25"),
    ("volunteer-form", "2023-05-28"),
    ("admission-vote", "2023-06-10"),
    ("admission-talk", "2023-06-20"),
    ("admission-approval", "2023-07-01"),
    ("admission-filed", "2023-07-05"),
    ("assignment", "2023-07-05"),
    ("oath", "2023-07-20"),
    ("probation-look", "2024-01-10"),
    ("full-application", "2024-06-01"),
    ("full-vote", "2024-06-15"),
    ("full-approval", "2024-07-01"),
    ("archive", "2024-07-10"),
)
WRITTEN: dict[str, FieldValue] = {
    "contacts": ("m0001", "m0002"),
    "introducers": ("m0001", "m0002"),
    "talks": "2",
    "days": "3",
    "hours": "24",
    "entitled": "3",
    "present": "3",
    "in_favour": "3",
    "notice_until": "2023-03-15",
}


class Branch:
    """The branch and its store."""

    def __init__(self) -> None:
        self.store = MemoryStore(fixed_clock())
        with self.store.begin(ACTOR, "test.build") as uow:
            uow.put("", "organization", ORG, {"name": "高沟村党支部", "kind": "branch"})
            for number, name in enumerate(("陈建国", "欧阳若兰", "单守信"), start=1):
                member = Member(f"m{number:04d}", ORG, name, number)
                uow.put(ORG, "member", member.id, member.to_body())
            uow.commit()

    def do(self, service: Callable[..., CaseStanding], *args: Any, **more: Any) -> CaseStanding:
        """A writing service of cases, committed."""
        with self.store.begin(ACTOR, "test") as uow:
            stands = service(uow, PACKS, ORG, *args, **more, today=TODAY)
            uow.commit()
        return stands

    def open(self, person: Person = TIAN, on: str = "2022-01-05") -> str:
        """A new case; its id."""
        first = self.entry("application", on)
        return self.do(open_case, Opening(person, first)).case.id

    def entry(self, step: str, on: str, note: str = "") -> StepEntry:
        """A step with all that it asks for."""
        day = date.fromisoformat(on)
        steps = (s for stage in PACKS["development"].on(day).stages for s in stage.steps)
        asked = next(s for s in steps if s.id == step)
        papers = tuple(paper.zh_CN for paper in asked.papers)
        fields = {wanted.key: WRITTEN[wanted.key] for wanted in inputs_of(asked) if wanted.required}
        return StepEntry(step, day, note=note, fields=fields, papers=papers)

    def take(self, id: str, step: str, on: str, note: str = "") -> CaseStanding:
        """One step."""
        return self.do(take_step, id, self.entry(step, on, note))

    def walk(self, id: str, until: str) -> CaseStanding:
        """All steps up to and with one."""
        for step, on in WAY:
            stands = self.take(id, step, on)
            if step == until:
                return stands
        raise LookupError(until)

    def unit(self) -> UnitOfWork:
        """A unit of work for what is refused."""
        return self.store.begin(ACTOR, "test")
