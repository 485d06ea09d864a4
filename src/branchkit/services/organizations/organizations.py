"""The organisations of a workspace: reading the tree, finding one in it, making and changing one, counting who stands on its roll.

Writing services take a unit of work and leave the commit to the caller. Moving, merging and dissolving are in
:mod:`branchkit.services.organizations.reshaping`. A member names a Party group by its name, so a group's members follow its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from branchkit.core.errors import OrganizationError
from branchkit.core.masking import mask_phone
from branchkit.core.members.member import Category
from branchkit.core.names import matches
from branchkit.core.organizations.organization import (
    Milestone,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.values import frozen
from branchkit.services.ledger.conflicts import refuse_stale


def members_of_group(reader: Reader, branch: str, group: str) -> list[str]:
    """The ids of those on a branch's roll who belong to a group."""
    return [
        id
        for id, own, removed in reader.project(branch, "member", "", ("group", "removed"))
        if own == group and not removed
    ]


def regroup(uow: UnitOfWork, branch: str, old: str, new: str) -> int:
    """Have the members of one group belong to another; how many there were."""
    found = uow.get_many((branch, "member", id) for id in members_of_group(uow, branch, old))
    for key, document in found.items():
        uow.put(*key, {**document.body, "group": new})
    return len(found)


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


ORGANIZATION = "organization"
"""Kind of the documents: ("", ``organization``, organisation's id)."""


def read_tree(reader: Reader) -> OrganizationTree:
    """All organisations of the workspace."""
    return OrganizationTree(
        Organization.from_body(d.id, d.body) for d in reader.scan("", ORGANIZATION)
    )


def read_line(reader: Reader, org: str) -> OrganizationTree:
    """One organisation and those above it: what most rules look at, at the cost of a few documents in a county of thousands.

    Raises :class:`OrganizationError` ``unknown``.
    """
    line: dict[str, Organization] = {}
    at = org
    while at and at not in line and (document := reader.get("", ORGANIZATION, at)):
        line[at] = Organization.from_body(at, document.body)
        at = line[at].parent
    if not line:
        raise OrganizationError("unknown", text=org)
    return OrganizationTree(line.values())


def orgs_of(reader: Reader, node: str, subtree: bool) -> list[str]:
    """The ids that a list of ``node`` covers: itself, or with everything below it, top down.

    Raises :class:`OrganizationError` ``unknown``.
    """
    tree = read_tree(reader)
    return [o.id for o in tree.subtree(node)] if subtree else [tree.get(node).id]


def find_organizations(organizations: Iterable[Organization], query: str) -> list[Organization]:
    """Those whom ``query`` means, in the order given: by id, code or exact name first, if any; else by part of the name
    or pinyin initials."""
    among = list(organizations)
    wanted = query.strip()
    exact = [o for o in among if wanted in (o.id, o.code, o.name, o.short_name)] if wanted else []
    return exact or [o for o in among if matches(o.name, wanted) or matches(o.short_name, wanted)]


def the_organization(tree: OrganizationTree, query: str) -> Organization:
    """The one that ``query`` means, those dissolved only where no other is meant.

    Raises :class:`OrganizationError` ``unknown`` or ``several``.
    """
    if query in tree:
        return tree.get(query)
    found = find_organizations(tree, query)
    if not found:
        found = find_organizations((o for o in tree.all() if o.dissolved), query)
    if not found:
        raise OrganizationError("unknown", text=query)
    if len(found) > 1:
        raise OrganizationError(
            "several", text=query, found=[f"{o.name} ({o.id})" for o in found[:8]]
        )
    return found[0]


def add_organization(uow: UnitOfWork, organization: Organization) -> Organization:
    """Keep a new one; an empty id is filled in, an empty sector is its superior's. Returns it as kept.

    Raises :class:`OrganizationError` ``name_missing``, ``name_taken``, ``code_taken``, ``unknown``, ``dissolved``,
    ``kind_below``, ``id_taken``.
    """
    tree = read_tree(uow)
    if organization.id in tree:
        raise OrganizationError("id_taken", id=organization.id)
    parent = tree.get(organization.parent) if organization.parent else None
    new = replace(
        organization,
        id=organization.id or next(new_ids(tree.all())),
        sector=organization.sector or (parent.sector if parent else ""),
    )
    check_place(tree, new, parent)
    return keep(uow, new)


