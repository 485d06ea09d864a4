"""What ``branchkit org`` shows: the tree, one organisation, and what the rules say about all of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell
from branchkit.core.access.asking import may
from branchkit.core.access.roles import Operation
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.citations import in_words
from branchkit.services.organizations.card import PHONE, card_lines, card_of, field_values
from branchkit.services.organizations.checks import check, overview_of
from branchkit.services.organizations.organizations import (
    RollCount,
    counts_below,
    find_organizations,
    read_tree,
    the_organization,
)
from branchkit.services.unmasking import record_unmasking, unmask_fields

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace

INDENT = "  "
_NUMBERS = ("members", "full", "committee", "warnings", "depth")


def run_listing(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """Carry out one command that changes nothing."""
    match args.command:
        case "list":
            return _list(args, shell, workspace)
        case "show":
            return _show(args, shell, workspace)
        case _:
            return _check(args, shell, workspace)


def _list(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """A tree where nothing is looked for; what is found stands without its superiors."""
    tree = read_tree(workspace.store)
    roots = [the_organization(tree, args.org)] if args.org else tree.children("")
    found = [o for root in roots for o in tree.subtree(root.id, dissolved=args.dissolved)]
    counts = counts_below(workspace.store, tree, found)
    if args.query:
        found = find_organizations(found, args.query)
    unmasked = _unmasked(args.unmask, shell, workspace, "org list")
    lines = [_line(o, tree, counts, workspace, unmasked=unmasked) for o in found]
    if args.format == "text":
        lines = [_in_words(line, shell, indent=not args.query) for line in lines]
        names: Iterable[str] = (
            *("name", "kind", "members", "full", "committee", "term_ends", "warnings"),
            *(("id",) if args.ids else ()),
            *(("dissolved",) if args.dissolved else ()),
        )
    else:
        names = lines[0] if lines else ()
    shell.emit(_table(names, lines, shell), args.format)
    shell.say("cli.org.count", count=len(lines))
    return OK


def _line(
    organization: Organization,
    tree: OrganizationTree,
    counts: Mapping[str, RollCount],
    workspace: Workspace,
    *,
    unmasked: bool,
) -> dict[str, Value]:
    """Everything that a list has of one organisation; read in again, it makes the same tree."""
    today = workspace.clock().date()
    packs = workspace.contributions.rule_packs
    overview = overview_of(workspace.store, tree, packs, organization.id, today)
    above = tree.parent(organization.id)
    return {
        "id": organization.id,
        "parent_id": above.id if above else "",
        "parent": above.name if above else "",
        "parent_code": above.code if above else "",
        "depth": tree.depth(organization.id),
        **field_values(organization),
        **(
            {PHONE: organization.phone}
            if unmasked and _may_be_unmasked(organization, workspace)
            else {}
        ),
        "members": counts[organization.id].members,
        "full": counts[organization.id].full,
        "secretary": overview.leaders.secretary,
        "committee": len(overview.leaders.committee),
        "term_ends": overview.term.ends.isoformat() if overview.term else "",
        "warnings": len(overview.problems),
        "dissolved": organization.dissolved,
        "dissolved_reason": organization.dissolved_reason,
        "merged_into": organization.merged_into,
    }


def _may_be_unmasked(organization: Organization, workspace: Workspace) -> bool:
    return may(workspace.store, Operation.UNMASK, organization.id)


def _in_words(line: Mapping[str, Value], shell: Shell, *, indent: bool) -> dict[str, Value]:
    depth = line["depth"] if indent else 0
    margin = INDENT * depth if isinstance(depth, int) else ""
    return {
        **line,
        "name": f"{margin}{line['name']}",
        "kind": shell.catalog.code("organization.kind", line["kind"]),
        "committee": line["committee"] or "",
        "warnings": line["warnings"] or "",
    }


def _table(names: Iterable[str], lines: Iterable[Mapping[str, Value]], shell: Shell) -> Table:
    columns = tuple(
        TableColumn(
            name,
            shell.catalog.text(f"organization.head.{name}"),
            "right" if name in _NUMBERS else "left",
        )
        for name in names
    )
    return Table(columns, tuple(tuple(line[c.key] for c in columns) for line in lines))


def _unmasked(asked: str, shell: Shell, workspace: Workspace, where: str) -> bool:
    """Nobody sees unmasked data before it is written down that they did."""
    fields = unmask_fields(asked)
    if not fields:
        return False
    with workspace.store.begin(workspace.actor, "organization.unmask") as uow:
        record_unmasking(uow, workspace.organization, fields, where, workspace.clock())
        uow.commit()
    shell.say("cli.org.unmasking_recorded")
    return PHONE in fields


def _show(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    organization = the_organization(read_tree(workspace.store), args.organization)
    unmasked = _unmasked(args.unmask, shell, workspace, f"org show {organization.id}")
    emit_one(args.format, shell, workspace, organization.id, unmasked=unmasked)
    return OK


def emit_one(
    format: str, shell: Shell, workspace: Workspace, org: str, *, unmasked: bool = False
) -> None:
    """One organisation with everything that is known of it."""
    tree = read_tree(workspace.store)
    if format == "csv":
        organization = tree.get(org)
        below = counts_below(workspace.store, tree, tree.subtree(org))
        line = _line(organization, tree, below, workspace, unmasked=unmasked)
        shell.emit(_table(line, [line], shell), "csv")
        return
    card = card_of(
        workspace.store,
        tree,
        workspace.contributions.rule_packs,
        org,
        workspace.clock().date(),
        shell.catalog,
        unmasked=unmasked,
    )
    if format == "json":
        shell.emit_object(card, "json")
        return
    titles = workspace.contributions.sector_titles
    for label, lines in card_lines(card, shell.catalog, titles):
        joined = lines[0] if len(lines) == 1 else "".join(f"\n{INDENT}{line}" for line in lines)
        print(f"{label}: {joined}", file=shell.stdout)


def _check(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """Every warning of a subtree; the exit code says whether there is any."""
    tree, today = read_tree(workspace.store), workspace.clock().date()
    node = the_organization(tree, args.org or workspace.organization)
    rows = []
    for organization in tree.subtree(node.id):
        for problem in check(
            workspace.store, tree, workspace.contributions.rule_packs, organization.id, today
        ):
            text = shell.catalog.problem(in_words(shell.catalog, problem))
            rows.append((organization.id, organization.name, problem.code, text))
    names = ("id", "name", "code", "text")
    shown = ("name", "text") if args.format == "text" else names
    columns = tuple(TableColumn(n, shell.catalog.text(f"organization.check.{n}")) for n in shown)
    cells = tuple(tuple(row[names.index(n)] for n in shown) for row in rows)
    shell.emit(Table(columns, cells), args.format)
    shell.say("cli.org.checked", count=len(rows))
    return PROBLEMS if rows else OK
