"""``branchkit org import FILE``: a whole tree from a workbook, with everything that was wrong in it told."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell
from branchkit.core.errors import ExchangeError, Problem
from branchkit.core.tables import Table, TableColumn
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.mending import explanation, free_mend_name
from branchkit.services.importing.organizations import TreePlan, TreeRules, import_tree, plan_tree
from branchkit.services.organizations.organizations import read_tree, the_organization

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace

TOP = "-"
"""Instead of ``--under``: whoever names no superior stands at the top."""


def run_import(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    """Import, or with ``--dry-run`` only say what would be; the exit code says whether rows were left out."""
    rules = TreeRules(
        today=workspace.clock().date(),
        under=_under(args.under, workspace),
        file=args.file.name,
        sheet=args.sheet,
    )
    if args.errors and args.errors.exists() and args.errors.samefile(args.file):
        raise ExchangeError("mend_over_source", path=str(args.errors))
    mend_file: Path = args.errors or free_mend_name(args.file, shell.catalog)
    with open_grids(args.file) as grids:
        if args.dry_run:
            plan = plan_tree(workspace.store, grids, rules)
        else:
            plan = import_tree(
                workspace.store, workspace.actor, grids, rules, shell.catalog, mend_file
            )
    _tell(args, shell, plan)
    if plan.left_out and not args.dry_run:
        shell.say("cli.import.mend_file", path=mend_file, count=len(plan.left_out))
    if args.dry_run:
        shell.say("cli.import.nothing_written")
    return PROBLEMS if plan.left_out else OK


def _under(text: str, workspace: Workspace) -> str:
    if text == TOP:
        return ""
    return the_organization(read_tree(workspace.store), text or workspace.organization).id


def _tell(args: argparse.Namespace, shell: Shell, plan: TreePlan) -> None:
    shell.problems(plan.problems)
    if args.format == "json":
        shell.emit_object(_summary(args, shell, plan), "json")
    elif args.format == "csv":
        shell.emit(_outcomes(shell, plan), "csv")
    else:
        key = "cli.org.tried" if args.dry_run else "cli.org.imported"
        counts = {
            "added": len(plan.added),
            "changed": len(plan.changed),
            "unchanged": plan.unchanged,
            "left_out": len(plan.left_out),
        }
        words = shell.catalog.text(key, file=args.file.name, sheet=plan.sheet, **counts)
        print(words, file=shell.stdout)
        for change in plan.changed:
            fields = [shell.catalog.text(f"organization.field.{name}") for name in change.fields]
            line = shell.catalog.text("cli.org.changed", name=change.after.name, fields=fields)
            print(line, file=shell.stdout)


def _summary(args: argparse.Namespace, shell: Shell, plan: TreePlan) -> dict[str, Any]:
    return {
        "file": str(args.file),
        "sheet": plan.sheet,
        "dry_run": args.dry_run,
        "added": [{"id": o.id, "name": o.name} for o in plan.added],
        "changed": [
            {"id": c.after.id, "name": c.after.name, "fields": list(c.fields)} for c in plan.changed
        ],
        "unchanged": plan.unchanged,
        "left_out": [row.row for row in plan.left_out],
        "passed_over": [{"row": row, "kind": kind} for row, kind in plan.passed_over],
        "problems": [_problem_object(problem, shell) for problem in plan.problems],
    }


def _problem_object(problem: Problem, shell: Shell) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "row": problem.place.row,
        "column": problem.place.column,
        "text": shell.catalog.text(f"problem.{problem.code}", **problem.params),
    }


def _outcomes(shell: Shell, plan: TreePlan) -> Table:
    """One line for each organisation added or changed and each row left out."""
    columns = tuple(
        TableColumn(key, shell.catalog.text(f"cli.import.column.{key}"))
        for key in ("outcome", "row", "id", "name", "detail")
    )
    added = [("added", None, o.id, o.name, "") for o in plan.added]
    changed = [
        ("changed", None, c.after.id, c.after.name, " ".join(c.fields)) for c in plan.changed
    ]
    left_out = [
        ("left-out", row.row, "", "", explanation(row.problems, shell.catalog))
        for row in plan.left_out
    ]
    return Table(columns, (*added, *changed, *left_out))
