"""What is advised for a school, by example."""

from __future__ import annotations

from branchkit.core.organizations.organization import Formation, OrganizationKind
from branchkit_schools.structure.reshaping import Reshaping, advise
from branchkit_schools.structure.school import Person, School

from .school_builders import (
    ROOT,
    RULES,
    a_branch,
    a_group,
    a_root,
    a_school,
    some_people,
)

SUBJECTS = ("chinese", "maths", "english", "physics", "chemistry")


def mixed(branch: str, count: int, grade: str) -> list[Person]:
    """Teachers of a grade, one subject after the other."""
    return [
        person
        for place, subject in enumerate(SUBJECTS)
        for person in some_people(branch, len(range(place, count, len(SUBJECTS))), grade, subject)
    ]


def shape(school: School) -> dict[str, tuple[int, dict[str, int]]]:
    """Branch → its size, and its groups with theirs."""
    return {
        branch.name: (
            len(school.in_branch(branch.id)),
            {group.name: len(school.in_group(group)) for group in school.groups(branch.id)},
        )
        for branch in school.branches
    }


def names(organizations: object) -> list[str]:
    return [o.name for o in organizations]  # type: ignore[attr-defined]


def test_a_school_of_forty_becomes_a_general_branch_with_branches_on_the_grades() -> None:
    group = a_group("g1", "语文党小组", ROOT)
    people = [*mixed(ROOT, 22, "senior-1"), *mixed(ROOT, 18, "senior-2")]
    reshaping = advise(a_school(people, group, root=a_root("branch", "高沟中学党支部")), RULES)
    assert reshaping.converted == {ROOT: OrganizationKind.GENERAL_BRANCH}
    assert names(reshaping.dissolved) == ["语文党小组"]
    assert shape(reshaping.after) == {
        "高沟中学高一年级党支部": (
            22,
            {"语文党小组": 5, "数学党小组": 5, "英语党小组": 4, "物理党小组": 4, "化学党小组": 4},
        ),
        "高沟中学高二年级党支部": (
            18,
            {"语文党小组": 4, "数学党小组": 4, "英语党小组": 4, "物理党小组": 3, "化学党小组": 3},
        ),
    }
    assert len(reshaping.moved) == len(reshaping.grouped) == 40


def test_founded_organisations_can_be_kept_in_their_order() -> None:
    people = [*mixed(ROOT, 22, "senior-1"), *mixed(ROOT, 18, "senior-2")]
    reshaping = advise(a_school(people, root=a_root("branch", "高沟中学党支部")), RULES)
    known = {ROOT}
    for organization in reshaping.founded:
        assert organization.parent in known
        assert organization.sector == "schools"
        known.add(organization.id)
    assert len(known) == 1 + len(reshaping.founded)


def test_below_forty_a_school_stays_one_branch_with_groups_in_the_subjects() -> None:
    people = [*mixed(ROOT, 20, "senior-1"), *mixed(ROOT, 19, "senior-2")]
    reshaping = advise(a_school(people, root=a_root("branch", "高沟中学党支部")), RULES)
    assert not reshaping.converted and not reshaping.moved
    assert [o.kind for o in reshaping.founded] == [OrganizationKind.GROUP] * len(SUBJECTS)


def test_forty_of_whom_nobody_knows_what_they_teach_are_left_alone() -> None:
    school = a_school(some_people(ROOT, 45), root=a_root("branch", "高沟中学党支部"))
    assert advise(school, RULES).is_empty


def test_a_grade_that_has_grown_gets_its_branch() -> None:
    school = a_school(
        [
            *mixed("b1", 20, "senior-1"),
            *some_people("b1", 10, "senior-2", "maths"),
            *mixed("b3", 12, "senior-3"),
        ],
        a_branch("b1", "高一年级党支部"),
        a_branch("b3", "高三年级党支部"),
    )
    reshaping = advise(school, RULES)
    assert "高二年级党支部" in names(reshaping.founded)
    assert {key[0] for key in reshaping.moved} == {"b1"}
    assert len(reshaping.moved) == 10
    assert len(set(reshaping.moved.values())) == 1


def test_whoever_changed_grades_follows() -> None:
    school = a_school(
        [
            *mixed("b1", 14, "senior-1"),
            *some_people("b1", 2, "senior-2", "art"),
            *mixed("b2", 12, "senior-2"),
        ],
        a_branch("b1", "高一年级党支部"),
        a_branch("b2", "高二年级党支部"),
    )
    reshaping = advise(school, RULES)
    assert set(reshaping.moved.values()) == {"b2"}
    assert len(reshaping.moved) == 2
    assert {reshaping.grouped[key] for key in reshaping.moved} == {"美术党小组"}


def test_a_branch_whose_grade_has_shrunk_joins_the_nearest() -> None:
    school = a_school(
        [
            *mixed("b1", 15, "senior-1"),
            *mixed("b2", 15, "senior-2"),
            *some_people("b3", 8, "senior-3", "maths"),
        ],
        a_branch("b1", "高一年级党支部"),
        a_branch("b2", "高二年级党支部"),
        a_branch("b3", "高三年级党支部"),
    )
    reshaping = advise(school, RULES)
    assert names(reshaping.dissolved) == ["高三年级党支部"]
    assert set(reshaping.moved.values()) == {"b2"}


