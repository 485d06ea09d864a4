"""The demo's records: sound, the same every time, enough for the schemes to propose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest

from branchkit.api.hooks import DemoScene
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.services.demo.branch import fill_demo
from branchkit.services.demo.members import demo_members
from branchkit.services.demo.schools import fill_schools
from branchkit.services.organizations.leadership import leadership_of
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.sheets import load_sheet, sheet_key
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore
from branchkit_schools.demo import demo_records
from branchkit_schools.structure.applying import apply_reshaping
from branchkit_schools.structure.outlook import outlook_on, school_ids

from .school_builders import contributions

TODAY = date(2026, 11, 20)
MONTHS = tuple(Period(2026, month) for month in (9, 10, 11))


def a_scene(count: int = 40) -> DemoScene:
    members = tuple(demo_members("b1", TODAY, Random(1), count))
    return DemoScene("b1", TODAY, MONTHS, members, Random(7), "schools")


def test_the_same_scene_gives_the_same_records() -> None:
    assert demo_records(a_scene()) == demo_records(a_scene())
    assert {record.register for record in demo_records(a_scene())} == {
        "roll.schools-posts",
        "roll.schools-ethics",
        "roll.schools-teams",
        "roll.schools-mentoring",
        "book.schools-lessons",
        "book.schools-care",
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_small_branch_is_made_up_too(count: int) -> None:
    scene = DemoScene("b1", TODAY, MONTHS, a_scene(40).members[:count], Random(7), "schools")
    assert bool(demo_records(scene)) is bool(count)


def test_a_demo_branch_has_its_months_scored(clock: Callable[[], datetime], actor: Actor) -> None:
    store, brought = MemoryStore(clock), contributions()
    with store.begin(actor, "test.build") as uow:
        add_organization(uow, Organization("b1", "高一年级党支部", sector="schools"))
        uow.commit()
    fill_demo(store, brought, "b1", TODAY)
    assert brought.failures == []
    key = sheet_key(brought.schemes, "schools/member-month", "b1", Period(2026, 10))
    rows = load_sheet(store, brought.schemes, key).rows
    assert len(rows) == 40
    assert all(row.result.complete for row in rows)


def test_beside_the_school_stands_one_that_is_built_on_its_grades(
    clock: Callable[[], datetime], actor: Actor
) -> None:
    store, brought = MemoryStore(clock), contributions()
    with store.begin(actor, "test.build") as uow:
        add_organization(
            uow, Organization("demo", "中共清溪中学支部委员会（演示）", sector="schools")
        )
        uow.commit()
    fill_schools(store, brought, "demo", TODAY)
    assert brought.failures == []
    (above,) = [
        o for o in StoreView(store, brought, node="demo", today=TODAY).tree() if not o.parent
    ]
    view = StoreView(store, brought, node=above.id, today=TODAY)
    own, beside = school_ids(view, above.id)
    built = outlook_on(view, beside)
    assert (built.findings, built.unknown, built.reshaping.is_empty) == ([], 0, True)
    tree = view.tree()
    assert len(leadership_of(store, tree, tree.get(beside), TODAY).committee) == 5
    key = sheet_key(brought.schemes, "schools/branch-year", beside, Period.parse("2025"))
    assert load_sheet(store, brought.schemes, key).rows[0].result.complete

    committee = leadership_of(store, tree, tree.get(own), TODAY)
    assert own == "demo"
    apply_reshaping(
        StoreActions(store, brought, actor, clock),
        outlook_on(view, own).reshaping,
        TODAY,
        "研究决定",
    )
    tree = view.tree()
    assert tree.get(own).kind is OrganizationKind.GENERAL_BRANCH
    assert leadership_of(store, tree, tree.get(own), TODAY) == committee
    assert {o.name for o in tree.children(own)} >= {"清溪中学高一年级党支部"}
