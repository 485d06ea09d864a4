"""Which schemes, screens, reports and actions of plugins an organisation is offered: those made for its sector, or for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from branchkit.core.dates import PeriodKind
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.plugin.contributions import Contributions, ReportSpec, ScreenSpec
from branchkit.plugin.holdings import LOCAL
from branchkit.plugin.manager import BUILT_IN
from branchkit.plugin.screen_actions import ActionSpec
from branchkit.services.organizations.organizations import read_tree


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def sectors_at(reader: Reader, node: str) -> frozenset[str]:
    """The sectors of an organisation and of all that stands below it."""
    return frozenset(o.sector for o in read_tree(reader).subtree(node) if o.sector)


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


def schemes_for(reader: Reader, contributions: Contributions, node: str) -> list[Scheme]:
    """The schemes by which an organisation or its members are judged, those of months first.

    Of a plugin that serves its sector; the built-in ones where none does.
    """
    return schemes_in(read_tree(reader), contributions, node)


def schemes_in(tree: OrganizationTree, contributions: Contributions, node: str) -> list[Scheme]:
    """The same of a tree that has been read, for whoever asks of many organisations."""
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


def screens_for(contributions: Contributions, sectors: Collection[str]) -> list[ScreenSpec]:
    """The screens of plugins that serve one of the sectors."""
    return _offered(contributions, "screens", contributions.screens.values(), sectors)


def reports_for(contributions: Contributions, sectors: Collection[str]) -> list[ReportSpec]:
    """The reports of plugins that serve one of the sectors."""
    return _offered(contributions, "reports", contributions.reports.values(), sectors)


def actions_for(contributions: Contributions, sectors: Collection[str]) -> list[ActionSpec]:
    """The actions of plugins that serve one of the sectors."""
    return _offered(contributions, "actions", contributions.actions.values(), sectors)


def _offered(
    contributions: Contributions, kind: str, specs: Iterable[N], sectors: Collection[str]
) -> list[N]:
    plugins = set(serving(contributions, sectors))
    return [spec for spec in specs if contributions.owners.get((kind, spec.id)) in plugins]
