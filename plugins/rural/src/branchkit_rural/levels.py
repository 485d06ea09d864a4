"""The three levels that create together (三级联创): county, township, village, as the tree of organisations has them.

A village is a branch or general branch that stands directly under a committee, or alone; the branches of a general branch are
parts of their village. A township is a committee over villages, a county one over townships. What belongs to another
sector has no level: a county's schools are judged by their own plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from branchkit.api.workspace import Organization, OrganizationKind, OrganizationTree, frozen

SECTOR = "rural"


class Level(StrEnum):
    """One of the three levels, from the top down; named as the schemes' ``level``."""

    COUNTY = "county"
    """县"""
    TOWNSHIP = "township"
    """乡镇"""
    VILLAGE = "branch"
    """村"""


@frozen
class Rung:
    """An organisation on the ladder; ``depth`` 0 are those at its top."""

    organization: Organization
    level: Level
    depth: int = 0

    @property
    def id(self) -> str:
        """The organisation's id."""
        return self.organization.id


def level_of(tree: OrganizationTree, id: str) -> Level | None:
    """On which level an organisation is judged; None for one that is not."""
    organization = tree.get(id)
    match organization.kind:
        case OrganizationKind.COMMITTEE:
            return _committee_level(tree, organization)
        case OrganizationKind.BRANCH | OrganizationKind.GENERAL_BRANCH:
            above = tree.parent(id)
            is_village = above is None or above.kind is OrganizationKind.COMMITTEE
            return Level.VILLAGE if is_village and organization.sector == SECTOR else None
        case _:
            return None


def _committee_level(tree: OrganizationTree, committee: Organization) -> Level | None:
    """By the committees below: none makes it a township, townships make it a county."""
    below = [o for o in tree.children(committee.id) if o.kind is OrganizationKind.COMMITTEE]
    levels = {_committee_level(tree, o) for o in below}
    if Level.COUNTY in levels:
        return None
    if Level.TOWNSHIP in levels:
        return Level.COUNTY
    return Level.TOWNSHIP if committee.sector == SECTOR else None


def judged_below(tree: OrganizationTree, id: str) -> list[Organization]:
    """Those of the next level below whose results count for this one; none below a village."""
    match level_of(tree, id):
        case Level.COUNTY:
            wanted = Level.TOWNSHIP
        case Level.TOWNSHIP:
            wanted = Level.VILLAGE
        case _:
            return []
    return [o for o in tree.children(id) if level_of(tree, o.id) is wanted]


def villages_below(tree: OrganizationTree, id: str) -> list[Organization]:
    """All villages of an organisation, of a village itself that one alone."""
    return [o for o in tree.subtree(id) if level_of(tree, o.id) is Level.VILLAGE]


def rungs(tree: OrganizationTree, node: str) -> list[Rung]:
    """Everything that is judged from a node down, each above its own; empty where nothing is."""
    return list(_below(tree, tree.get(node), 0))


def _below(tree: OrganizationTree, organization: Organization, depth: int) -> Iterator[Rung]:
    level = level_of(tree, organization.id)
    if level is not None:
        yield Rung(organization, level, depth)
        depth += 1
    if level is not Level.VILLAGE:
        for child in tree.children(organization.id):
            yield from _below(tree, child, depth)
