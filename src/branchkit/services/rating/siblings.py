"""Who is rated together: the children of one parent whom a scheme is for, and the schemes by which they can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from branchkit.core.dates import Period
from branchkit.core.errors import RatingError
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import Sheet, SheetKey
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.ratings import ratings_of
from branchkit.services.scoring.offered import schemes_in
from branchkit.services.scoring.sheets import read_sheets


def siblings(
    reader: Reader,
    contributions: Contributions,
    tree: OrganizationTree,
    scheme: Scheme,
    key: SheetKey,
) -> tuple[list[Organization], dict[str, Sheet]]:
    """The children of ``key.org`` that are rated together, in the order of the tree, and those of their sheets that there are.

    They are those for whom the scheme is offered, and whoever else has a sheet of it.
    """
    below = [o for o in tree.children(key.org) if o.kind.has_roll]
    own = {SheetKey(key.scheme, o.id, key.period): o for o in below}
    sheets = {one.org: sheet for one, sheet in read_sheets(reader, own).items()}
    wanted = [o for o in below if o.id in sheets or is_for(contributions, tree, scheme, o)]
    return wanted, sheets


def is_for(
    contributions: Contributions, tree: OrganizationTree, scheme: Scheme, whom: Organization
) -> bool:
    """Whether a scheme is the one by which an organisation is judged."""
    fits_sector = scheme.sector in ("", whom.sector)
    offered = schemes_in(tree, contributions, whom.id)
    return fits_sector and any(scheme.id == other.id for other in offered)


def schemes_rated(reader: Reader, contributions: Contributions, parent: str) -> list[Scheme]:
    """The schemes by which children of an organisation can be rated: those that compare siblings first, then those of most children.

    Raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``.
    """
    tree = read_tree(reader)
    found: dict[str, Scheme] = {}
    children = Counter[str]()
    for child in tree.children(tree.get(parent).id):
        for scheme in _of_organizations(schemes_in(tree, contributions, child.id)):
            if scheme.bands and scheme.sector in ("", child.sector):
                found.setdefault(scheme.id, scheme)
                children[scheme.id] += 1

    def order(scheme: Scheme) -> tuple[bool, int, str]:
        return not scheme.rates_siblings, -children[scheme.id], scheme.id

    return sorted(found.values(), key=order)


def _of_organizations(schemes: Sequence[Scheme]) -> list[Scheme]:
    return [scheme for scheme in schemes if scheme.subject is SubjectKind.ORGANIZATION]


def rating_key(
    reader: Reader, contributions: Contributions, parent: str, period: Period, scheme: str = ""
) -> SheetKey:
    """Which rating of a period is meant: of ``scheme``, else the only one begun, else that of the only scheme that compares siblings,
    or of the only one there is.

    Raises :class:`RatingError` ``no_scheme``, ``several_schemes`` with their ids.
    """
    if scheme:
        return SheetKey(scheme, parent, period)
    begun = [rating.key for rating in ratings_of(reader, parent) if rating.key.period == period]
    if len(begun) == 1:
        return begun[0]
    known = [s for s in schemes_rated(reader, contributions, parent) if s.period is period.kind]
    comparing = [s for s in known if s.rates_siblings] or known
    if not comparing:
        raise RatingError("no_scheme", period=str(period))
    if len(comparing) > 1:
        raise RatingError("several_schemes", known=[s.id for s in comparing])
    return SheetKey(comparing[0].id, parent, period)
