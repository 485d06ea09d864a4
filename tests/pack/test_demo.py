"""The demo records of the built-in registers: sound, the same every time, and something in every register of the set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.registers.checks import RecordCheck
from branchkit.core.registers.computed import RecordFacts, completed
from branchkit.core.registers.register import RecordsFrom, Shelf
from branchkit.pack.demo import demo_records
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.demos import DemoRecord, DemoScene
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.members import demo_members

TODAY = date(2026, 11, 20)
ORG = "demo"
DAYS = [TODAY, date(2026, 12, 1), date(2027, 1, 1), date(2028, 2, 29)]


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, safe_mode=True, strict=True)


def scene_of(today: date = TODAY, members: Sequence[Member] | None = None) -> DemoScene:
    months = tuple(Period.containing(today).shifted(step) for step in (-2, -1, 0))
    roll = demo_members(ORG, today, Random("members")) if members is None else members
    return DemoScene(ORG, today, months, tuple(roll), Random("records"))


def by_register(records: Sequence[DemoRecord]) -> Mapping[str, list[Mapping[str, object]]]:
    found: dict[str, list[Mapping[str, object]]] = {}
    for record in records:
        found.setdefault(record.register, []).append(record.values)
    return found


def problems(contributions: Contributions, scene: DemoScene) -> list[object]:
    """What a check of every row finds, its repetitions of unique columns included."""
    ids = {member.id for member in scene.members}
    facts = RecordFacts(scene.today, passed=lambda *_vote: True)
    found: list[object] = []
    for id, rows in by_register(demo_records(scene)).items():
        register = contributions.registers[id]
        check = RecordCheck(register, ids)
        for values in rows:
            found += check.problems(values, completed(register, values, facts))
        for columns in register.unique:
            keys = [tuple(str(values.get(column)) for column in columns) for values in rows]
            found += [(id, key) for key in set(keys) if keys.count(key) > 1]
    return found


@pytest.mark.parametrize("today", DAYS)
def test_every_row_fits_its_register(today: date, contributions: Contributions) -> None:
    assert problems(contributions, scene_of(today)) == []


def test_every_register_of_the_set_has_rows(contributions: Contributions) -> None:
    """Those of members show the roll, that of activists the development cases."""
    made = by_register(demo_records(scene_of()))
    own = [r for r in contributions.registers.values() if r.rows is RecordsFrom.RECORDS]
    the_set = {register.id for register in own if register.shelf in (*Shelf,)[:4]}
    assert len(the_set) == 13
    assert the_set <= made.keys()
    beside = {register.id for register in own if register.source == "base" and register.position}
    assert beside <= made.keys()


def test_the_same_scene_makes_the_same_records() -> None:
    first, second = demo_records(scene_of()), demo_records(scene_of())
    assert first == second
    assert demo_records(replace(scene_of(), random=Random("others"))) != first


@pytest.mark.parametrize("count", [1, 3, 10])
def test_a_small_branch_without_committee_has_records_too(
    count: int, contributions: Contributions
) -> None:
    members = [Member(f"m{n}", ORG, f"党员{n}", n) for n in range(1, count + 1)]
    scene = scene_of(members=members)
    assert problems(contributions, scene) == []
    assert len(by_register(demo_records(scene))) > 25


def test_nobody_made_up_is_on_the_roll() -> None:
    scene = scene_of()
    names = {member.name for member in scene.members}
    made = by_register(demo_records(scene))
    made_up = {
        str(values[column])
        for register, column in (
            ("roll.reserve", "person"),
            ("roll.leaders", "person"),
            ("roll.poor", "household"),
            ("org.contact", "leader"),
        )
        for values in made[register]
    }
    assert len(made_up) > 10
    assert not made_up & names


def test_phone_numbers_belong_to_no_network() -> None:
    rows = (values for rows in by_register(demo_records(scene_of())).values() for values in rows)
    phones = [str(v) for values in rows for key, v in values.items() if key.endswith("phone")]
    assert len(phones) > 5
    assert all(len(phone) == 11 and phone.startswith("120") for phone in phones)


def test_problems_found_earlier_are_mostly_solved_in_time() -> None:
    rows = by_register(demo_records(scene_of()))["book.problem"]
    closed = [values for values in rows if values["state"] == "closed"]
    assert closed
    assert all(str(values["closed_on"]) <= str(values["deadline"]) for values in closed)
    assert any(values["state"] == "open" for values in rows)


def test_dues_of_the_months_follow_the_bases() -> None:
    made = by_register(demo_records(scene_of()))
    bases = {values["member"]: values["base"] for values in made["dues.base"]}
    assert {values["member"]: values["base"] for values in made["roll.dues"]} == bases
    assert len(bases) == 40


def test_what_was_paid_in_a_past_month_was_handed_up() -> None:
    made = by_register(demo_records(scene_of()))
    for values in made["dues.handed"]:
        paid = [Decimal(str(v["paid"])) for v in paid_in(made["roll.dues"], values["month"])]
        assert values["amount"] == str(sum(paid))
    assert len(made["dues.handed"]) == 2


def paid_in(rows: Sequence[Mapping[str, object]], month: object) -> list[Mapping[str, object]]:
    return [values for values in rows if values["month"] == month and "paid" in values]
