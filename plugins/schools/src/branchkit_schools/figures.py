"""How far a school's structure follows the rules: shares of grades and subjects that TOML has no word for.

Both look beyond the sheet's own organisation, at the tree and at who stands on which roll; a figure is of the day on which the
period ends, as far as the workspace remembers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import frozen
from branchkit_schools.structure.findings import is_due
from branchkit_schools.structure.foundations import grade_branches, subject_groups
from branchkit_schools.structure.reading import read_school
from branchkit_schools.structure.rules import StructureRules, rules_on
from branchkit_schools.structure.school import Person, School
from branchkit_schools.structure.vocabulary import POSTS

GRADE_BRANCHES, SUBJECT_GROUPS = "schools/grade-branches", "schools/subject-groups"


@frozen
class Share:
    """What is due, and of each whether it is there."""

    due: tuple[tuple[str, tuple[Person, ...], bool], ...]
    """Title of the grade or subject, the people who make it due, whether it has its branch or group."""

    @property
    def met(self) -> int:
        """How many of them are there."""
        return sum(is_there for _title, _people, is_there in self.due)

    def measured(self, metric: str) -> Measurement:
        """In per cent, each with the first of its people for evidence; nothing where nothing is due."""
        if not self.due:
            return Measurement(metric, None)
        evidence = tuple(
            Evidence(POSTS, people[0].post[1], None, f"{title} {len(people)}", is_there)
            for title, people, is_there in self.due
        )
        return Measurement(metric, Decimal(100 * self.met) / len(self.due), evidence)


def measure_grade_branches(view: MetricView) -> Mapping[str, Measurement]:
    """Of a school's grades with enough members for a branch, the share that has one."""
    school, rules = _read(view)
    return {view.scope.org: grades_share(school, rules).measured(GRADE_BRANCHES)}


def measure_subject_groups(view: MetricView) -> Mapping[str, Measurement]:
    """Of the subjects with enough members for a Party group, branch by branch, the share that has one."""
    school, rules = _read(view)
    return {view.scope.org: subjects_share(school, rules).measured(SUBJECT_GROUPS)}


def grades_share(school: School, rules: StructureRules) -> Share:
    """The grades that are due a branch."""
    standing = set(grade_branches(school).values())
    parts = (
        (grade.id, grade.title.zh_CN, _where(school.people, grade=grade.id))
        for grade in school.vocabulary.grades
    )
    return Share(
        tuple(
            (title, people, id in standing) for id, title, people in parts if is_due(people, rules)
        )
    )


def subjects_share(school: School, rules: StructureRules) -> Share:
    """The subjects that are due a group."""
    due = []
    for branch in school.branches:
        standing = set(subject_groups(school, branch.id).values())
        for subject in school.vocabulary.subjects:
            people = _where(school.in_branch(branch.id), subject=subject.id)
            if len(people) >= rules.group_from:
                due.append((subject.title.zh_CN, people, subject.id in standing))
    return Share(tuple(due))


def _where(people: Iterable[Person], *, grade: str = "", subject: str = "") -> tuple[Person, ...]:
    return tuple(
        person
        for person in people
        if (not grade or person.grade == grade) and (not subject or person.subject == subject)
    )


def _read(view: MetricView) -> tuple[School, StructureRules]:
    workspace = view.workspace
    rules = rules_on(workspace.rule_packs, workspace.today)
    return read_school(workspace, view.scope.org), rules
