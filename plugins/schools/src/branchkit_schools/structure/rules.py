"""The figures that the structure goes by: 40 / 10 / 2, and what every branch is held to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.api.rules import Citation, Edition, RulePack, edition_on
from branchkit.api.workspace import frozen

STRUCTURE, BRANCHES = "school-structure", "organization"
"""The rule packs: of schools, and of branches everywhere."""
GENERAL, GRADE, SUBJECT = "general-branch-from", "grade-branch-from", "subject-group-from"
FULL_LEAST, MOST = "full-members-least", "members-most"


@frozen
class StructureRules:
    """The figures in force, with where each comes from (rule id → citation)."""

    general_from: int = 40
    """Members of a school from which on it has a general branch."""
    branch_from: int = 10
    """Members of a grade from which on it has a branch."""
    group_from: int = 2
    """Members of a subject from which on it has a Party group."""
    full_least: int = 3
    """Full members without whom there is no branch."""
    most: int = 50
    """Members of a branch, as a rule at most."""
    citations: Mapping[str, Citation] | None = None

    def cite(self, rule: str) -> Citation | None:
        """Where a figure comes from."""
        return (self.citations or {}).get(rule)


def rules_on(packs: Mapping[str, RulePack], day: date) -> StructureRules:
    """The figures in force on a day; raises :class:`RulePackError` where a pack or a rule is missing."""
    school, branches = edition_on(packs, STRUCTURE, day), edition_on(packs, BRANCHES, day)
    return StructureRules(
        general_from=school.number(GENERAL),
        branch_from=school.number(GRADE),
        group_from=school.number(SUBJECT),
        full_least=branches.number(FULL_LEAST),
        most=branches.number(MOST),
        citations={
            **_citations(school, GENERAL, GRADE, SUBJECT),
            **_citations(branches, FULL_LEAST, MOST),
        },
    )


def _citations(edition: Edition, *rules: str) -> dict[str, Citation]:
    return {rule: edition.cite(rule) for rule in rules}
