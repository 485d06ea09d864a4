"""What is said of a school, and what its table shows."""

from __future__ import annotations

from branchkit.core.organizations.organization import Organization
from branchkit_schools.structure.findings import Finding, findings
from branchkit_schools.structure.matrix import Mark, Matrix
from branchkit_schools.structure.outlook import Outlook
from branchkit_schools.structure.rules import GENERAL, GRADE, MOST, SUBJECT
from branchkit_schools.structure.school import School

from .school_builders import ROOT, RULES, a_branch, a_group, a_root, a_school, some_people

FIRST = a_branch("b1", "高一年级党支部")
THIRD = a_branch("b3", "高三年级党支部")
MATHS = a_group("g1", "数学党小组", "b1")
MUSIC = a_group("g2", "音乐党小组", "b1")


def mixed_school() -> School:
    """The second grade lacks its branch, the third has too few, art lacks its group, music has too few, one is unknown."""
    return a_school(
        [
            *some_people("b1", 8, "senior-1", "maths", group="数学党小组"),
            *some_people("b1", 3, "senior-1", "art"),
            *some_people("b1", 1, "senior-1", "music", group="音乐党小组"),
            *some_people("b1", 12, "senior-2"),
            *some_people("b3", 9, "senior-3"),
            *some_people("b3", 1, "senior-1", "english"),
            *some_people("b3", 1),
        ],
        FIRST,
        THIRD,
        MATHS,
        MUSIC,
    )


def told(school: School) -> dict[str, Finding]:
    return {finding.code: finding for finding in findings(school, RULES)}


def test_everything_is_found_once_with_its_rule() -> None:
    found = findings(mixed_school(), RULES)
    assert [(f.code, f.rule, f.organization, f.grade, f.subject) for f in found] == [
        ("general_small", GENERAL, ROOT, "", ""),
        ("astray", "", "", "senior-1", ""),
        ("grade_lacks", GRADE, "", "senior-2", ""),
        ("subject_lacks", SUBJECT, "b1", "senior-1", "art"),
        ("subject_small", SUBJECT, "g2", "senior-1", "music"),
        ("unregistered", "", "", "", ""),
    ]
    by_code = told(mixed_school())
    assert by_code["grade_lacks"].params == {"count": 12, "start": 10}
    assert [person.branch for person in by_code["astray"].people] == ["b3"]


def test_a_branch_that_no_longer_has_enough() -> None:
    school = a_school(some_people("b3", 9, "senior-3"), THIRD)
    finding = told(school)["grade_small"]
    assert (finding.organization, finding.rule) == ("b3", GRADE)
    assert finding.params == {"name": "高三年级党支部", "count": 9, "start": 10}


def test_a_general_branch_is_due_from_forty_on() -> None:
    def of(count: int) -> set[str]:
        root = a_root("branch", "高沟中学党支部")
        return set(told(a_school(some_people(ROOT, count, "senior-1", "art"), root=root)))

    assert "general_due" in of(40)
    assert "general_due" not in of(39)
    assert "grade_lacks" not in of(40), "a branch has no branches below it"


def test_more_than_fifty_in_a_branch() -> None:
    finding = told(a_school(some_people("b1", 51, "senior-1"), FIRST))["too_many"]
    assert (finding.rule, finding.params["most"]) == (MOST, 50)
    assert "too_many" not in told(a_school(some_people("b1", 50, "senior-1"), FIRST))


def test_a_grade_without_enough_full_members_lacks_nothing() -> None:
    people = some_people("b1", 10, "senior-2", full=2)
    assert "grade_lacks" not in told(a_school(people, FIRST))


def test_the_table_has_marks_for_branches_and_groups() -> None:
    matrix = Matrix(mixed_school(), RULES)
    rows = {row.grade: row for row in matrix.rows}
    assert list(rows) == ["senior-1", "senior-2", "senior-3", ""]
    assert [row.mark for row in matrix.rows] == [
        Mark.STANDS,
        Mark.LACKING,
        Mark.STANDS,
        Mark.NONE,
    ]
    assert matrix.subjects == ("maths", "english", "music", "art", "")
    first = rows["senior-1"]
    marks = {subject: matrix.cell(first, subject).mark for subject in matrix.subjects}
    assert marks == {
        "maths": Mark.STANDS,
        "english": Mark.NONE,
        "music": Mark.SHORT,
        "art": Mark.LACKING,
        "": Mark.NONE,
    }
    assert matrix.total("maths") == 8
    assert sum(matrix.total(subject) for subject in matrix.subjects) == 35


def test_a_branch_too_small_is_marked_on_its_grade() -> None:
    (row,) = Matrix(a_school(some_people("b3", 9, "senior-3"), THIRD), RULES).rows
    assert row.mark is Mark.SHORT


def test_in_a_small_school_no_grade_lacks_a_branch() -> None:
    def mark(count: int) -> Mark:
        root = a_root("branch", "高沟中学党支部")
        school = a_school(some_people(ROOT, count, "senior-1"), root=root)
        return Matrix(school, RULES).rows[0].mark

    assert mark(39) is Mark.NONE
    assert mark(40) is Mark.LACKING


def test_a_grade_with_a_branch_and_nobody_in_it_has_its_row() -> None:
    empty: Organization = a_branch("b2", "高二年级党支部")
    matrix = Matrix(a_school(some_people("b1", 12, "senior-1"), FIRST, empty), RULES)
    assert [(row.grade, len(row.people), row.mark) for row in matrix.rows] == [
        ("senior-1", 12, Mark.STANDS),
        ("senior-2", 0, Mark.SHORT),
    ]


def test_the_outlook_counts() -> None:
    outlook = Outlook(mixed_school(), RULES)
    assert (outlook.lacking, outlook.short, outlook.unknown, outlook.groups) == (2, 2, 1, 2)
