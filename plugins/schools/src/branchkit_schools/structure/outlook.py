"""One school as the board shows it: the table, the findings, the reshaping; worked out when the school is opened or has changed."""

from __future__ import annotations

from functools import cached_property

from branchkit.api.workspace import OrganizationKind, WorkspaceView
from branchkit_schools.structure.findings import LACKING, SHORT, Finding, findings
from branchkit_schools.structure.matrix import Matrix
from branchkit_schools.structure.reading import read_school, schools_at
from branchkit_schools.structure.reshaping import Reshaping, advise
from branchkit_schools.structure.rules import StructureRules, rules_on
from branchkit_schools.structure.school import School
from branchkit_schools.structure.vocabulary import POSTS, Vocabulary


class Outlook:
    """A school, and what there is to say of it."""

    def __init__(self, school: School, rules: StructureRules) -> None:
        self.school, self.rules = school, rules
        self.matrix = Matrix(school, rules)
        self.findings: list[Finding] = findings(school, rules)

    @cached_property
    def reshaping(self) -> Reshaping:
        """What would have to be done; worked out when somebody asks."""
        return advise(self.school, self.rules)

    def count(self, *codes: str) -> int:
        """How many findings there are of these kinds."""
        return sum(finding.code in codes for finding in self.findings)

    @property
    def lacking(self) -> int:
        """How many branches and groups are not there."""
        return self.count(*LACKING)

    @property
    def short(self) -> int:
        """How many no longer have enough members."""
        return self.count(*SHORT)

    @property
    def unknown(self) -> int:
        """Of how many members nobody knows what they teach."""
        return sum(not person.registered for person in self.school.people)

    @property
    def groups(self) -> int:
        """How many Party groups there are."""
        return sum(o.kind is OrganizationKind.GROUP for o in self.school.below)


def vocabulary_of(view: WorkspaceView) -> Vocabulary:
    """The grades and subjects of a workspace."""
    return Vocabulary.of(view.registers[POSTS])


def school_ids(view: WorkspaceView, node: str) -> list[str]:
    """The schools at a node."""
    return [school.id for school in schools_at(view.tree(), node, vocabulary_of(view))]


def outlook_on(view: WorkspaceView, school: str) -> Outlook:
    """A school as it is today."""
    return Outlook(read_school(view, school), rules_on(view.rule_packs, view.today))
