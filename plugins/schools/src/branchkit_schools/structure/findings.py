"""What is to be said of a school's structure: where a branch or a group is lacking, and which no longer has enough members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from branchkit.api.workspace import Organization, OrganizationKind, frozen
from branchkit_schools.structure.foundations import grade_branches, subject_groups
from branchkit_schools.structure.rules import GENERAL, GRADE, MOST, SUBJECT, StructureRules
from branchkit_schools.structure.school import Person, School, by_subject, full_members

LACKING = ("grade_lacks", "subject_lacks", "general_due")
"""What is not there and should be."""
SHORT = ("grade_small", "subject_small", "general_small")
"""What is there and no longer has enough members."""


@frozen
class Finding:
    """One thing to be said. ``code`` is looked up as ``finding.<code>`` in the plugin's texts."""

    code: str
    rule: str = ""
    """The rule it follows from, as :meth:`StructureRules.cite` knows it."""
    organization: str = ""
    grade: str = ""
    subject: str = ""
    people: tuple[Person, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)


def findings(school: School, rules: StructureRules) -> list[Finding]:
    """All of them: the school first, then grades, branches and subjects in order, at last who is in no register."""
    standing = grade_branches(school)
    return [
        *_of_school(school, rules),
        *_of_grades(school, rules, standing),
        *_of_branches(school, rules, standing),
        *_of_people(school),
    ]


def _of_school(school: School, rules: StructureRules) -> Iterator[Finding]:
    count = len(school.people)
    params = {"count": count, "start": rules.general_from, "name": school.root.name}
    is_general = school.root.kind is OrganizationKind.GENERAL_BRANCH
    if school.root.kind is OrganizationKind.BRANCH and count >= rules.general_from:
        yield Finding("general_due", GENERAL, school.root.id, params=params)
    elif is_general and count < rules.general_from:
        yield Finding("general_small", GENERAL, school.root.id, params=params)


def _of_grades(
    school: School, rules: StructureRules, standing: Mapping[str, str]
) -> Iterator[Finding]:
    """Grades without a branch, and people of a grade with one who stand elsewhere."""
    if school.root.kind is OrganizationKind.BRANCH:
        return
    for grade in school.vocabulary.grades:
        people = tuple(person for person in school.people if person.grade == grade.id)
        hosts = [id for id, own in standing.items() if own == grade.id]
        params = {"count": len(people), "start": rules.branch_from}
        if not hosts and is_due(people, rules):
            yield Finding("grade_lacks", GRADE, grade=grade.id, people=people, params=params)
        astray = tuple(person for person in people if hosts and person.branch not in hosts)
        if astray:
            params = {"count": len(astray)}
            yield Finding("astray", grade=grade.id, people=astray, params=params)


def is_due(people: tuple[Person, ...], rules: StructureRules) -> bool:
    """Whether the people of a grade are enough for a branch."""
    return len(people) >= rules.branch_from and full_members(people) >= rules.full_least


def _of_branches(
    school: School, rules: StructureRules, standing: Mapping[str, str]
) -> Iterator[Finding]:
    for branch in school.branches:
        people = school.in_branch(branch.id)
        grade, count = standing.get(branch.id, ""), len(people)
        params: dict[str, object] = {"name": branch.name, "count": count}
        if grade and count < rules.branch_from:
            short = params | {"start": rules.branch_from}
            yield Finding("grade_small", GRADE, branch.id, grade, people=people, params=short)
        if count > rules.most:
            yield Finding("too_many", MOST, branch.id, grade, params=params | {"most": rules.most})
        yield from _of_subjects(school, rules, branch, grade)


def _of_subjects(
    school: School, rules: StructureRules, branch: Organization, grade: str
) -> Iterator[Finding]:
    people, standing = school.in_branch(branch.id), subject_groups(school, branch.id)
    counts = by_subject(people)
    for subject in sorted(counts, key=school.vocabulary.place_of_subject):
        if counts[subject] < rules.group_from or subject in standing.values():
            continue
        concerned = tuple(person for person in people if person.subject == subject)
        params = {"branch": branch.name, "count": counts[subject], "start": rules.group_from}
        yield Finding("subject_lacks", SUBJECT, branch.id, grade, subject, concerned, params)
    for group in school.groups(branch.id):
        left = school.in_group(group)
        if len(left) < rules.group_from:
            params = {
                "branch": branch.name,
                "name": group.name,
                "count": len(left),
                "start": rules.group_from,
            }
            own = standing.get(group.id, "")
            yield Finding("subject_small", SUBJECT, group.id, grade, own, left, params)


def _of_people(school: School) -> Iterator[Finding]:
    unknown = tuple(person for person in school.people if not person.registered)
    if unknown:
        yield Finding("unregistered", people=unknown, params={"count": len(unknown)})
