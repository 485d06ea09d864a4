"""What changes the shape of the tree: moving an organisation, merging two, dissolving one, and many such steps in one go.

Members go where their organisation's members go; records, sheets and whatever else was made stays with the organisation that
made it, which is never erased. The caller commits.

A proposal for a whole school or township is made of the steps that people take singly, in an order in which no step stands in
the way of the next: groups are left before they are dissolved, a branch becomes a general branch before branches are founded
below it, and what is dissolved is empty by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.development.cases import ENDED
from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import (
    Milestone,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Entry, UnitOfWork
from branchkit.core.registers.register import ColumnKind, Register
from branchkit.core.values import frozen
from branchkit.services.development.cases import carry_cases, case_refs
from branchkit.services.ledger.undo import Scope
from branchkit.services.members.transfers import move_member
from branchkit.services.organizations.leadership import offices_on_the_roll
from branchkit.services.organizations.organizations import (
    ORGANIZATION,
    add_organization,
    check_place,
    edit_organization,
    has_members,
    keep,
    members_of_group,
    read_tree,
    regroup,
    standing,
)
from branchkit.services.registers.writing import add_record, edit_record, records_of
from branchkit.services.roster import MEMBER, member


@frozen
class Handover:
    """What a merger or a dissolution left behind."""

    organization: Organization
    """The one that is no more."""
    members: int = 0
    """How many moved."""
    children: tuple[str, ...] = ()
    """The ids of those below it that moved."""


def move_organization(uow: UnitOfWork, id: str, parent: str, on: date, reason: str) -> Organization:
    """Put it, with everything below it, under another one; an empty ``parent`` is the top.

    Raises :class:`OrganizationError` ``unknown``, ``dissolved``, ``reason_missing``, ``nothing_to_change``,
    ``group_has_members``, ``own_subtree``, ``kind_below``, ``name_taken``.
    """
    tree = read_tree(uow)
    before = standing(tree, id)
    _require(reason)
    if parent == before.parent:
        raise OrganizationError("nothing_to_change")
    if _group_members(uow, before):
        raise OrganizationError("group_has_members", name=before.name)
    return _moved(uow, tree, before, standing(tree, parent) if parent else None, on, reason)


def merge_organizations(uow: UnitOfWork, id: str, into: str, on: date, reason: str) -> Handover:
    """Merge one into another of the same kind: its members and what stands below it go over, and it stands no longer.

    Raises :class:`OrganizationError` ``unknown``, ``dissolved``, ``reason_missing``, ``same``, ``merge_kind``, ``own_subtree``;
    of what goes over ``group_elsewhere``, ``kind_below``, ``name_taken``, and
    :class:`~branchkit.core.errors.MemberError` ``citizen_id_taken``.
    """
    tree = read_tree(uow)
    before, target = standing(tree, id), standing(tree, into)
    _require(reason)
    if before.kind is not target.kind:
        raise OrganizationError(
            "merge_kind",
            name=before.name,
            kind=before.kind,
            target=target.name,
            target_kind=target.kind,
        )
    handover = _hand_over(uow, tree, before, target, on, reason)
    turn = Milestone(Turn.TOOK_IN, on.isoformat(), before=id, reason=reason)
    keep(uow, replace(target, history=(*target.history, turn)))
    gone = _gone(handover.organization, Turn.MERGED, on, reason, into)
    return replace(handover, organization=keep(uow, gone))


def dissolve_organization(
    uow: UnitOfWork, id: str, on: date, reason: str, target: str = ""
) -> Handover:
    """Dissolve one that has neither members nor applicants nor anything below it, or hand those to ``target``.

    Raises :class:`OrganizationError` ``unknown``, ``dissolved``, ``reason_missing``, ``last``, ``has_members``, ``has_cases``,
    ``has_children``; of what goes to ``target`` ``same``, ``own_subtree``, ``group_with_roll``, ``group_elsewhere``, ``kind_below``,
    ``name_taken``, and :class:`~branchkit.core.errors.MemberError` ``citizen_id_taken``.
    """
    tree = read_tree(uow)
    before = standing(tree, id)
    _require(reason)
    if len(tree) == 1:
        raise OrganizationError("last", name=before.name)
    if target:
        handover = _hand_over(uow, tree, before, standing(tree, target), on, reason)
    else:
        if below := tree.children(id):
            raise OrganizationError("has_children", name=before.name, found=[o.name for o in below])
        if _has_people(uow, before):
            raise OrganizationError("has_members", name=before.name)
        if going_on := [ref.name for ref in case_refs(uow, [id]) if ref.state not in ENDED]:
            raise OrganizationError("has_cases", name=before.name, found=going_on)
        handover = Handover(before)
    gone = _gone(handover.organization, Turn.DISSOLVED, on, reason, "")
    return replace(handover, organization=keep(uow, gone))


def require_whole_tree(uow: UnitOfWork, undone: Sequence[Entry]) -> None:
    """Raise :class:`OrganizationError` ``undo_in_use`` where others have built on what was undone.

    The tree must be whole without it, and nobody left in an organisation that is no more.
    """
    tree = read_tree(uow)
    if any(e.kind == ORGANIZATION and e.id not in tree and has_members(uow, e.id) for e in undone):
        raise OrganizationError("undo_in_use")
    for organization in tree:
        above = tree.parent(organization.id)
        fits = above is None or organization.kind.may_stand_under(above.kind)
        if tree.was_cut(organization.id) or not fits:
            raise OrganizationError("undo_in_use")


TREE_CHANGES = Scope("organization", ORGANIZATION, check=require_whole_tree)
"""What undo takes back: changes to the tree alone, no merger or dissolution that moved members."""


def _moved(
    uow: UnitOfWork,
    tree: OrganizationTree,
    organization: Organization,
    parent: Organization | None,
    on: date,
    reason: str,
) -> Organization:
    new_parent = parent.id if parent else ""
    if parent is not None and tree.is_within(parent.id, organization.id):
        raise OrganizationError("own_subtree", name=organization.name, target=parent.name)
    turn = Milestone(Turn.MOVED, on.isoformat(), organization.parent, new_parent, reason)
    after = replace(organization, parent=new_parent, history=(*organization.history, turn))
    check_place(tree, after, parent)
    return keep(uow, after)


def _hand_over(
    uow: UnitOfWork,
    tree: OrganizationTree,
    organization: Organization,
    target: Organization,
    on: date,
    reason: str,
) -> Handover:
    """Members and what stands below go to the target."""
    if organization.id == target.id:
        raise OrganizationError("same", name=organization.name)
    if tree.is_within(target.id, organization.id):
        raise OrganizationError("own_subtree", name=organization.name, target=target.name)
    if organization.kind is OrganizationKind.GROUP:
        return _hand_over_group(uow, organization, target)
    members = _members_on_roll(uow, organization.id)
    if members and not target.kind.has_roll:
        raise OrganizationError("group_with_roll", name=target.name)
    for id, group in members:
        _move_member(uow, organization.id, id, target.id, group, on, reason)
    if target.kind.has_roll:
        carry_cases(uow, organization.id, target.id)
    names = {o.name: o for o in tree.children(target.id) if o.kind is OrganizationKind.GROUP}
    children = tree.children(organization.id)
    for child in children:
        if child.kind is OrganizationKind.GROUP and child.name in names:
            # A group's members follow its name, so two first groups have become one.
            keep(uow, _gone(child, Turn.MERGED, on, reason, names[child.name].id))
        else:
            _moved(uow, tree, child, target, on, reason)
    return Handover(organization, len(members), tuple(child.id for child in children))


def _hand_over_group(uow: UnitOfWork, group: Organization, target: Organization) -> Handover:
    if target.kind is not OrganizationKind.GROUP or target.parent != group.parent:
        raise OrganizationError("group_elsewhere", name=group.name, target=target.name)
    return Handover(group, regroup(uow, group.parent, group.name, target.name))


def _move_member(
    uow: UnitOfWork, org: str, id: str, to_org: str, group: str, on: date, reason: str
) -> None:
    """With the group, which whoever moves alone leaves behind."""
    moved = move_member(uow, org, id, to_org, on, reason)
    if group and moved.group != group:
        keep_member = replace(moved, group=group)
        uow.put(to_org, "member", moved.id, keep_member.to_body())


def _has_people(uow: UnitOfWork, organization: Organization) -> bool:
    if organization.kind is OrganizationKind.GROUP:
        return bool(_group_members(uow, organization))
    return has_members(uow, organization.id)


def _group_members(uow: UnitOfWork, organization: Organization) -> list[str]:
    """Those who belong to it, where it is a group."""
    if organization.kind is not OrganizationKind.GROUP:
        return []
    return members_of_group(uow, organization.parent, organization.name)


def _members_on_roll(uow: UnitOfWork, org: str) -> list[tuple[str, str]]:
    """Id and group, in the order of the roll, so that they keep it where they arrive."""
    rows = [
        (number or 0, id, group or "")
        for id, number, group, removed in uow.project(
            org, "member", "", ("number", "group", "removed")
        )
        if not removed
    ]
    return [(id, group) for _number, id, group in sorted(rows)]


def _gone(organization: Organization, turn: Turn, on: date, reason: str, into: str) -> Organization:
    milestone = Milestone(turn, on.isoformat(), after=into, reason=reason)
    return replace(
        organization,
        dissolved=on.isoformat(),
        dissolved_reason=reason,
        merged_into=into,
        history=(*organization.history, milestone),
    )


def _require(reason: str) -> None:
    if not reason.strip():
        raise OrganizationError("reason_missing")


Person = tuple[str, str]
"""Organisation and member id: ids are those of one roll."""
_PEOPLE = (ColumnKind.MEMBER, ColumnKind.MEMBERS)


def reshape(
    uow: UnitOfWork,
    *,
    founded: Sequence[Organization] = (),
    converted: Mapping[str, OrganizationKind] | None = None,
    moved: Mapping[Person, str] | None = None,
    grouped: Mapping[Person, str] | None = None,
    dissolved: Sequence[str] = (),
    carried: Sequence[Register] = (),
    posts: Register | None = None,
    on: date,
    reason: str,
) -> None:
    """Do what :meth:`~branchkit.plugin.workspace_view.WorkspaceActions.reshape` promises; the caller commits.

    ``posts`` is the register in which a converted organisation's committee is written down where only its roster named it.

    Raises :class:`OrganizationError` ``nothing_to_change``, ``reason_missing`` and what the single steps raise.
    """
    converted, moved, grouped = converted or {}, moved or {}, grouped or {}
    if not (founded or converted or moved or grouped or dissolved):
        raise OrganizationError("nothing_to_change")
    if not reason.strip():
        raise OrganizationError("reason_missing")
    tree = read_tree(uow)
    for person in dict.fromkeys((*moved, *grouped)):
        _put_into_group(uow, person, "")
    groups = [id for id in dissolved if tree.get(id).kind is OrganizationKind.GROUP]
    for id in groups:
        dissolve_organization(uow, id, on, reason)
    for id, kind in converted.items():
        if posts is not None:
            _keep_committee(uow, tree, tree.get(id), posts, on)
        edit_organization(uow, id, {"kind": kind}, on, reason)
    for organization in founded:
        add_organization(uow, organization)
    now = {person: _person_moved(uow, person, org, on, reason) for person, org in moved.items()}
    for register in carried:
        _carry(uow, register, now, on)
    for person, group in grouped.items():
        if group:
            _put_into_group(uow, now.get(person, person), group)
    for id in _bottom_up(tree, set(dissolved).difference(groups)):
        dissolve_organization(uow, id, on, reason)


def _keep_committee(
    uow: UnitOfWork, tree: OrganizationTree, organization: Organization, posts: Register, on: date
) -> None:
    """Those elected stay in office when they go to branches below, and a roster is left with its posts."""
    since = organization.elected_on or on.isoformat()
    for member_id, post in offices_on_the_roll(uow, tree, organization, on):
        values = {"member": member_id, "post": post, "from": min(since, on.isoformat())}
        add_record(uow, posts, organization.id, values)


def _person_moved(uow: UnitOfWork, person: Person, to_org: str, on: date, reason: str) -> Person:
    """Where the person is kept afterwards."""
    arrived = move_member(uow, *person, to_org, on, reason)
    return arrived.org, arrived.id


def _carry(uow: UnitOfWork, register: Register, now: Mapping[Person, Person], on: date) -> None:
    """Standing rows about those who moved end, and begin anew where they are; of other people a row says nothing there."""
    (about, *others) = [column.id for column in register.columns if column.kind in _PEOPLE]
    old_orgs = dict.fromkeys(org for org, _id in now)
    rows = [row for org in old_orgs for row in records_of(uow, register.id, org)]
    for row in rows:
        person = now.get((row.org, str(row.values.get(about))))
        end = day_of(row.values.get(register.ended_by), last=True)
        if person is None or row.removed or (end is not None and end < on):
            continue
        org, id = person
        kept = {name: value for name, value in row.values.items() if name not in others}
        add_record(uow, register, org, {**kept, about: id})
        edit_record(uow, register, row.org, row.id, {register.ended_by: on.isoformat()})


def _put_into_group(uow: UnitOfWork, person: Person, group: str) -> None:
    org, id = person
    before = member(uow, org, id)
    if before.group != group:
        body = {**before.to_body(), "group": group}
        uow.put(org, MEMBER, id, body)


def _bottom_up(tree: OrganizationTree, ids: Iterable[str]) -> list[str]:
    return sorted(ids, key=tree.depth, reverse=True)
