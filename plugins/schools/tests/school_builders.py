"""Made-up schools for tests: organisations and people in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, School
from branchkit_schools.structure.vocabulary import POSTS, Vocabulary

PLUGIN = InstalledPlugin("schools", "branchkit_schools", "branchkit-schools", "")
ROOT = "school"
RULES = StructureRules()


def contributions() -> Contributions:
    """The built-in pack and this plugin; the first fault is raised."""
    return load_contributions(None, installed=lambda: [PLUGIN], strict=True)


VOCABULARY = Vocabulary.of(contributions().registers[POSTS])


def a_root(kind: str = "general-branch", name: str = "高沟中学党总支") -> Organization:
    return Organization(ROOT, name, OrganizationKind(kind), "schools")


def a_branch(id: str, name: str) -> Organization:
    return Organization(id, name, OrganizationKind.BRANCH, "schools", ROOT)


def a_group(id: str, name: str, branch: str) -> Organization:
    return Organization(id, name, OrganizationKind.GROUP, "schools", branch)


def some_people(
    branch: str,
    count: int,
    grade: str = "",
    subject: str = "",
    *,
    group: str = "",
    full: int | None = None,
    prefix: str = "",
) -> list[Person]:
    """So many people of a branch; their ids begin with the grade and subject, so that no two calls give the same."""
    stem = f"{prefix}{grade or 'x'}-{subject or 'x'}"
    return [
        Person(
            org=branch,
            id=f"{stem}-{number}",
            name=f"{stem}{number}",
            branch=branch,
            group=group,
            grade=grade,
            subject=subject,
            full=number < (count if full is None else full),
            post=(branch, f"p-{stem}-{number}") if grade else ("", ""),
        )
        for number in range(count)
    ]


def a_school(
    people: Sequence[Person], *below: Organization, root: Organization | None = None
) -> School:
    root = root or a_root()
    ids = frozenset(o.id for o in (root, *below))
    return School(root, below, tuple(people), VOCABULARY, ids)


def a_member(org: str, number: int, **more: str) -> Member:
    return Member(f"m{number:04d}", org, f"教师{number}", number, **more)  # type: ignore[arg-type]


def a_post(org: str, member: str, grade: str, subject: str = "", **more: object) -> Record:
    values = {"member": member, "grade": grade, "since": "2026-09-01", **more}
    if subject:
        values["subject"] = subject
    return Record(f"p{org}{member}{values['since']}", POSTS, org, values)
