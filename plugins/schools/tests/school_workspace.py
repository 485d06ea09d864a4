"""A school in a store: a general branch with something lacking, something too small, and somebody unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from random import Random

from branchkit.core.actors import Actor
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.members import demo_members
from branchkit.services.organizations.organizations import add_organization, edit_organization
from branchkit.services.registers.writing import add_records
from branchkit_schools.structure.vocabulary import POSTS

ACTOR = Actor("测试员")
SUBJECTS = ("chinese", "maths", "english", "physics", "chemistry")
FIRST, THIRD, OFFICE, RETIRED = "first", "third", "office", "retired"

_BRANCHES = (
    (FIRST, "高一年级党支部", (("senior-1", 14), ("senior-2", 10))),
    (THIRD, "高三年级党支部", (("senior-3", 8),)),
    (OFFICE, "行政后勤党支部", (("office", 10),)),
    (RETIRED, "退休教师党支部", (("", 5),)),
)
"""Branch, name, how many of which grade: the second grade lacks a branch, the third no longer has enough."""
_GROUPS = (("chinese", "语文党小组"), ("maths", "数学党小组"))


def fill_school(store: Store, contributions: Contributions, root: str, today: date) -> None:
    """Make up the branches below ``root``, which exists, with everybody's post."""
    with store.begin(ACTOR, "test.build") as uow:
        edit_organization(uow, root, {"kind": OrganizationKind.GENERAL_BRANCH}, today)
        for id, name, parts in _BRANCHES:
            organization = Organization(id, name, sector="schools", parent=root)
            add_organization(uow, organization)
            if id == FIRST:
                for _subject, group in _GROUPS:
                    add_organization(
                        uow, Organization("", group, OrganizationKind.GROUP, parent=FIRST)
                    )
            _man(uow, contributions, id, parts, today)
        uow.commit()


def _man(
    uow: UnitOfWork,
    contributions: Contributions,
    branch: str,
    parts: Iterable[tuple[str, int]],
    today: date,
) -> None:
    grades = [grade for grade, count in parts for _ in range(count)]
    members = demo_members(branch, today, Random(branch), len(grades))
    subjects = list(islice(cycle(SUBJECTS), len(grades)))
    posts = []
    for member, grade, subject in zip(members, grades, subjects, strict=True):
        teaches = subject if grade.startswith("senior") else ""
        group = dict(_GROUPS).get(teaches, "") if branch == FIRST else ""
        uow.put(branch, "member", member.id, _teacher(member, group).to_body())
        if grade:
            post = {"member": member.id, "grade": grade, "since": "2026-09-01", "main": True}
            posts.append({**post, "subject": teaches} if teaches else post)
    add_records(uow, contributions.registers[POSTS], branch, posts)


def _teacher(member: Member, group: str) -> Member:
    return replace(member, group=group, post="", work_unit="高沟中学")
