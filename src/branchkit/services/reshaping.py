"""Changing the tree and who stands where in it in one go, as a proposal for a whole school or township needs it.

Every step is one of those that people take singly; what makes it one is the caller's unit of work. The order is such that no
step stands in the way of the next: groups are left before they are dissolved, a branch becomes a general branch before branches
are founded below it, and what is dissolved is empty by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import ColumnKind, Register
from branchkit.services.organization_moves import dissolve_organization
from branchkit.services.organizations import add_organization, edit_organization, read_tree
from branchkit.services.records import add_record, edit_record, records_of
from branchkit.services.roster import MEMBER, member
from branchkit.services.transfers import move_member

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
    on: date,
    reason: str,
) -> None:
    """Do what :meth:`~branchkit.plugin.workspace_view.WorkspaceActions.reshape` promises; the caller commits.

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
        edit_organization(uow, id, {"kind": kind}, on, reason)
    for organization in founded:
        add_organization(uow, organization)
    now = {person: _moved(uow, person, org, on, reason) for person, org in moved.items()}
    for register in carried:
        _carry(uow, register, now, on)
    for person, group in grouped.items():
        if group:
            _put_into_group(uow, now.get(person, person), group)
    for id in _bottom_up(tree, set(dissolved).difference(groups)):
        dissolve_organization(uow, id, on, reason)


def _moved(uow: UnitOfWork, person: Person, to_org: str, on: date, reason: str) -> Person:
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
