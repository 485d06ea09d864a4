"""Grades by subjects: how many members there are, where a branch or a group stands, where one is lacking or has too few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from branchkit.api.workspace import Organization, OrganizationKind, frozen
from branchkit_schools.structure.findings import is_due
from branchkit_schools.structure.foundations import grade_branches, subject_groups
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, School, by_subject


class Mark(StrEnum):
    """What is to be said of a grade's branch, or of a subject's group."""

    NONE = ""
    STANDS = "stands"
    LACKING = "lacking"
    SHORT = "short"
    """It is there and no longer has enough members."""


@frozen
class Cell:
    """People of one grade and subject."""

    people: tuple[Person, ...] = ()
    mark: Mark = Mark.NONE


@frozen
class Row:
    """A grade; the empty one holds those of whom nobody knows what they teach."""

    grade: str
    people: tuple[Person, ...]
    mark: Mark = Mark.NONE
    branches: tuple[Organization, ...] = ()


class Matrix:
    """A school as a table."""

    def __init__(self, school: School, rules: StructureRules) -> None:
        self.school = school
        self._rules = rules
        self._standing = grade_branches(school)
        self._marks = dict(self._subject_marks())
        self.rows = tuple(self._rows())
        self.subjects = tuple(self._subjects())
        """Ids, in order; the empty one stands for those without a subject."""
        self._cells = {
            (row.grade, subject): self._cell(row.people, subject)
            for row in self.rows
            for subject in self.subjects
        }

    def cell(self, row: Row, subject: str) -> Cell:
        """One cell."""
        return self._cells[row.grade, subject]

    def total(self, subject: str) -> int:
        """How many members a subject has in the whole school."""
        return sum(person.subject == subject for person in self.school.people)

    def _rows(self) -> Iterable[Row]:
        for grade in self.school.vocabulary.grades:
            people = tuple(p for p in self.school.people if p.grade == grade.id)
            hosts = tuple(o for o in self.school.branches if self._standing.get(o.id) == grade.id)
            if people or hosts:
                yield Row(grade.id, people, self._grade_mark(people, hosts), hosts)
        unknown = tuple(person for person in self.school.people if not person.grade)
        if unknown:
            yield Row("", unknown)

    def _grade_mark(self, people: tuple[Person, ...], hosts: tuple[Organization, ...]) -> Mark:
        if hosts:
            sizes = [len(self.school.in_branch(host.id)) for host in hosts]
            return Mark.SHORT if min(sizes) < self._rules.branch_from else Mark.STANDS
        one_branch = self.school.root.kind is OrganizationKind.BRANCH
        too_few = len(self.school.people) < self._rules.general_from
        if (one_branch and too_few) or not is_due(people, self._rules):
            return Mark.NONE
        return Mark.LACKING

    def _subjects(self) -> Iterable[str]:
        counts = by_subject(self.school.people)
        yield from sorted(counts, key=self.school.vocabulary.place_of_subject)
        if any(not person.subject for person in self.school.people):
            yield ""

    def _subject_marks(self) -> Iterable[tuple[tuple[str, str], Mark]]:
        """(Branch, subject) → mark."""
        for branch in self.school.branches:
            counts = by_subject(self.school.in_branch(branch.id))
            groups: Mapping[str, str] = {
                subject: group for group, subject in subject_groups(self.school, branch.id).items()
            }
            sizes = {g.id: len(self.school.in_group(g)) for g in self.school.groups(branch.id)}
            for subject, count in counts.items():
                group = groups.get(subject)
                if group is None:
                    mark = Mark.LACKING if count >= self._rules.group_from else Mark.NONE
                else:
                    mark = Mark.SHORT if sizes[group] < self._rules.group_from else Mark.STANDS
                yield (branch.id, subject), mark

    def _cell(self, people: Iterable[Person], subject: str) -> Cell:
        own = tuple(person for person in people if person.subject == subject)
        marks = {self._marks.get((person.branch, subject), Mark.NONE) for person in own}
        worst = (Mark.LACKING, Mark.SHORT, Mark.STANDS)
        return Cell(own, next((mark for mark in worst if mark in marks), Mark.NONE))
