"""Confirming goes from below upwards, and taking it back from above downwards: a result stands on those it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.core.errors import SheetError
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.review.terms import Timeliness
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SETTLED, SheetKey, SheetStep
from branchkit.services.organizations.organizations import read_line, read_tree
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.sheets import SHEET
from branchkit.services.scoring.terms import TermsOfTree, kind_of_scheme

_BACK = frozenset({SheetStep.UNCONFIRM, SheetStep.REOPEN})
NAMED = 3
"""So many of those in the way are named."""


def schemes_alike(schemes: Mapping[str, Scheme], scheme: str) -> list[str]:
    """The schemes of the same kind, whoever owns them, the one itself first."""
    kind = kind_of_scheme(scheme)
    return [scheme, *(id for id in schemes if kind_of_scheme(id) == kind and id != scheme)]


def is_for(scheme: Scheme, organization: Organization) -> bool:
    """Whether an organisation hands up sheets of a scheme, as far as sector and kind tell."""
    if scheme.sector and scheme.sector != organization.sector:
        return False
    if scheme.subject is SubjectKind.MEMBER:
        return True
    traits = frozenset({str(organization.kind), organization.sector})
    return scheme.applies.covers(traits | scheme.traits_among(organization.traits))


def refuse_out_of_order(
    reader: Reader,
    schemes: Mapping[str, Scheme],
    key: SheetKey,
    step: SheetStep,
    tree: OrganizationTree | None = None,
) -> None:
    """Raises :class:`SheetError` ``below_open`` when a sheet is to be confirmed before those below it, ``above_settled`` when one is to
    be taken back that a confirmed one above stands on.

    Sheets of the same kind and period are meant; below, everybody's who has a roll and is not exempt.
    """
    if step is SheetStep.CONFIRM:
        tree = tree or read_tree(reader)
        waiting = _not_settled(reader, schemes, key, tree)
        if waiting:
            raise SheetError("below_open", count=len(waiting), names=waiting[:NAMED])
    elif step in _BACK:
        above = (tree or read_line(reader, key.org)).path(key.org)[:-1]
        states = states_of(reader, schemes, key, [o.id for o in above])
        settled = [o.name for o in above if states.get(o.id) in SETTLED]
        if settled:
            raise SheetError("above_settled", names=settled[:NAMED])


def states_of(
    reader: Reader, schemes: Mapping[str, Scheme], key: SheetKey, orgs: Iterable[str]
) -> dict[str, str]:
    """How the sheets of the same kind and period stand; without those that nobody has opened."""
    alike = schemes_alike(schemes, key.scheme)
    wanted = [(org, SHEET, f"{scheme}@{key.period}") for org in orgs for scheme in alike]
    found = reader.get_many(wanted) if wanted else {}
    return {org: document.body["state"] for (org, _, _), document in found.items()}


def _not_settled(
    reader: Reader, schemes: Mapping[str, Scheme], key: SheetKey, tree: OrganizationTree
) -> list[str]:
    """The names of those below whose sheet is not confirmed, or not even there."""
    below = tree.subtree(key.org)[1:]
    if not below:
        return []
    alike = [schemes[id] for id in schemes_alike(schemes, key.scheme) if id in schemes]
    states = states_of(reader, schemes, key, [o.id for o in below])
    open_ones = [o for o in below if states.get(o.id) not in SETTLED]
    rolls = frozenset(reader.organizations_of(MEMBER))
    terms = TermsOfTree(reader, tree, kind_of_scheme(key.scheme), key.period)
    return [
        o.name
        for o in open_ones
        if o.id in states
        or (
            o.id in rolls
            and any(is_for(scheme, o) for scheme in alike)
            and terms.of(o.id, None).timeliness(None, date.max) is not Timeliness.EXEMPT
        )
    ]
