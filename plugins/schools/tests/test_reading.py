"""Reading schools out of a workspace: which ones there are, and who teaches what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from branchkit.core.dates import Period
from branchkit.core.members.member import Category, Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import FakeView
from branchkit_schools.figures import measure_grade_branches, measure_subject_groups
from branchkit_schools.structure.reading import read_school, schools_at
from branchkit_schools.structure.rules import rules_on

from .school_builders import (
    ROOT,
    VOCABULARY,
    a_branch,
    a_group,
    a_member,
    a_post,
    a_root,
    contributions,
)

MONTH = Period(2026, 11)
FIRST, SECOND = a_branch("b1", "高一年级党支部"), a_branch("b2", "高二年级党支部")


@pytest.fixture(scope="module")
def loaded() -> Contributions:
    return contributions()


def a_view(
    loaded: Contributions,
    members: list[Member],
    posts: list[Record],
    *organizations: Organization,
) -> FakeView:
    return FakeView(
        organizations=organizations or (a_root(), FIRST, SECOND),
        members=members,
        records=posts,
        contributions=loaded,
    )


def test_a_person_has_the_main_post_that_began_last(loaded: Contributions) -> None:
    view = a_view(
        loaded,
        [a_member("b1", 1, group="数学党小组"), a_member("b1", 2)],
        [
            a_post("b1", "m0001", "senior-1", "maths", since="2025-09-01"),
            a_post("b1", "m0001", "senior-2", "maths", since="2026-09-01"),
            a_post("b1", "m0001", "senior-3", "maths", since="2026-10-01", main=False),
            a_post("b1", "m0001", "office", since="2026-10-08", until="2026-11-01"),
            a_post("b1", "m0001", "junior-1", "maths", since="2026-12-01"),
        ],
    )
    first, second = read_school(view, ROOT).people
    assert (first.grade, first.subject, first.group) == ("senior-2", "maths", "数学党小组")
    assert first.post == ("b1", "pb1m00012026-09-01")
    assert (second.grade, second.registered) == ("", False)


def test_a_post_follows_whoever_moved_between_branches(loaded: Contributions) -> None:
    moved = a_member("b2", 7, moved_from="b1/m0001")
    view = a_view(loaded, [moved], [a_post("b1", "m0001", "senior-2", "art")])
    (person,) = read_school(view, ROOT).people
    assert (person.grade, person.subject, person.post[0]) == ("senior-2", "art", "b1")


def test_the_same_id_on_two_rolls_is_two_people(loaded: Contributions) -> None:
    view = a_view(
        loaded,
        [a_member("b1", 1), a_member("b2", 1)],
        [a_post("b1", "m0001", "senior-1"), a_post("b2", "m0001", "senior-2")],
    )
    assert [p.grade for p in read_school(view, ROOT).people] == ["senior-1", "senior-2"]


def test_probationary_members_count_but_not_as_full(loaded: Contributions) -> None:
    member = Member("m0001", "b1", "陈建国", 1, category=Category.PROBATIONARY)
    (person,) = read_school(a_view(loaded, [member], []), ROOT).people
    assert not person.full


def test_the_figures_come_from_the_rule_packs(loaded: Contributions) -> None:
    view = a_view(loaded, [], [])
    rules = rules_on(view.rule_packs, view.today)
    figures = (rules.general_from, rules.branch_from, rules.group_from)
    assert figures == (40, 10, 2)
    assert (rules.full_least, rules.most) == (3, 50)
    citation = rules.cite("grade-branch-from")
    assert citation is not None and "年级" in citation.title.zh_CN


def bureau() -> FakeView:
    """An education bureau over a school with branches, a primary school with one branch, and a committee of a large school."""
    sector = "schools"
    return FakeView(
        organizations=[
            Organization("bureau", "县教育局党委", OrganizationKind.COMMITTEE, sector),
            Organization(
                "middle", "高沟中学党总支", OrganizationKind.GENERAL_BRANCH, sector, "bureau"
            ),
            Organization("m1", "高一年级党支部", sector=sector, parent="middle"),
            Organization("g1", "数学党小组", OrganizationKind.GROUP, sector, "m1"),
            Organization("primary", "高沟小学党支部", sector=sector, parent="bureau"),
            Organization("large", "县一中党委", OrganizationKind.COMMITTEE, sector, "bureau"),
            Organization("l1", "高一年级党支部", sector=sector, parent="large"),
            Organization("staff", "县教育局机关党支部", sector=sector, parent="bureau"),
            Organization("village", "高沟村党支部", sector="rural", parent="bureau"),
        ]
    )


@pytest.mark.parametrize(
    ("node", "schools"),
    [
        ("bureau", ["large", "middle", "primary"]),
        ("middle", ["middle"]),
        ("m1", ["middle"]),
        ("g1", ["middle"]),
        ("l1", ["large"]),
        ("primary", ["primary"]),
        ("staff", []),
        ("village", []),
    ],
)
def test_which_schools_there_are(node: str, schools: list[str]) -> None:
    found = schools_at(bureau().tree(), node, VOCABULARY)
    assert [school.id for school in found] == schools


def test_the_share_of_grades_with_a_branch(loaded: Contributions) -> None:
    members = [a_member("b1", number) for number in range(1, 23)]
    posts = [
        a_post("b1", m.id, "senior-1" if m.number <= 11 else "senior-2", "maths") for m in members
    ]
    view = a_view(loaded, members, posts, a_root(), FIRST)
    found = measure_grade_branches(view.metric_view(ROOT, MONTH))[ROOT]
    assert found.value == Decimal(50)
    assert [(e.summary, e.counted) for e in found.evidence] == [
        ("高一 11", True),
        ("高二 11", False),
    ]


def test_the_share_of_subjects_with_a_group(loaded: Contributions) -> None:
    members = [
        a_member("b1", number, group="数学党小组" if number < 4 else "") for number in range(1, 8)
    ]
    subjects = ("maths", "maths", "maths", "art", "art", "music", "")
    posts = [
        a_post("b1", m.id, "senior-1", subject)
        for m, subject in zip(members, subjects, strict=True)
    ]
    group = a_group("g1", "数学党小组", "b1")
    view = a_view(loaded, members, posts, a_root(), FIRST, group)
    for org in ("b1", ROOT):
        found = measure_subject_groups(view.metric_view(org, MONTH))[org]
        assert found.value == Decimal(50)
        assert [e.summary for e in found.evidence] == ["数学 3", "美术 2"]


def test_where_nothing_is_due_nothing_is_said(loaded: Contributions) -> None:
    view = a_view(loaded, [a_member("b1", 1)], [a_post("b1", "m0001", "senior-1", "art")])
    for measure in (measure_grade_branches, measure_subject_groups):
        assert measure(view.metric_view(ROOT, MONTH))[ROOT].value is None
