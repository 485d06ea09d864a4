"""A township of invented names for tests of organisations: a committee, a general branch, two branches, a group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from branchkit.core.actors import Actor
from branchkit.core.members.member import Category, Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.services.organizations.organizations import add_organization
from branchkit.testing.memory_store import MemoryStore

ACTOR = Actor("测试员")
TODAY = date(2026, 11, 20)
TOWN, GENERAL, GAOGOU, QINGSHI, FIRST_GROUP = "town", "general", "gaogou", "qingshi", "group1"

COMMITTEE = Organization(TOWN, "白水乡党委", OrganizationKind.COMMITTEE, "rural")
BELOW = (
    Organization(GENERAL, "高沟村党总支", OrganizationKind.GENERAL_BRANCH, parent=TOWN),
    Organization(GAOGOU, "高沟村第一党支部", parent=GENERAL, code="0101"),
    Organization(QINGSHI, "青石村党支部", parent=TOWN, code="0102"),
    Organization(FIRST_GROUP, "第一党小组", OrganizationKind.GROUP, parent=GAOGOU),
)


def add_below(store: Store) -> None:
    """The general branch, the branches and the group, under a committee ``town`` that is there."""
    with store.begin(ACTOR, "test.build") as uow:
        for organization in BELOW:
            add_organization(uow, organization)
        uow.commit()


def a_township_store() -> MemoryStore:
    """A store with the township and nobody in it."""
    store = MemoryStore()
    with store.begin(ACTOR, "test.build") as uow:
        add_organization(uow, COMMITTEE)
        uow.commit()
    add_below(store)
    return store


def put_members(
    uow: UnitOfWork, org: str, count: int, *, probationary: int = 0, group: str = ""
) -> None:
    """So many members m0001 onwards, the last of them on probation."""
    for number in range(1, count + 1):
        category = Category.PROBATIONARY if number > count - probationary else Category.FULL
        member = Member(
            f"m{number:04d}", org, f"党员{number}", number, category=category, group=group
        )
        uow.put(org, "member", member.id, member.to_body())


def put_posts(uow: UnitOfWork, org: str, posts: Iterable[tuple[str, str]]) -> None:
    """Rows of the register of posts: (member id, post)."""
    for index, (member, post) in enumerate(posts, start=1):
        values = {"member": member, "post": post, "from": "2024-03-01"}
        body = {"values": values, "on": "2024-03-01"}
        uow.put(org, "record/member.post", f"2024-03-01.{index:03d}", body)
