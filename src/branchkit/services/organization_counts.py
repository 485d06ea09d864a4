"""How many stand on the rolls of organisations, counted without reading the members."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.members.member import Category
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.values import frozen


@frozen
class RollCount:
    """Members, and of these the full ones."""

    members: int = 0
    full: int = 0

    def __add__(self, other: RollCount) -> RollCount:
        return RollCount(self.members + other.members, self.full + other.full)


NOBODY = RollCount()


def count_roll(reader: Reader, org: str, group: str = "") -> RollCount:
    """Those on the roll of one organisation, or of these those who belong to a Party group."""
    rows = reader.project(org, "member", "", ("category", "group", "removed"))
    categories = [
        category
        for _id, category, own, removed in rows
        if not removed and (not group or own == group)
    ]
    return RollCount(len(categories), len(categories) - categories.count(Category.PROBATIONARY))


def count_own(reader: Reader, tree: OrganizationTree, organization: Organization) -> RollCount:
    """Those on its own roll; of a group, those of its branch's roll who belong to it."""
    if organization.kind is not OrganizationKind.GROUP:
        return count_roll(reader, organization.id)
    branch = tree.parent(organization.id)
    return count_roll(reader, branch.id, organization.name) if branch else NOBODY


def count_subtree(reader: Reader, tree: OrganizationTree, id: str) -> RollCount:
    """Those on the rolls of an organisation and of everything below it; groups have none of their own."""
    return sum(
        (count_roll(reader, o.id) for o in tree.subtree(id) if o.kind.has_roll), start=NOBODY
    )


def counts_below(
    reader: Reader, tree: OrganizationTree, organizations: Iterable[Organization]
) -> dict[str, RollCount]:
    """For each organisation those on its own roll and on all below it; every roll is counted once.

    ``organizations`` stand top down, each with everything below it. Of a group it is those who belong to it.
    """
    counts: dict[str, RollCount] = {}
    for organization in reversed(list(organizations)):
        own = count_own(reader, tree, organization)
        below = (o.id for o in tree.children(organization.id) if o.kind.has_roll)
        counts[organization.id] = sum((counts.get(id, NOBODY) for id in below), start=own)
    return counts
