"""A school as it is, or as it would be: who teaches what, who stands in which branch and group.

A person is known by the roll on which it was found, and keeps that identity wherever a reshaping puts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from branchkit.api.workspace import Organization, OrganizationKind, frozen
from branchkit_schools.structure.vocabulary import Vocabulary

PersonKey = tuple[str, str]
"""Organisation and member id."""


@frozen
class Person:
    """A member of the school. ``branch`` and ``group`` (its name) say where; ``grade`` and ``subject`` come from the post."""

    org: str
    id: str
    name: str
    branch: str
    group: str = ""
    grade: str = ""
    subject: str = ""
    full: bool = True
    post: tuple[str, str] = ("", "")
    """Organisation and id of the record of the teaching post; empty where none is kept."""

    @property
    def key(self) -> PersonKey:
        """Who it is."""
        return self.org, self.id

    @property
    def registered(self) -> bool:
        """Whether anybody has written down what this person teaches."""
        return bool(self.post[1])


@frozen
class School:
    """A school's part of the tree with everybody in it."""

    root: Organization
    below: tuple[Organization, ...]
    """What stands below it, top down."""
    people: tuple[Person, ...]
    """In the order of the rolls."""
    vocabulary: Vocabulary
    taken: frozenset[str] = frozenset()
    """The ids of all organisations of the workspace."""

    @property
    def organizations(self) -> tuple[Organization, ...]:
        """All that stand."""
        return (self.root, *self.below)

    @property
    def branches(self) -> tuple[Organization, ...]:
        """The branches, the school itself where it is one."""
        return tuple(o for o in self.organizations if o.kind is OrganizationKind.BRANCH)

    def get(self, id: str) -> Organization:
        """One of its organisations; KeyError when it is none."""
        for organization in self.organizations:
            if organization.id == id:
                return organization
        raise KeyError(id)

    def groups(self, branch: str) -> tuple[Organization, ...]:
        """The Party groups of a branch."""
        return tuple(
            o for o in self.below if o.kind is OrganizationKind.GROUP and o.parent == branch
        )

    def in_branch(self, branch: str) -> tuple[Person, ...]:
        """Who stands in a branch."""
        return tuple(person for person in self.people if person.branch == branch)

    def in_group(self, group: Organization) -> tuple[Person, ...]:
        """Who belongs to a Party group."""
        return tuple(p for p in self.people if p.branch == group.parent and p.group == group.name)

    def with_people(self, people: Iterable[Person]) -> School:
        """The same with these people changed."""
        changed = {person.key: person for person in people}
        return replace(self, people=tuple(changed.get(p.key, p) for p in self.people))

    def with_organizations(
        self, root: Organization, founded: Sequence[Organization], dissolved: Iterable[str]
    ) -> School:
        """The same with a changed top, some more below it, and without others."""
        gone = frozenset(dissolved)
        below = (*(o for o in self.below if o.id not in gone), *founded)
        taken = self.taken.union(o.id for o in founded)
        return replace(self, root=root, below=below, taken=taken)


def full_members(people: Iterable[Person]) -> int:
    """How many of them are full members."""
    return sum(person.full for person in people)


def by_grade(people: Iterable[Person]) -> Counter[str]:
    """How many teach in which grade, those of whom nothing is known left out."""
    return Counter(person.grade for person in people if person.grade)


def by_subject(people: Iterable[Person]) -> Counter[str]:
    """The same for subjects."""
    return Counter(person.subject for person in people if person.subject)
