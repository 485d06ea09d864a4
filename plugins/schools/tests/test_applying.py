"""A reshaping carried out in a store: everybody is there afterwards, and nothing further is advised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.plugins.workspace_changes import StoreActions
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.testing.memory_store import MemoryStore
from branchkit_schools.structure.applying import apply_reshaping
from branchkit_schools.structure.outlook import Outlook, outlook_on
from branchkit_schools.structure.vocabulary import POSTS

from .school_builders import contributions
from .school_workspace import FIRST, THIRD, fill_school

ROOT, REASON = "school", "校党总支研究决定"
TODAY = date(2026, 11, 20)


class Context:
    """A school in a store, looked at and changed as a screen does it."""

    def __init__(self, clock: Callable[[], datetime], actor: Actor) -> None:
        self.store = MemoryStore(clock)
        brought = contributions()
        with self.store.begin(actor, "test.build") as uow:
            add_organization(uow, Organization(ROOT, "高沟中学党总支", sector="schools"))
            uow.commit()
        fill_school(self.store, brought, ROOT, TODAY)
        self.view = StoreView(self.store, brought, node=ROOT, today=TODAY)
        self.actions = StoreActions(self.store, brought, actor, clock)

    def look(self) -> Outlook:
        return outlook_on(self.view, ROOT)


@pytest.fixture
def context(clock: Callable[[], datetime], actor: Actor) -> Context:
    return Context(clock, actor)


def test_it_does_what_was_advised(context: Context) -> None:
    before = context.look()
    apply_reshaping(context.actions, before.reshaping, TODAY, REASON)
    after = context.look()
    wanted = before.reshaping.after
    assert Counter(p.name for p in after.school.people) == Counter(p.name for p in wanted.people)

    def where(outlook_school: object) -> Counter[tuple[str, str, str]]:
        school = outlook_school
        return Counter(
            (p.name, school.get(p.branch).name, p.group)  # type: ignore[attr-defined]
            for p in school.people  # type: ignore[attr-defined]
        )

    assert where(after.school) == where(wanted)
    assert after.reshaping.is_empty
    assert {f.code for f in after.findings} == {"unregistered"}


def test_what_is_founded_has_its_day_and_what_is_dissolved_its_reason(context: Context) -> None:
    apply_reshaping(context.actions, context.look().reshaping, TODAY, REASON)
    tree = context.view.tree()
    (founded,) = [o for o in tree if o.name == "高二年级党支部"]
    assert founded.founded == TODAY.isoformat()
    assert (tree.get(THIRD).dissolved, tree.get(THIRD).dissolved_reason) == (
        TODAY.isoformat(),
        REASON,
    )


def test_posts_go_along(context: Context) -> None:
    apply_reshaping(context.actions, context.look().reshaping, TODAY, REASON)
    school = context.look().school
    (second,) = [branch for branch in school.branches if branch.name == "高二年级党支部"]
    standing = {row.values["member"] for row in context.view.records(POSTS, [second.id])}
    assert standing == {person.id for person in school.in_branch(second.id)}
    ended = [row.values.get("until") for row in context.view.records(POSTS, [FIRST])]
    assert Counter(ended) == {None: 14, TODAY.isoformat(): 10}


def test_it_is_taken_back_whole(context: Context) -> None:
    before = context.look()
    apply_reshaping(context.actions, before.reshaping, TODAY, REASON)
    assert context.actions.undo()
    again = context.look()
    assert again.school.people == before.school.people
    assert again.school.below == before.school.below


def test_a_reshaping_that_no_longer_fits_is_refused_whole(context: Context) -> None:
    stale = context.look().reshaping
    apply_reshaping(context.actions, stale, TODAY, REASON)
    after = context.look().school
    with pytest.raises(OrganizationError):
        apply_reshaping(context.actions, stale, TODAY, REASON)
    assert context.look().school == after
