"""Which branch stands on which grade, and which Party group on which subject.

A name that speaks of exactly one grade says so. Where names say nothing (第一党支部), people do: a branch stands on a grade when more
than half of its people teach there, and more than half of that grade's people stand in it; so there is at most one such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from branchkit.api.workspace import Formation, Organization, OrganizationKind
from branchkit_schools.structure.school import School, by_grade, by_subject

JOINT = "联合"


def is_joint(school: School, branch: Organization) -> bool:
    """Whether a branch or group is meant for several grades: it stands on none of them."""
    if branch.formation is Formation.JOINT or JOINT in own_name(school, branch):
        return True
    return len(school.vocabulary.grades_in(own_name(school, branch))) > 1


def own_name(school: School, organization: Organization) -> str:
    """Its name without the school's: 高一中学 has a 高二年级党支部."""
    return organization.name.removeprefix(base_name(school.root))


def base_name(root: Organization) -> str:
    """What the school itself is called: 高沟中学 of 中共高沟中学总支部委员会（演示）."""
    name = root.name.removeprefix("中国共产党").removeprefix("中共")
    name = re.sub(r"[（(][^（()）]*[）)]$", "", name)
    for ending in ("委员会", "党委", "总支部", "党总支", "党支部", "总支", "支部"):
        name = name.removesuffix(ending)
    return name


def grade_branches(school: School) -> dict[str, str]:
    """Branch → the grade it stands on. The school's own branch stands on none."""
    branches = [
        o for o in school.below if o.kind is OrganizationKind.BRANCH and not is_joint(school, o)
    ]
    return _founded_on(
        branches,
        lambda branch: school.vocabulary.grades_in(own_name(school, branch)),
        lambda branch: by_grade(school.in_branch(branch.id)),
        {branch.id: len(school.in_branch(branch.id)) for branch in branches},
        by_grade(school.people),
    )


def subject_groups(school: School, branch: str) -> dict[str, str]:
    """Party group → the subject it stands on, of one branch."""
    groups = [group for group in school.groups(branch) if JOINT not in group.name]
    return _founded_on(
        groups,
        lambda group: school.vocabulary.subjects_in(group.name),
        lambda group: by_subject(school.in_group(group)),
        {group.id: len(school.in_group(group)) for group in groups},
        by_subject(school.in_branch(branch)),
    )


def _founded_on(
    organizations: Iterable[Organization],
    named: Callable[[Organization], Sequence[str]],
    counted: Callable[[Organization], Counter[str]],
    sizes: Mapping[str, int],
    totals: Counter[str],
) -> dict[str, str]:
    found: dict[str, str] = {}
    silent = []
    for organization in organizations:
        units = named(organization)
        if len(units) == 1:
            found[organization.id] = units[0]
        elif not units:
            silent.append(organization)
    for organization in silent:
        for unit, count in counted(organization).most_common(1):
            of_both = 2 * count > sizes[organization.id] and 2 * count > totals[unit]
            if of_both and unit not in found.values():
                found[organization.id] = unit
    return found


def with_assumed_grades(school: School, standing: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Person → grade: the own one, else that of the branch where the person stands, else empty."""
    return {p.key: p.grade or standing.get(p.branch, "") for p in school.people}
