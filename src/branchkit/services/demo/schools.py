"""Two schools below one committee: the demo's own, whose branch is still one, and beside it a school whose branches stand on its grades.

So whoever looks at what a rule asks for finds next door how it looks when it is done. Where subjects and grades come from is left to
the sector's plugin: here they only stand in the names of branches and Party groups.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain, repeat
from random import Random

from branchkit.core.dates import add_months
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.demo.branch import DEMO_ACTOR, fill_branch, fill_demo
from branchkit.services.demo.members import demo_members
from branchkit.services.demo.ratings import fill_ratings
from branchkit.services.organizations.leadership import POSTS
from branchkit.services.organizations.organizations import (
    add_organization,
    keep,
    read_tree,
)
from branchkit.services.registers.writing import add_record

_COMMITTEE = Organization("", "中共清溪县教育系统委员会（演示）", OrganizationKind.COMMITTEE)
_SCHOOL = Organization(
    "",
    "中共清溪第二中学总支部委员会（演示）",
    OrganizationKind.GENERAL_BRANCH,
    short_name="清溪第二中学",
)
_OWN_SHORT = "清溪中学"
_SUBJECTS = ("语文", "数学", "英语", "物理", "化学", "政治", "体育")


@frozen
class _Grade:
    """One branch of the school; ``groups``: subjects with so many members each."""

    name: str
    groups: tuple[int, ...]
    others: int = 0
    """Members who teach nothing."""

    @property
    def members(self) -> int:
        return sum(self.groups) + self.others


_GRADES = (
    _Grade("高一年级党支部", (3, 2, 2, 2, 2, 2)),
    _Grade("高二年级党支部", (2, 2, 2, 2, 2, 2)),
    _Grade("高三年级党支部", (3, 2, 2, 2, 2)),
    _Grade("行政后勤党支部", (), 10),
)
_OFFICES = ("secretary", "deputy", "organization", "publicity", "discipline")
_MONTHS_IN_OFFICE = 14


def fill_schools(
    store: Store, contributions: Contributions, org: str, today: date, seed: int = 1921
) -> None:
    """Make up the school ``org``, which exists, the committee above it and the school beside it."""
    fill_demo(store, contributions, org, today, seed)
    elected = add_months(today, -_MONTHS_IN_OFFICE).isoformat()
    with store.begin(DEMO_ACTOR, "demo.organizations") as uow:
        own = read_tree(uow).get(org)
        above = add_organization(uow, replace(_COMMITTEE, sector=own.sector, elected_on=elected))
        keep(uow, replace(own, parent=above.id, short_name=_OWN_SHORT))
        school = add_organization(uow, replace(_SCHOOL, parent=above.id, elected_on=elected))
        branches = [_founded(uow, school.id, grade, elected) for grade in _GRADES]
        uow.commit()
    for number, (branch, grade) in enumerate(zip(branches, _GRADES, strict=True), start=1):
        members = _teachers(branch, grade, today, seed)
        fill_branch(store, contributions, branch.id, today, members, seed + number)
    with store.begin(DEMO_ACTOR, "demo.records") as uow:
        _elect(uow, contributions, school.id, branches, elected)
        uow.commit()
    fill_ratings(store, contributions, school.id, today, seed, actor=DEMO_ACTOR)


def _founded(uow: UnitOfWork, school: str, grade: _Grade, elected: str) -> Organization:
    branch = add_organization(uow, Organization("", grade.name, parent=school, elected_on=elected))
    for subject in _SUBJECTS[: len(grade.groups)]:
        group = Organization("", _group(subject), OrganizationKind.GROUP, parent=branch.id)
        add_organization(uow, group)
    return branch


def _group(subject: str) -> str:
    return f"{subject}党小组"


def _teachers(branch: Organization, grade: _Grade, today: date, seed: int) -> list[Member]:
    chance = Random(f"{seed}/members/{branch.name}")
    members = demo_members(branch.id, today, chance, grade.members, familiar=False)
    subjects = chain.from_iterable(map(repeat, _SUBJECTS, grade.groups))
    groups = chain(map(_group, subjects), repeat(""))
    return [replace(m, group=group) for m, group in zip(members, groups, strict=False)]


def _elect(
    uow: UnitOfWork,
    contributions: Contributions,
    school: str,
    branches: list[Organization],
    elected: str,
) -> None:
    """The school's committee: the sixth and the seventh of each branch, who hold no office there."""
    register = contributions.registers[POSTS]
    candidates = [(branch.id, f"m{number:04d}") for number in (6, 7) for branch in branches]
    for (org, member), post in zip(candidates, _OFFICES, strict=False):
        values = {"member": member, "organization": school, "post": post, "from": elected}
        add_record(uow, register, org, values)
