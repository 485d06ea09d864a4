"""The demo community: the same every time, sound, and enough to fill every register and propose every score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.services.demo.branch import fill_demo
from branchkit.services.demo.members import demo_members
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.registers.writing import all_records
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.testing.memory_store import MemoryStore
from branchkit_community.demo import demo_records

from .community_builders import CONTRIBUTIONS, ORG, TODAY, an_organization

OWN = {id for id, register in CONTRIBUTIONS.registers.items() if register.source == "community"}


def a_scene(today: date = TODAY, members: int = 40) -> DemoScene:
    months = tuple(Period.containing(today).shifted(step) for step in (-2, -1, 0))
    people = tuple(demo_members(ORG, today, Random(1), members)) if members else ()
    return DemoScene(ORG, today, months, people, Random(2), "community")


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    made = MemoryStore(lambda: datetime.combine(TODAY, datetime.min.time()).astimezone())
    with made.begin(Actor("测试员"), "test.build") as uow:
        add_organization(uow, an_organization(name="梧桐社区党支部"))
        uow.commit()
    fill_demo(made, CONTRIBUTIONS, ORG, TODAY)
    return made


def test_the_same_scene_gives_the_same_records() -> None:
    assert list(demo_records(a_scene())) == list(demo_records(a_scene()))


def test_every_register_is_kept(store: MemoryStore) -> None:
    kept = {id for id in OWN if any(all_records(store, id, ORG))}
    assert kept == OWN
    assert CONTRIBUTIONS.failures == []


@pytest.mark.parametrize(
    ("scheme", "period"),
    [("community/branch-quarter", "2026-Q4"), ("community/branch-year", "2026")],
)
def test_the_registers_propose_what_they_can(store: MemoryStore, scheme: str, period: str) -> None:
    declared = CONTRIBUTIONS.schemes[scheme]
    members = members_of(store, ORG)
    book = proposals_for(store, CONTRIBUTIONS, declared, ORG, Period.parse(period), members)
    silent = {c.id for c in declared.criteria if book.get(ORG, c.id) is None}
    assert silent <= {"secured"}


def test_members_are_proposed_points(store: MemoryStore) -> None:
    declared = CONTRIBUTIONS.schemes["community/member-month"]
    members = members_of(store, ORG)
    book = proposals_for(store, CONTRIBUTIONS, declared, ORG, Period(2026, 10), members)
    proposing = {
        c.id for c in declared.criteria if any(book.get(member.id, c.id) for member in members)
    }
    assert len(proposing) >= 11


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2024, 2, 29)])
def test_it_can_be_made_on_any_day(today: date, sound: Callable[[DemoRecord], bool]) -> None:
    records = demo_records(a_scene(today))
    assert {record.register for record in records} == OWN
    assert all(sound(record) for record in records)


@pytest.fixture
def sound() -> Callable[[DemoRecord], bool]:
    """Whether a record may be kept by its register."""
    from branchkit.core.registers.checks import check_values

    def is_sound(record: DemoRecord) -> bool:
        members = {f"m{number:04d}" for number in range(1, 41)}
        register = CONTRIBUTIONS.registers[record.register]
        return check_values(register, record.values, members, [ORG]) == []

    return is_sound
