"""Puts the members of each branch into Party groups by subject, moving no more people than that takes.

A subject with enough members in a branch has a group to which all of them belong. A group with too few is dissolved. Who then
belongs to none goes into a joint group, or alone into the smallest. A branch of which no post is known is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from branchkit.api.workspace import Organization
from branchkit_schools.structure.foundations import JOINT, subject_groups
from branchkit_schools.structure.new_organizations import Founder
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, School, by_subject


def with_groups(school: School, rules: StructureRules) -> School:
    """The school with its members in the groups where they belong."""
    founder = Founder(school)
    for branch in school.branches:
        if by_subject(school.in_branch(branch.id)):
            school = _Grouping(school, rules, branch, founder).grouped()
    return school


class _Grouping:
    """The work on one branch."""

    def __init__(
        self, school: School, rules: StructureRules, branch: Organization, founder: Founder
    ) -> None:
        self._school, self._rules = school, rules
        self._branch, self._founder = branch, founder
        self._people = school.in_branch(branch.id)
        self._groups = {group.name: group for group in school.groups(branch.id)}
        self._standing = subject_groups(school, branch.id)
        self._in = {person.key: person.group for person in self._people}
        self._founded: list[Organization] = []

    def grouped(self) -> School:
        """The result."""
        counts = by_subject(self._people)
        for subject in sorted(counts, key=self._school.vocabulary.place_of_subject):
            if counts[subject] >= self._rules.group_from:
                self._gather(subject)
        for name in [name for name in self._groups if self._size(name) < self._rules.group_from]:
            del self._groups[name]
            self._release(name)
        self._settle([person for person in self._people if not self._in[person.key]])
        return self._result()

    def _gather(self, subject: str) -> None:
        hosts = [o.name for o in self._groups.values() if self._standing.get(o.id) == subject]
        if not hosts:
            unit = self._school.vocabulary.subject(subject)
            hosts = [self._found(self._founder.subject_group(self._branch, unit))]
        for person in self._people:
            if person.subject == subject and self._in[person.key] not in hosts:
                self._in[person.key] = min(hosts, key=self._size)

    def _release(self, name: str) -> None:
        for key, group in self._in.items():
            if group == name:
                self._in[key] = ""

    def _settle(self, people: Sequence[Person]) -> None:
        """Those who belong to no group; a group that is on the roster only, by name, is theirs."""
        if not people:
            return
        joint = next((name for name in self._groups if JOINT in name), "")
        if not joint and len(people) >= self._rules.group_from:
            joint = self._found(self._founder.joint_group(self._branch))
        if not joint and not self._groups:
            return
        for person in people:
            self._in[person.key] = joint or min(self._groups, key=self._size)

    def _found(self, group: Organization) -> str:
        self._founded.append(group)
        self._groups[group.name] = group
        return group.name

    def _size(self, name: str) -> int:
        return list(self._in.values()).count(name)

    def _result(self) -> School:
        kept = {group.id for group in self._groups.values()}
        gone = [group.id for group in self._school.groups(self._branch.id) if group.id not in kept]
        founded = [group for group in self._founded if group.id in kept]
        shaped = self._school.with_organizations(self._school.root, founded, gone)
        return shaped.with_people(
            replace(person, group=self._in[person.key])
            for person in self._people
            if person.group != self._in[person.key]
        )
