"""Makes the branches and Party groups that a reshaping founds: their ids, names and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from branchkit.api.workspace import Formation, Organization, OrganizationKind
from branchkit_schools.structure.foundations import JOINT, base_name
from branchkit_schools.structure.school import School
from branchkit_schools.structure.vocabulary import OFFICE, Unit

_NUMERALS = "二三四五六七八九十"
_NAMED_SINGLY = 3
"""Up to so many grades stand in a joint branch's name one by one, more as from … to."""


class Founder:
    """Founds organisations for one reshaping; no id and no name is given twice."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._ids = _fresh_ids(school.taken)
        self._names = {(o.parent, o.name) for o in school.below}
        self._before = _prefix(school)

    def grade_branch(self, grade: Unit) -> Organization:
        """A branch on a grade."""
        title = grade_words(grade)
        return self._branch(f"{title}党支部", f"{grade.title.zh_CN}支部")

    def joint_branch(self, grades: Sequence[Unit]) -> Organization:
        """A branch for grades of which none has enough members for its own."""
        titles = [grade.title.zh_CN for grade in grades]
        if len(titles) > _NAMED_SINGLY:
            titles = [f"{titles[0]}至{titles[-1]}"]
        words = "".join(titles) or "教职工"
        units = tuple(grade_words(grade) for grade in grades)
        return self._branch(f"{words}{JOINT}党支部", f"{words}{JOINT}支部", Formation.JOINT, units)

    def subject_group(self, branch: Organization, subject: Unit) -> Organization:
        """A Party group in a subject."""
        return self._group(branch, f"{subject.title.zh_CN}党小组")

    def joint_group(self, branch: Organization) -> Organization:
        """A Party group for those whose subjects have none."""
        return self._group(branch, f"{JOINT}党小组")

    def _branch(
        self,
        name: str,
        short: str,
        formation: Formation = Formation.SINGLE,
        units: tuple[str, ...] = (),
    ) -> Organization:
        root = self._school.root
        name = self._free(root.id, f"{self._before}{name}")
        return Organization(
            next(self._ids),
            name,
            OrganizationKind.BRANCH,
            root.sector,
            root.id,
            short_name=short,
            formation=formation,
            units=units,
        )

    def _group(self, branch: Organization, name: str) -> Organization:
        name = self._free(branch.id, name)
        return Organization(next(self._ids), name, OrganizationKind.GROUP, branch.sector, branch.id)

    def _free(self, parent: str, name: str) -> str:
        """The name, numbered where another one there has it."""
        candidates = (name, *(f"{name}（{numeral}）" for numeral in _NUMERALS))
        free = next(text for text in candidates if (parent, text) not in self._names)
        self._names.add((parent, free))
        return free


def _prefix(school: School) -> str:
    """The school's name, unless the branches that are there do without."""
    base = base_name(school.root)
    branches = [o for o in school.below if o.kind is OrganizationKind.BRANCH]
    return base if all(branch.name.startswith(base) for branch in branches) else ""


def grade_words(grade: Unit) -> str:
    """A grade as names of branches write it: 高一年级, 行政后勤."""
    title = grade.title.zh_CN
    return title if title.endswith("年级") or grade.id == OFFICE else f"{title}年级"


def _fresh_ids(taken: frozenset[str]) -> Iterator[str]:
    """``o0001`` onwards, after the highest there is, as the workspace itself numbers them."""
    numbers = (int(id[1:]) for id in taken if id[:1] == "o" and id[1:].isdecimal())
    last = max(numbers, default=0)
    while True:
        last += 1
        yield f"o{last:04d}"
