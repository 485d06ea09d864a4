"""The rules of the regulation held against organisations as they are: warnings, and one line of overview for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.rules import (
    OrganizationFacts,
    Term,
    school_problems,
    size_problems,
    term_of,
    term_problems,
)
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import Edition, RulePack, edition_on
from branchkit.core.values import frozen
from branchkit.services.organizations.leadership import Leadership, leadership_of, term_facts
from branchkit.services.organizations.organizations import count_own, count_subtree

RULES = "organization"
"""The rule pack on size, committee and term of branches."""
COMMITTEE_RULES = "elections"
"""The one on the term of committees above branches."""
SCHOOL_RULES = "school-structure"


def facts_of(reader: Reader, tree: OrganizationTree, org: str, today: date) -> OrganizationFacts:
    """What the rules look at, read from the store."""
    organization = tree.get(org)
    own = count_own(reader, tree, organization)
    parent = tree.parent(org)
    is_school = organization.sector == "schools"
    below = count_subtree(reader, tree, org).members if is_school else own.members
    term = term_facts(reader, tree, organization, today)
    has_committee = organization.kind is OrganizationKind.BRANCH
    leaders = leadership_of(reader, tree, organization, today) if has_committee else None
    return OrganizationFacts(
        organization=organization,
        members=own.members,
        full=own.full,
        below=below,
        committee=len(leaders.committee) if leaders else 0,
        parent=parent.kind if parent else None,
        elected_on=term.elected_on,
        term_years=term.years,
    )


def check(
    reader: Reader,
    tree: OrganizationTree,
    packs: Mapping[str, RulePack],
    org: str,
    today: date,
) -> list[Problem]:
    """What the rules say about one organisation; all are warnings, with the citation in the parameter ``rule``.

    Raises :class:`~branchkit.core.errors.RulePackError` where a pack or a rule is missing.
    """
    return check_facts(tree, packs, facts_of(reader, tree, org, today), today)


def check_facts(
    tree: OrganizationTree,
    packs: Mapping[str, RulePack],
    facts: OrganizationFacts,
    today: date,
) -> list[Problem]:
    """The same for facts that are at hand."""
    organization = facts.organization
    if organization.dissolved:
        return []
    edition = edition_on(packs, RULES, today)
    problems = [
        *size_problems(facts, edition),
        *term_problems(facts, _term_edition(facts, packs, today), today),
    ]
    if organization.sector == "schools":
        problems += school_problems(facts, edition_on(packs, SCHOOL_RULES, today))
    if tree.was_cut(organization.id):
        params: dict[str, object] = {"org": organization.id, "name": organization.name}
        problems.insert(0, Problem("organization.out_of_place", severity="warning", params=params))
    return problems


def term_end(facts: OrganizationFacts, packs: Mapping[str, RulePack], today: date) -> Term | None:
    """When the term of those in office ends."""
    return term_of(facts, _term_edition(facts, packs, today))


def _term_edition(facts: OrganizationFacts, packs: Mapping[str, RulePack], today: date) -> Edition:
    is_committee = facts.organization.kind is OrganizationKind.COMMITTEE
    return edition_on(packs, COMMITTEE_RULES if is_committee else RULES, today)


@frozen
class Overview:
    """What a list shows of one organisation, beside how many stand below it."""

    organization: Organization
    members: int
    """On its own roll; of a group those who belong to it."""
    full: int
    leaders: Leadership
    """Not of a committee, which finds its own among everybody below it: that is nothing for a list."""
    term: Term | None
    problems: tuple[Problem, ...]
    """All of them warnings."""


def overview_of(
    reader: Reader,
    tree: OrganizationTree,
    packs: Mapping[str, RulePack],
    org: str,
    today: date,
) -> Overview:
    """Read from the store; raises :class:`~branchkit.core.errors.RulePackError` where a pack or a rule is missing."""
    organization = tree.get(org)
    facts = facts_of(reader, tree, org, today)
    is_committee = organization.kind is OrganizationKind.COMMITTEE
    leaders = Leadership() if is_committee else leadership_of(reader, tree, organization, today)
    return Overview(
        organization,
        facts.members,
        facts.full,
        leaders,
        term_end(facts, packs, today),
        tuple(check_facts(tree, packs, facts, today)),
    )
