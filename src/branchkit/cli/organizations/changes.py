"""The changes of ``branchkit org``: adding, editing, moving, merging, dissolving."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.organizations.listing import emit_one
from branchkit.cli.shell import Shell
from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.reading import (
    DATE_FIELDS,
    READERS,
    kind_of_name,
    read_organization_values,
)
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.typed_days import days_written_out, typed_day
from branchkit.services.organizations.organizations import (
    add_organization,
    edit_organization,
    read_tree,
    the_organization,
)
from branchkit.services.organizations.reshaping import (
    Handover,
    dissolve_organization,
    merge_organizations,
    move_organization,
)

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace

TOP = "-"
"""Instead of a superior: nobody, the top."""


def run_change(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """Carry out one change and show the organisation as it is then."""
    changes = {
        "add": _add,
        "edit": _edit,
        "move": _move,
        "merge": _merge,
        "dissolve": _dissolve,
    }
    return changes[args.command](args, shell, workspace)


def _values(
    args: argparse.Namespace, shell: Shell, workspace: Workspace
) -> dict[str, object] | None:
    """What was typed, a blank text as what empties a field; None, after saying why, when something cannot be read."""
    given = {name: getattr(args, name) for name in READERS if getattr(args, name) is not None}
    today = workspace.clock().date()
    texts = days_written_out(given, DATE_FIELDS, today)
    reading = read_organization_values(texts, today, workspace.contributions.sector_titles)
    shell.problems(reading.problems)
    if not reading.usable:
        return None
    blank = Organization("", "")
    emptied = {name: getattr(blank, name) for name, text in given.items() if not text.strip()}
    return {**emptied, **reading.values}


def _add(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    values = _values(args, shell, workspace)
    if values is None:
        return PROBLEMS
    with workspace.store.begin(workspace.actor, "organization.add") as uow:
        parent = _superior(args.parent or workspace.organization, read_tree(uow))
        kind = kind_of_name(str(values["name"])) or OrganizationKind.BRANCH
        new = replace(Organization("", "", kind, parent=parent), **values)  # type: ignore[arg-type]
        kept = add_organization(uow, new)
        uow.commit(reason=args.reason)
    return _told(args, shell, workspace, kept)


def _edit(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    today = workspace.clock().date()
    values = _values(args, shell, workspace)
    if values is None:
        return PROBLEMS
    on = _day(args.on, today)
    with workspace.store.begin(workspace.actor, "organization.edit") as uow:
        organization = the_organization(read_tree(uow), args.organization)
        kept = edit_organization(uow, organization.id, values, on, args.reason)
        uow.commit(reason=args.reason)
    return _told(args, shell, workspace, kept)


def _move(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    on = _day(args.on, workspace.clock().date())
    with workspace.store.begin(workspace.actor, "organization.move") as uow:
        tree = read_tree(uow)
        organization = the_organization(tree, args.organization)
        parent = _superior(args.superior, tree)
        kept = move_organization(uow, organization.id, parent, on, args.reason)
        uow.commit(reason=args.reason)
    return _told(args, shell, workspace, kept)


def _merge(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    on = _day(args.on, workspace.clock().date())
    with workspace.store.begin(workspace.actor, "organization.merge") as uow:
        tree = read_tree(uow)
        organization = _another(the_organization(tree, args.organization), workspace)
        into = the_organization(tree, args.into)
        handover = merge_organizations(uow, organization.id, into.id, on, args.reason)
        uow.commit(reason=args.reason)
    _tell_handover(shell, handover)
    return _told(args, shell, workspace, handover.organization)


def _dissolve(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    on = _day(args.on, workspace.clock().date())
    with workspace.store.begin(workspace.actor, "organization.dissolve") as uow:
        tree = read_tree(uow)
        organization = _another(the_organization(tree, args.organization), workspace)
        target = the_organization(tree, args.to).id if args.to else ""
        handover = dissolve_organization(uow, organization.id, on, args.reason, target)
        uow.commit(reason=args.reason)
    _tell_handover(shell, handover)
    return _told(args, shell, workspace, handover.organization)


def _superior(text: str, tree: OrganizationTree) -> str:
    return "" if text == TOP else the_organization(tree, text).id


def _another(organization: Organization, workspace: Workspace) -> Organization:
    """The workspace would be without the organisation it was made for."""
    if organization.id == workspace.organization:
        raise OrganizationError("own_workspace", name=organization.name)
    return organization


def _day(text: str, today: date) -> date:
    day = typed_day(text, today) if text else today
    if day is None:
        raise OrganizationError("day_unreadable", text=text)
    return day


def _tell_handover(shell: Shell, handover: Handover) -> None:
    if handover.members or handover.children:
        shell.say("cli.org.handed_over", members=handover.members, children=len(handover.children))


def _told(
    args: argparse.Namespace, shell: Shell, workspace: Workspace, organization: Organization
) -> int:
    emit_one(args.format, shell, workspace, organization.id)
    return OK
