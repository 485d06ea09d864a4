"""Which schemes, screens, reports and actions of plugins an organisation is offered: those made for its sector, or for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme
from branchkit.plugin.contributions import Contributions, ReportSpec, ScreenSpec
from branchkit.plugin.screen_actions import ActionSpec
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.scoring.offered import schemes_in, serving


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def sectors_at(reader: Reader, node: str) -> frozenset[str]:
    """The sectors of an organisation and of all that stands below it."""
    return frozenset(o.sector for o in read_tree(reader).subtree(node) if o.sector)


def schemes_for(reader: Reader, contributions: Contributions, node: str) -> list[Scheme]:
    """As :func:`~branchkit.services.scoring.offered.schemes_in`, for whoever has not read the tree."""
    return schemes_in(read_tree(reader), contributions, node)


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
