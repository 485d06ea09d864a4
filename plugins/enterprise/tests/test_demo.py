"""The demo: a branch whose registers are sound and whose board has something to show."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from random import Random

import pytest

from branchkit.api.hooks import DemoRecord, DemoScene
from branchkit.core.actors import Actor
from branchkit.core.dates import Period, day_of
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.branch import fill_demo
from branchkit.services.demo.members import demo_members
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.plugin_view import FakeView
from branchkit_enterprise.appraisal import Verdict, appraise
from branchkit_enterprise.areas import AreaState
from branchkit_enterprise.board.board import read_board
from branchkit_enterprise.excellence import rank_members
from branchkit_enterprise.projects import Stage


def a_scene(today: date, count: int = 40) -> DemoScene:
    members = demo_members("b1", today, Random("members"), count)
    months = tuple(Period.containing(today).shifted(step) for step in (-2, -1, 0))
    return DemoScene("b1", today, months, tuple(members), Random("demo"), "enterprise")


def made(contributions: Contributions, scene: DemoScene) -> list[DemoRecord]:
    return list(contributions.demos["enterprise"](scene))


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2026, 3, 1), date(2024, 2, 29)])
@pytest.mark.parametrize("count", [3, 14, 40])
def test_every_record_is_sound_and_unlike_the_others(
    contributions: Contributions, today: date, count: int
) -> None:
    scene = a_scene(today, count)
    on_the_roll = {member.id for member in scene.members}
    seen: set[tuple[object, ...]] = set()
    for record in made(contributions, scene):
        register = contributions.registers[record.register]
        assert check_values(register, record.values, on_the_roll) == [], record
        for columns in register.unique:
            key = (record.register, *(str(record.values.get(column)) for column in columns))
            assert key not in seen, record
            seen.add(key)


def test_every_register_of_the_sector_has_rows(contributions: Contributions) -> None:
    rows = Counter(r.register for r in made(contributions, a_scene(date(2026, 11, 20))))
    own = {r.id for r in contributions.registers.values() if r.source == "enterprise"}
    assert set(rows) == own


def test_the_same_scene_makes_the_same_records(contributions: Contributions) -> None:
    today = date(2026, 11, 20)
    assert made(contributions, a_scene(today)) == made(contributions, a_scene(today))


def test_nothing_was_done_or_found_after_today(contributions: Contributions) -> None:
    today = date(2026, 11, 1)
    for record in made(contributions, a_scene(today)):
        for column in ("date", "done_on", "mended_on", "closed_on", "started_on"):
            day = day_of(record.values.get(column))
            assert day is None or day <= today, record


def test_the_board_has_something_of_everything(contributions: Contributions) -> None:
    scene = a_scene(date(2026, 11, 20))
    view = FakeView(
        organizations=[Organization("b1", "机加车间党支部", sector="enterprise")],
        members=scene.members,
        records=[
            Record(f"r{n}", r.register, "b1", r.values)
            for n, r in enumerate(made(contributions, scene))
        ],
        contributions=contributions,
        today=scene.today,
    )
    board = read_board(view, ("b1",))
    assert {stage for stage, count in board.stages().items() if count} == set(Stage) - {
        Stage.DROPPED
    }
    assert all(board.states()[state] for state in AreaState)
    assert board.overdue() == 1
    assert board.strays == ()


def test_other_sectors_get_none(contributions: Contributions) -> None:
    scene = a_scene(date(2026, 11, 20))
    village = DemoScene(
        scene.org, scene.today, scene.months, scene.members, Random("demo"), "rural"
    )
    assert made(contributions, village) == []


def test_both_reports_have_figures_in_a_demo(contributions: Contributions) -> None:
    store = MemoryStore(lambda: datetime(2026, 11, 20, 9).astimezone())
    with store.begin(Actor("测试员"), "test") as uow:
        add_organization(uow, Organization("demo", "采掘支部", sector="enterprise"))
        uow.commit()
    fill_demo(store, contributions, "demo", date(2026, 11, 20))
    assert contributions.failures == []
    view = StoreView(store, contributions, node="demo", today=date(2026, 11, 20))
    for year in ("2025", "2026"):
        (row,) = appraise(view, "demo", Period.parse(year)).rows
        assert row.total is not None
        assert row.band is not None
        assert all(row.sections.values())
    assert row.satisfaction is not None
    assert row.verdict is Verdict.PROPOSED
    for quarter in ("2026-Q3", "2026-Q4"):
        found = rank_members(view, "demo", Period.parse(quarter))
        assert all(one.rank is not None and one.sections for one in found.rows)
        assert found.four_excellent
