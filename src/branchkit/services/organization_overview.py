"""One line about an organisation: how many people, who leads it, when its term ends, what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.rules import Term
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import RulePack
from branchkit.core.values import frozen
from branchkit.services.leadership import Leadership, leadership_of
from branchkit.services.organization_checks import check_facts, facts_of, term_end


@frozen
class Overview:
    """What a list shows of one organisation, beside how many stand below it."""

    organization: Organization
    members: int
    """On its own roll; of a group those who belong to it."""
    full: int
    leaders: Leadership
    """Of a branch or group; those above find theirs among everybody below them, which is nothing for a list."""
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
    below = organization.kind in (OrganizationKind.BRANCH, OrganizationKind.GROUP)
    leaders = leadership_of(reader, tree, organization, today) if below else Leadership()
    return Overview(
        organization,
        facts.members,
        facts.full,
        leaders,
        term_end(facts, packs, today),
        tuple(check_facts(tree, packs, facts, today)),
    )
