"""What would have to be done so that a school's structure follows the rules, as values: shown first, applied when confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from branchkit.api.workspace import Organization, OrganizationKind, frozen
from branchkit_schools.structure.branches import with_branches
from branchkit_schools.structure.groups import with_groups
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, PersonKey, School

_ROUNDS = 8
"""A few are enough for any school; the limit is against figures of a rule pack that contradict each other."""


@frozen
class Reshaping:
    """The difference between a school as it is and as it would be."""

    before: School
    after: School
    founded: tuple[Organization, ...] = ()
    """Each after the one it stands under."""
    dissolved: tuple[Organization, ...] = ()
    converted: Mapping[str, OrganizationKind] = field(default_factory=dict)
    moved: Mapping[PersonKey, str] = field(default_factory=dict)
    """Person → the branch to go to."""
    grouped: Mapping[PersonKey, str] = field(default_factory=dict)
    """Person → the name of the group to belong to; empty: to none."""

    @property
    def is_empty(self) -> bool:
        """Whether all is as it should be."""
        return not (self.founded or self.dissolved or self.converted or self.moved or self.grouped)


def advise(school: School, rules: StructureRules) -> Reshaping:
    """What would have to be done; nothing further would be advised afterwards."""
    after = school
    for _ in range(_ROUNDS):
        shaped = with_groups(with_branches(after, rules), rules)
        if shaped == after:
            break
        after = shaped
    return difference(school, after)


def difference(before: School, after: School) -> Reshaping:
    """The way from one to the other."""
    was, is_there = {o.id for o in before.below}, {o.id for o in after.below}
    people = list(zip(before.people, after.people, strict=True))
    moved = {old.key: new.branch for old, new in people if old.branch != new.branch}
    grouped = {
        old.key: new.group for old, new in people if _belongs_elsewhere(old, new) and new.group
    }
    left = {
        old.key: "" for old, new in people if old.key not in moved and old.group and not new.group
    }
    converts = before.root.kind is not after.root.kind
    return Reshaping(
        before,
        after,
        founded=tuple(o for o in after.below if o.id not in was),
        dissolved=tuple(o for o in before.below if o.id not in is_there),
        converted={after.root.id: after.root.kind} if converts else {},
        moved=moved,
        grouped={**grouped, **left},
    )


def _belongs_elsewhere(old: Person, new: Person) -> bool:
    """A group of another branch is another group, whatever its name."""
    return old.group != new.group or old.branch != new.branch


def as_kept(school: School) -> School:
    """The school as it is read again once a reshaping was applied: everybody is known by the roll where they now stand."""
    return replace(
        school,
        people=tuple(
            replace(person, org=person.branch, id=f"{person.org}.{person.id}")
            for person in school.people
        ),
    )
