"""Which schemes an organisation is offered: of the plugins that serve its sector, and made for what it is."""

from __future__ import annotations

from collections.abc import Collection

from branchkit.core.dates import PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import BUILT_IN


def serving(contributions: Contributions, sectors: Collection[str]) -> list[str]:
    """The ids of the plugins that serve one of the sectors: the workspace's own first, the built-in pack last.

    They are what the ids of their schemes begin with.
    """
    between = [
        plugin.id
        for plugin in contributions.plugins
        if plugin.id not in (LOCAL, BUILT_IN.id)
        and (not plugin.sectors or any(map(plugin.serves, sectors)))
    ]
    return [LOCAL, *between, BUILT_IN.id]


def schemes_in(tree: OrganizationTree, contributions: Contributions, node: str) -> list[Scheme]:
    """The schemes by which an organisation or its members are judged, those of months first.

    Of a plugin that serves its sector; the built-in ones where none does.
    """
    organization = tree.get(node)
    owners = serving(contributions, {organization.sector} - {""})
    of_sector = [id for id in owners if id not in (LOCAL, BUILT_IN.id)]
    wanted = {LOCAL, *(of_sector or [BUILT_IN.id])}
    below = {child.kind for child in tree.children(node)}
    fitting = [
        scheme
        for scheme in contributions.schemes.values()
        if scheme.origin in wanted and _fits(scheme, organization, below)
    ]
    kinds = list(PeriodKind)
    return sorted(fitting, key=lambda s: (owners.index(s.origin), kinds.index(s.period), s.id))


def _fits(scheme: Scheme, organization: Organization, below: Collection[OrganizationKind]) -> bool:
    """Whether a scheme is made for this organisation: a county is a committee over committees, a township one over branches."""
    is_committee = organization.kind is OrganizationKind.COMMITTEE
    if scheme.subject is SubjectKind.MEMBER:
        return not is_committee
    if not scheme.applies.covers(frozenset({str(organization.kind)})):
        return False
    over_committees = OrganizationKind.COMMITTEE in below
    return {"county": over_committees, "township": is_committee and not over_committees}.get(
        scheme.level, True
    )
