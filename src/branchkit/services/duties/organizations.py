"""Terms of office that end, and what else the regulation on branch work asks of an organisation as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from branchkit.core.duties import Duty, Opening
from branchkit.core.errors import Problem
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.rulepacks import Citation
from branchkit.services.duties.scene import DutyScene
from branchkit.services.organizations.checks import check_facts, facts_of, term_end
from branchkit.services.organizations.organizations import read_line, read_tree

_OF_A_TERM = frozenset({"organization.term_ends", "organization.term_over"})


def duties(scene: DutyScene) -> Iterator[Duty]:
    """One for each warning that names a rule: an empty roll is nobody's duty, there is just nothing yet."""
    packs = scene.contributions.rule_packs
    tree = read_line(scene.reader, scene.org)
    organization = tree.get(scene.org)
    if organization.sector == "schools" and organization.kind is OrganizationKind.GENERAL_BRANCH:
        tree = read_tree(scene.reader)
    facts = facts_of(scene.reader, tree, scene.org, scene.today)
    term = term_end(facts, packs, scene.today)
    for problem in check_facts(tree, packs, facts, scene.today):
        rule = problem.params.get("rule")
        if not isinstance(rule, Citation):
            continue
        yield Duty(
            code=problem.code,
            org=scene.org,
            opens=Opening("organizations", subject=scene.org),
            due_on=term.ends if term and problem.code in _OF_A_TERM else None,
            rule=rule,
            params=_told(problem),
        )


def _told(problem: Problem) -> Mapping[str, object]:
    return {key: value for key, value in problem.params.items() if key != "rule"}
