"""What holds of every reshaping: nobody lost, sizes hold, applying twice changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from branchkit.core.organizations.organization import Formation, Organization, OrganizationKind
from branchkit_schools.structure.foundations import grade_branches
from branchkit_schools.structure.reshaping import advise, as_kept
from branchkit_schools.structure.rules import StructureRules
from branchkit_schools.structure.school import Person, School, full_members

from .school_builders import ROOT, a_branch, a_group, a_root, a_school

GRADES = ("", "junior-1", "junior-2", "junior-3", "senior-1", "office")
SUBJECTS = ("", "chinese", "maths", "art")
BRANCH_NAMES = (
    "初一年级党支部",
    "初二年级党支部",
    "初三年级党支部",
    "第一党支部",
    "第二党支部",
    "联合党支部",
    "退休教师党支部",
)
GROUP_NAMES = ("语文党小组", "数学党小组", "第一党小组", "联合党小组")
RULES = st.builds(
    StructureRules,
    general_from=st.integers(6, 20),
    branch_from=st.integers(2, 6),
    group_from=st.integers(1, 3),
    full_least=st.integers(1, 3),
    most=st.integers(8, 30),
)


@st.composite
def schools(draw: st.DrawFn) -> School:
    """A branch with groups, or a general branch or committee with branches with groups, manned at random."""
    kind = draw(st.sampled_from(("branch", "general-branch", "committee")))
    root = a_root(kind, "高沟中学党总支")
    below: list[Organization] = []
    if kind == "branch":
        branches = [ROOT]
    else:
        wanted = draw(st.lists(st.sampled_from(BRANCH_NAMES), unique=True, max_size=4))
        below += [a_branch(f"b{number}", name) for number, name in enumerate(wanted)]
        branches = [ROOT, *(branch.id for branch in below)]
    for branch in branches if kind == "branch" else branches[1:]:
        for name in draw(st.lists(st.sampled_from(GROUP_NAMES), unique=True, max_size=2)):
            below.append(a_group(f"{branch}-{name}", name, branch))
    people = []
    for number in range(draw(st.integers(0, 30))):
        branch = draw(st.sampled_from(branches))
        groups = [o.name for o in below if o.parent == branch and o.kind is OrganizationKind.GROUP]
        grade = draw(st.sampled_from(GRADES))
        people.append(
            Person(
                branch,
                f"m{number}",
                f"m{number}",
                branch,
                draw(st.sampled_from(["", *groups])),
                grade,
                draw(st.sampled_from(SUBJECTS)) if grade else "",
                draw(st.booleans()),
                (branch, f"p{number}") if grade else ("", ""),
            )
        )
    return a_school(people, *below, root=root)


@settings(max_examples=150)
@given(schools(), RULES)
def test_nobody_is_lost_and_everybody_stands_somewhere(
    school: School, rules: StructureRules
) -> None:
    after = advise(school, rules).after
    assert [p.key for p in after.people] == [p.key for p in school.people]
    known = {o.id for o in after.organizations if o.kind.has_roll}
    groups = {(o.parent, o.name) for o in after.below if o.kind is OrganizationKind.GROUP}
    for person in after.people:
        assert person.branch in known
        assert not person.group or (person.branch, person.group) in groups


@settings(max_examples=150)
@given(schools(), RULES)
def test_sizes_hold(school: School, rules: StructureRules) -> None:
    reshaping = advise(school, rules)
    after, founded = reshaping.after, {o.id for o in reshaping.founded}
    if reshaping.converted:
        assert len(school.people) >= rules.general_from
        assert len([b for b in after.branches if after.in_branch(b.id)]) > 1
    for branch in after.branches:
        people = after.in_branch(branch.id)
        if branch.id in founded and branch.formation is Formation.SINGLE:
            assert len(people) >= rules.branch_from
        if branch.id in founded:
            assert full_members(people) >= rules.full_least
    for group in after.below:
        if group.kind is OrganizationKind.GROUP and group.id in founded:
            assert len(after.in_group(group)) >= rules.group_from


@settings(max_examples=150)
@given(schools(), RULES)
def test_a_grade_with_enough_members_stands_together(school: School, rules: StructureRules) -> None:
    after = advise(school, rules).after
    if after.root.kind is OrganizationKind.BRANCH:
        return
    counts = Counter(person.grade for person in after.people if person.grade)
    full = Counter(person.grade for person in after.people if person.grade and person.full)
    standing = grade_branches(after)
    for grade, count in counts.items():
        if count >= rules.branch_from and full[grade] >= rules.full_least:
            hosts = {id for id, own in standing.items() if own == grade}
            assert {p.branch for p in after.people if p.grade == grade} <= hosts


@settings(max_examples=150)
@given(schools(), RULES)
def test_applying_twice_changes_nothing(school: School, rules: StructureRules) -> None:
    after = advise(school, rules).after
    assert advise(after, rules).is_empty
    assert advise(as_kept(after), rules).is_empty


@settings(max_examples=150)
@given(schools(), RULES)
def test_what_is_advised_can_be_done(school: School, rules: StructureRules) -> None:
    """Every step has what it needs: new organisations a place, emptied ones nobody left, names that are free."""
    reshaping = advise(school, rules)
    after = reshaping.after
    by_id = {o.id: o for o in after.organizations}
    for organization in reshaping.founded:
        assert organization.kind.may_stand_under(by_id[organization.parent].kind)
        assert organization.id not in school.taken
    names = Counter((o.parent, o.name) for o in after.below)
    assert set(names.values()) <= {1}
    gone = {o.id for o in reshaping.dissolved}
    assert not gone & {person.branch for person in after.people}
    for organization in after.below:
        assert organization.parent not in gone
    for key, branch in reshaping.moved.items():
        assert key[0] != branch


@given(schools(), RULES)
def test_the_order_of_the_rolls_makes_no_difference_to_who_stands_where(
    school: School, rules: StructureRules
) -> None:
    turned = replace(school, people=school.people[::-1])
    here, there = (advise(s, rules).after for s in (school, turned))
    assert {o.name for o in here.below} == {o.name for o in there.below}
    assert Counter(p.grade for p in here.people) == Counter(p.grade for p in there.people)
