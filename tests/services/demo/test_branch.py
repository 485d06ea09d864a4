"""The demo branch: made up, the same every time, and complete enough to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.members.citizen_id import birth_of, is_consistent, sex_of
from branchkit.core.members.member import Category
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import RecordsFrom
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.branch import fill_demo
from branchkit.services.demo.members import FICTITIOUS_REGION
from branchkit.services.registers.writing import all_records
from branchkit.services.roster import members_of
from branchkit.services.scoring.proposals import proposals_for
from branchkit.services.scoring.sheets import load_sheet
from branchkit.testing.memory_store import MemoryStore

TODAY = date(2026, 11, 20)
RURAL = InstalledPlugin("rural", "branchkit_rural", "branchkit-rural", "")
ORG = "demo"


def contributions() -> Contributions:
    return load_contributions(None, installed=lambda: [RURAL], strict=True)


def made(
    today: date = TODAY, seed: int = 1921, brought: Contributions | None = None
) -> MemoryStore:
    store = MemoryStore(lambda: datetime.combine(today, datetime.min.time()).astimezone())
    with store.begin(Actor("测试员"), "test") as uow:
        organization = Organization(ORG, "高沟村党支部", sector="rural")
        uow.put("", "organization", ORG, organization.to_body())
        uow.commit()
    fill_demo(store, brought or contributions(), ORG, today, seed)
    return store


def entries(store: MemoryStore) -> list[object]:
    return [(e.org, e.kind, e.id, e.change.fields) for e in store.entries()]


def test_the_same_day_and_seed_make_the_same_branch() -> None:
    assert entries(made()) == entries(made())
    assert entries(made()) != entries(made(seed=2))


def test_the_members_are_forty_and_nobody() -> None:
    members = members_of(made(), ORG)
    assert [member.number for member in members] == list(range(1, 41))
    assert len({member.name for member in members}) == 40
    assert {"欧阳若兰", "单守信", "仇春梅", "尉迟宏"} <= {member.name for member in members}
    for member in members:
        assert is_consistent(member.citizen_id)
        assert member.citizen_id.startswith(FICTITIOUS_REGION)
        born = birth_of(member.citizen_id)
        assert born is not None
        assert born.isoformat() == member.birth
        assert sex_of(member.citizen_id) == member.sex
        assert member.phone.startswith("120")
        joined = date.fromisoformat(member.joined)
        assert joined.year - born.year >= 18
        assert joined < TODAY
        assert bool(member.full_since) is (member.category is Category.FULL)


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 1), date(2027, 2, 28), date(2028, 2, 29)])
def test_two_thirds_of_this_months_cells_propose_themselves(today: date) -> None:
    brought = contributions()
    store = made(today, brought=brought)
    scheme = brought.schemes["rural/member-month"]
    members = members_of(store, ORG)
    book = proposals_for(store, brought, scheme, ORG, Period.containing(today), members)
    proposed = Counter(
        criterion.id
        for member in members
        for criterion in scheme.criteria
        if book.get(member.id, criterion.id)
    )
    assert len(proposed) == 8
    assert set(proposed.values()) == {40}


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 1), date(2027, 1, 1)])
def test_no_record_lies_after_today(today: date) -> None:
    brought = contributions()
    store = made(today, brought=brought)
    kept = [r for r in brought.registers.values() if r.rows is RecordsFrom.RECORDS]
    days = {
        register.id: [
            str(row.values[register.dated_by]) for row in all_records(store, register.id, ORG)
        ]
        for register in kept
    }
    assert len([id for id, found in days.items() if found]) > 30
    assert max(day for found in days.values() for day in found) <= today.isoformat()


def test_two_months_are_handed_up_and_this_one_is_half_done() -> None:
    brought = contributions()
    store = made(brought=brought)
    states = []
    for month in (9, 10, 11):
        key = SheetKey("rural/member-month", ORG, Period(2026, month))
        sheet = load_sheet(store, brought.schemes, key)
        states.append((sheet.sheet.state, sum(row.result.complete for row in sheet.rows)))
    assert states == [
        (SheetState.SUBMITTED, 40),
        (SheetState.SUBMITTED, 40),
        (SheetState.DRAFT, 20),
    ]


def test_the_months_are_neither_all_good_nor_all_alike() -> None:
    brought = contributions()
    key = SheetKey("rural/member-month", ORG, Period(2026, 10))
    rows = load_sheet(made(brought=brought), brought.schemes, key).rows
    bands = Counter(row.band.id for row in rows if row.band)
    assert len(bands) >= 3
    assert len({row.result.total for row in rows}) > 10


def test_without_the_sector_the_base_scheme_is_scored() -> None:
    brought = load_contributions(None, safe_mode=True)
    store = made(brought=brought)
    key = SheetKey("base/member-month", ORG, Period(2026, 10))
    assert load_sheet(store, brought.schemes, key).sheet.state is SheetState.SUBMITTED


@pytest.mark.parametrize(
    "record",
    [
        DemoRecord("book.nowhere", {"date": "2026-11-01"}),
        DemoRecord("book.activity", {"date": "2026-11-01"}),
    ],
)
def test_a_plugin_whose_records_cannot_be_kept_is_left_out(record: DemoRecord) -> None:
    def wrong(_scene: DemoScene) -> Sequence[DemoRecord]:
        return [record]

    brought = contributions()
    brought = replace(brought, demos={"wrong": wrong, **brought.demos})
    store = made(brought=brought)
    assert [(f.plugin, f.hook) for f in brought.failures] == [("wrong", "branchkit_demo")]
    assert all_records(store, "book.activity", ORG)
