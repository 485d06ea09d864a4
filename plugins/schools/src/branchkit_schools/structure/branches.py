"""Puts a school's members into branches as the rules would have it, moving no more people than that takes.

A grade with enough members has a branch in which all of them stand. A branch on a grade that has too few is dissolved: with those
of other small grades next to it they make a joint branch where there are enough of them, else they go to the nearest branch.
Everybody else stays: other branches (of the retired, joint ones) are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from branchkit.api.workspace import Organization, OrganizationKind
from branchkit_schools.structure.foundations import (
    grade_branches,
    is_joint,
    with_assumed_grades,
)
from branchkit_schools.structure.new_organizations import Founder
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, PersonKey, School, full_members
from branchkit_schools.structure.vocabulary import Unit

_ABOVE_BRANCHES = (OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH)


def is_over_branches(root: Organization) -> bool:
    """Whether a school is of a kind that has branches below it."""
    return root.kind in _ABOVE_BRANCHES


def with_branches(school: School, rules: StructureRules) -> School:
    """The school with its members in the branches where they belong."""
    if is_over_branches(school.root):
        return _Shaping(school, rules).shaped()
    if len(school.people) < rules.general_from:
        return school
    shaped = _Shaping(school, rules).shaped()
    # A general branch over a single branch would be a new name and nothing else.
    return shaped if len({person.branch for person in shaped.people}) > 1 else school


class _Shaping:
    """The work on one school: where everybody stands so far, what was founded and what goes."""

    def __init__(self, school: School, rules: StructureRules) -> None:
        self._school, self._rules = school, rules
        self._converts = not is_over_branches(school.root)
        self._founder = Founder(school)
        self._standing = grade_branches(school)
        self._grades = with_assumed_grades(school, self._standing)
        self._at = {person.key: person.branch for person in school.people}
        self._joint = {o.id for o in school.branches if is_joint(school, o)}
        self._founded: list[Organization] = []
        self._gone: list[str] = []

    def shaped(self) -> School:
        """The result."""
        for grade in self._own_branch_due():
            self._gather(grade)
        for grade in self._own_branch_due():
            self._join_small_ones(grade)
        self._settle(self._adrift())
        self._dissolve_emptied()
        return self._result()

    # -- grades that have enough --------------------------------------------------------------------

    def _own_branch_due(self) -> list[str]:
        counts = Counter(grade for grade in self._grades.values() if grade)
        full = Counter(self._grades[p.key] for p in self._school.people if p.full)
        due = [
            grade
            for grade, count in counts.items()
            if count >= self._rules.branch_from and full[grade] >= self._rules.full_least
        ]
        return sorted(due, key=self._school.vocabulary.place_of_grade)

    def _gather(self, grade: str) -> None:
        """Everybody of the grade into its branch, the smallest where there are several."""
        hosts = self._hosts(grade)
        if not hosts:
            branch = self._founder.grade_branch(self._school.vocabulary.grade(grade))
            hosts = [self._found(branch)]
            self._standing[branch.id] = grade
        for person in self._school.people:
            if self._grades[person.key] == grade and self._at[person.key] not in hosts:
                self._at[person.key] = min(hosts, key=self._size)

    def _join_small_ones(self, grade: str) -> None:
        """Of several branches on one grade those that are too small go into the next larger."""
        hosts = sorted(self._hosts(grade), key=self._size)
        while len(hosts) > 1 and self._size(hosts[0]) < self._rules.branch_from:
            smallest = hosts.pop(0)
            self._gone.append(smallest)
            for key in self._keys_at(smallest):
                self._at[key] = hosts[0]
            hosts.sort(key=self._size)

    def _hosts(self, grade: str) -> list[str]:
        return [id for id, own in self._standing.items() if own == grade and id not in self._gone]

    # -- everybody else -------------------------------------------------------------------------------

    def _adrift(self) -> list[str]:
        """What cannot stay as it is: branches on grades with too few, branches left with too few full members, and the own
        roll of a school that gets branches. One that was empty before waits for its people."""
        return [
            self._school.root.id,
            *(
                o.id
                for o in self._school.branches
                if o.id != self._school.root.id and self._is_weak(o.id)
            ),
        ]

    def _is_weak(self, branch: str) -> bool:
        left = [person for person in self._school.people if self._at[person.key] == branch]
        if not left or branch in self._gone:
            return False
        if branch in self._standing:
            return len(left) < self._rules.branch_from
        lost = len(left) < len(self._school.in_branch(branch))
        return lost and full_members(left) < self._rules.full_least

    def _settle(self, sources: Sequence[str]) -> None:
        """Find a place for those who stand in ``sources``."""
        root = self._school.root.id
        people = [
            person
            for person in self._school.people
            if self._at[person.key] in sources
            # Whoever stands on a committee's own roll without a post stands there for a reason of its own.
            and (self._at[person.key] != root or self._converts or person.grade)
        ]
        self._at |= self._in_segments(people) or self._at_the_nearest(people, sources)

    def _dissolve_emptied(self) -> None:
        for branch in self._school.branches:
            was_manned = branch.id != self._school.root.id and self._school.in_branch(branch.id)
            if was_manned and branch.id not in self._gone and not self._keys_at(branch.id):
                self._gone.append(branch.id)

    def _in_segments(self, people: Sequence[Person]) -> dict[PersonKey, str]:
        """Joint branches of neighbouring grades, each large enough; none where all together are too few."""
        segments: list[list[Person]] = [[]]
        for part in self._parts(people):
            if self._is_enough(segments[-1]):
                segments.append([])
            segments[-1] += part
        if len(segments) > 1 and not self._is_enough(segments[-1]):
            rest = segments.pop()
            segments[-1] += rest
        if not self._is_enough(segments[0]):
            return {}
        return {
            person.key: branch
            for segment in segments
            for branch in [self._found_joint(segment)]
            for person in segment
        }

    def _at_the_nearest(
        self, people: Sequence[Person], sources: Iterable[str]
    ) -> dict[PersonKey, str]:
        """With each grade to the branch whose grades are next to it."""
        standing = {o.id for o in (*self._school.branches, *self._founded)}
        open_ones = standing & {*self._standing, *self._joint, *(o.id for o in self._founded)}
        open_ones -= {*sources, *self._gone}
        if not open_ones:
            return self._together(people)
        places: dict[PersonKey, str] = {}
        for part in self._parts(people):
            sizes = {id: self._size(id) + list(places.values()).count(id) for id in open_ones}
            near = min(open_ones, key=lambda id: self._nearness(id, part, sizes[id]))
            places |= {person.key: near for person in part}
        return places

    def _together(self, people: Sequence[Person]) -> dict[PersonKey, str]:
        """One joint branch where there is no other, and more than one place would be given up for it."""
        if len({self._at[person.key] for person in people}) < 2:
            return {}
        if full_members(people) < self._rules.full_least:
            return {}
        branch = self._found_joint(people)
        return {person.key: branch for person in people}

    def _nearness(
        self, branch: str, part: Sequence[Person], size: int
    ) -> tuple[bool, int, int, str]:
        own = self._place(part[0])
        places = {self._place(p) for p in self._school.people if self._at[p.key] == branch}
        known = [place for place in places if place < len(self._school.vocabulary.grades)]
        far = len(self._school.vocabulary.grades)
        distance = min((abs(place - own) for place in known), default=far) if own < far else 0
        return size + len(part) > self._rules.most, distance, size, branch

    def _parts(self, people: Sequence[Person]) -> list[list[Person]]:
        """By grade, in order; those of whom nothing is known last."""
        parts: dict[int, list[Person]] = {}
        for person in people:
            parts.setdefault(self._place(person), []).append(person)
        return [parts[place] for place in sorted(parts)]

    def _place(self, person: Person) -> int:
        return self._school.vocabulary.place_of_grade(self._grades[person.key])

    def _is_enough(self, people: Sequence[Person]) -> bool:
        full = full_members(people)
        return len(people) >= self._rules.branch_from and full >= self._rules.full_least

    # -- taking down what comes of it -------------------------------------------------------------------

    def _found(self, branch: Organization) -> str:
        self._founded.append(branch)
        return branch.id

    def _found_joint(self, people: Sequence[Person]) -> str:
        ids = dict.fromkeys(self._grades[part[0].key] for part in self._parts(people))
        branch = self._founder.joint_branch(self._units(ids))
        self._joint.add(branch.id)
        return self._found(branch)

    def _units(self, ids: Iterable[str]) -> list[Unit]:
        return [self._school.vocabulary.grade(id) for id in ids if id]

    def _keys_at(self, branch: str) -> list[PersonKey]:
        return [key for key, at in self._at.items() if at == branch]

    def _size(self, branch: str) -> int:
        return len(self._keys_at(branch))

    def _result(self) -> School:
        root = self._school.root
        gone = set(self._gone)
        if self._converts:
            root = replace(root, kind=OrganizationKind.GENERAL_BRANCH)
            gone.add(root.id)
        groups = [
            o.id
            for o in self._school.below
            if o.kind is OrganizationKind.GROUP and o.parent in gone
        ]
        moved = [
            replace(person, branch=self._at[person.key], group="")
            for person in self._school.people
            if self._at[person.key] != person.branch
        ]
        shaped = self._school.with_organizations(root, self._founded, {*gone, *groups} - {root.id})
        return shaped.with_people(moved)