def test_small_grades_next_to_each_other_make_joint_branches() -> None:
    grades = [f"primary-{number}" for number in range(1, 7)]
    people = [person for grade in grades for person in mixed(ROOT, 7, grade)]
    reshaping = advise(a_school(people, root=a_root("branch", "高沟小学党支部")), RULES)
    branches = [o for o in reshaping.founded if o.kind is OrganizationKind.BRANCH]
    assert names(branches) == [
        "高沟小学一年级二年级联合党支部",
        "高沟小学三年级四年级联合党支部",
        "高沟小学五年级六年级联合党支部",
    ]
    assert {branch.formation for branch in branches} == {Formation.JOINT}
    assert branches[0].units == ("一年级", "二年级")
    assert {len(reshaping.after.in_branch(branch.id)) for branch in branches} == {14}


def test_branches_with_silent_names_are_known_by_their_people() -> None:
    school = a_school(
        [*mixed("b1", 12, "senior-1"), *mixed("b2", 14, "senior-2")],
        a_branch("b1", "第一党支部"),
        a_branch("b2", "第二党支部"),
    )
    assert not advise(school, RULES).moved


def test_mixed_branches_give_way_to_branches_on_the_grades() -> None:
    school = a_school(
        [
            *mixed("b1", 10, "senior-1"),
            *mixed("b1", 10, "senior-2"),
            *some_people("b2", 10, "senior-1", "art"),
            *some_people("b2", 10, "senior-2", "art"),
        ],
        a_branch("b1", "第一党支部"),
        a_branch("b2", "第二党支部"),
    )
    reshaping = advise(school, RULES)
    assert names(reshaping.dissolved) == ["第一党支部", "第二党支部"]
    assert {len(reshaping.after.in_branch(b.id)) for b in reshaping.after.branches} == {20}


def test_the_retired_and_their_branch_are_left_alone() -> None:
    school = a_school(
        [*mixed("b1", 12, "senior-1"), *some_people("old", 5)],
        a_branch("b1", "高一年级党支部"),
        a_branch("old", "退休教师党支部"),
    )
    reshaping = advise(school, RULES)
    assert not reshaping.moved and not reshaping.dissolved


def test_without_full_members_there_is_no_branch() -> None:
    school = a_school(
        [*mixed("b1", 12, "senior-1"), *some_people("b1", 10, "senior-2", "art", full=2)],
        a_branch("b1", "高一年级党支部"),
    )
    assert not advise(school, RULES).moved


def test_two_small_branches_on_one_grade_become_one() -> None:
    school = a_school(
        [
            *some_people("b1", 8, "senior-1", "maths"),
            *some_people("b2", 6, "senior-1", "art"),
        ],
        a_branch("b1", "高一年级第一党支部"),
        a_branch("b2", "高一年级第二党支部"),
    )
    reshaping = advise(school, RULES)
    assert names(reshaping.dissolved) == ["高一年级第二党支部"]
    assert set(reshaping.moved.values()) == {"b1"}


def test_two_large_branches_on_one_grade_stay() -> None:
    school = a_school(
        [*mixed("b1", 30, "senior-1"), *some_people("b2", 30, "senior-1", "art")],
        a_branch("b1", "高一年级第一党支部"),
        a_branch("b2", "高一年级第二党支部"),
    )
    assert not advise(school, RULES).moved


def test_a_branch_that_waits_for_its_people_is_not_dissolved() -> None:
    school = a_school(
        mixed("b1", 12, "senior-1"),
        a_branch("b1", "高一年级党支部"),
        a_branch("b2", "高二年级党支部"),
    )
    assert not advise(school, RULES).dissolved


def test_the_only_branch_stays_even_when_it_is_small() -> None:
    school = a_school(mixed("b1", 8, "senior-1"), a_branch("b1", "高一年级党支部"))
    reshaping = advise(school, RULES)
    assert not reshaping.moved and not reshaping.dissolved


def test_a_group_that_lost_its_people_is_dissolved_and_the_last_one_joins_another() -> None:
    school = a_school(
        [
            *some_people("b1", 9, "senior-1", "maths", group="数学党小组"),
            *some_people("b1", 1, "senior-1", "art", group="美术党小组"),
        ],
        a_branch("b1", "高一年级党支部"),
        a_group("g1", "数学党小组", "b1"),
        a_group("g2", "美术党小组", "b1"),
    )
    reshaping = advise(school, RULES)
    assert names(reshaping.dissolved) == ["美术党小组"]
    assert list(reshaping.grouped.values()) == ["数学党小组"]


def test_single_teachers_of_several_subjects_share_a_group() -> None:
    school = a_school(
        [
            *some_people("b1", 9, "senior-1", "maths"),
            *some_people("b1", 1, "senior-1", "art"),
            *some_people("b1", 1, "senior-1", "music"),
        ],
        a_branch("b1", "高一年级党支部"),
    )
    assert shape(advise(school, RULES).after)["高一年级党支部"][1] == {
        "数学党小组": 9,
        "联合党小组": 2,
    }


def test_groups_known_by_their_people_keep_their_names() -> None:
    school = a_school(
        [
            *some_people("b1", 6, "senior-1", "maths", group="第一党小组"),
            *some_people("b1", 6, "senior-1", "art", group="第二党小组"),
        ],
        a_branch("b1", "高一年级党支部"),
        a_group("g1", "第一党小组", "b1"),
        a_group("g2", "第二党小组", "b1"),
    )
    assert advise(school, RULES).is_empty


def test_a_sound_school_is_left_as_it_is() -> None:
    first = advise(a_school(mixed(ROOT, 45, "senior-1"), root=a_root("general-branch")), RULES)
    assert isinstance(first, Reshaping)
    assert advise(first.after, RULES).is_empty