def edit_organization(
    uow: UnitOfWork,
    id: str,
    changes: Mapping[str, object],
    on: date,
    reason: str = "",
    seen: Organization | None = None,
) -> Organization:
    """Change fields of one; a new name or kind becomes part of its history. The superior is changed by moving only.

    ``seen`` is what the changes were decided on. Raises :class:`OrganizationError` ``unknown``, ``dissolved``,
    ``nothing_to_change``, ``name_missing``, ``name_taken``, ``code_taken``, ``kind_below``, ``kind_above``, ``group_with_roll``, and
    :class:`~branchkit.core.errors.ConflictError` ``organization`` when a changed field is no longer as it was seen.
    """
    tree = read_tree(uow)
    before = standing(tree, id)
    if seen is not None:
        refuse_stale(
            uow,
            *("", ORGANIZATION, id, "organization"),
            changes=changes,
            seen=partial(getattr, seen),
            now=partial(getattr, before),
            shown=lambda field, value: mask_phone(str(value)) if field == "phone" else value,
            name=before.name,
        )
    if not changes:
        raise OrganizationError("nothing_to_change")
    after = replace(before, **changes)  # type: ignore[arg-type]
    check_place(tree, after, tree.parent(id))
    for child in tree.children(id):
        if not child.kind.may_stand_under(after.kind):
            raise OrganizationError(
                "kind_above", kind=after.kind, child=child.name, child_kind=child.kind
            )
    if not after.kind.has_roll and has_members(uow, id):
        raise OrganizationError("group_with_roll", name=before.name)
    turns = [
        Milestone(turn, on.isoformat(), str(old), str(new), reason)
        for turn, old, new in (
            (Turn.RENAMED, before.name, after.name),
            (Turn.CONVERTED, before.kind, after.kind),
        )
        if old != new
    ]
    if before.kind is OrganizationKind.GROUP and before.name != after.name:
        regroup(uow, before.parent, before.name, after.name)
    return keep(uow, replace(after, history=(*before.history, *turns)))


def standing(tree: OrganizationTree, id: str) -> Organization:
    """One that has not been dissolved; raises :class:`OrganizationError` ``unknown`` or ``dissolved``."""
    found = tree.get(id)
    if found.dissolved:
        raise OrganizationError(
            "dissolved", name=found.name, on=found.dissolved, reason=found.dissolved_reason
        )
    return found


def check_place(
    tree: OrganizationTree, organization: Organization, parent: Organization | None
) -> None:
    """Raises :class:`OrganizationError` ``name_missing``, ``dissolved``, ``kind_below``, ``name_taken`` or ``code_taken`` when it may
    not stand there under this name."""
    if not organization.name.strip():
        raise OrganizationError("name_missing")
    if parent is not None:
        standing(tree, parent.id)
        if not organization.kind.may_stand_under(parent.kind):
            raise OrganizationError(
                "kind_below", kind=organization.kind, parent=parent.name, parent_kind=parent.kind
            )
    for other in tree.children(parent.id if parent else ""):
        if other.id != organization.id and other.name == organization.name:
            raise OrganizationError("name_taken", name=other.name)
    if organization.code:
        for other in tree:
            if other.id != organization.id and other.code == organization.code:
                raise OrganizationError("code_taken", found=other.code, name=other.name)


def keep(uow: UnitOfWork, organization: Organization) -> Organization:
    """Write one down as it is, unchecked; returns it."""
    uow.put("", ORGANIZATION, organization.id, organization.to_body())
    return organization


def has_members(reader: Reader, org: str) -> bool:
    """Whether anybody stands on its own roll."""
    return any(not removed for _id, removed in reader.project(org, "member", "", ("removed",)))


def new_ids(organizations: Iterable[Organization]) -> Iterator[str]:
    """Ids for new organisations: ``o0001`` onwards, after the highest there ever was."""
    numbers = (int(o.id[1:]) for o in organizations if o.id[:1] == "o" and o.id[1:].isdecimal())
    last = max(numbers, default=0)
    while True:
        last += 1
        yield f"o{last:04d}"
