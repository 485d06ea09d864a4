"""``branchkit import members FILE``: a roster from a workbook, with everything that was wrong in it told."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell
from branchkit.core.errors import ExchangeError, Problem
from branchkit.core.tables import Table, TableColumn
from branchkit.exchange.readers.grid import GridFile
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.members import ImportPlan, ImportRules, import_roster, plan_import
from branchkit.services.importing.mending import explanation, free_mend_name
from branchkit.services.roster import branch_name

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog


def import_members(args: argparse.Namespace, shell: Shell) -> int:
    """Import; the exit code says whether rows were left out."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    name = branch_name(workspace.store, org)
    rules = ImportRules(
        org=org,
        today=workspace.clock().date(),
        branch="" if args.any_branch else name,
        file=args.file.name,
        sheet=args.sheet,
    )
    check_mend_target(args)
    with open_grids(args.file) as grids:
        if args.dry_run:
            plan, mend_file = plan_import(workspace.store, grids, rules), None
        else:
            plan, mend_file = _import(args, shell, workspace, grids, rules)
    _tell(args, shell, plan, mend_file)
    return PROBLEMS if plan.left_out else OK


def _import(
    args: argparse.Namespace,
    shell: Shell,
    workspace: Workspace,
    grids: GridFile,
    rules: ImportRules,
) -> tuple[ImportPlan, Path | None]:
    target = args.errors or free_mend_name(args.file, shell.catalog)
    plan = import_roster(workspace.store, workspace.actor, grids, rules, shell.catalog, target)
    return plan, target if plan.left_out else None


def check_mend_target(args: argparse.Namespace) -> None:
    """Raises :class:`ExchangeError` ``mend_over_source``: the file of what is left out must not take the place of the whole."""
    target: Path | None = args.errors
    if target is not None and target.exists() and args.file.exists() and target.samefile(args.file):
        raise ExchangeError("mend_over_source", path=str(target))


def _words(problem: Problem, catalog: Catalog) -> str:
    return catalog.text(f"problem.{problem.code}", **problem.params)


def _tell(args: argparse.Namespace, shell: Shell, plan: ImportPlan, mend_file: Path | None) -> None:
    shell.problems(plan.problems)
    if args.format == "json":
        shell.emit_object(_summary(args, shell, plan, mend_file), "json")
    elif args.format == "csv":
        shell.emit(_outcomes(plan, shell.catalog), "csv")
    else:
        _tell_in_words(args, shell, plan)
    if mend_file is not None:
        shell.say("cli.import.mend_file", path=mend_file, count=len(plan.left_out))
    if args.dry_run:
        shell.say("cli.import.nothing_written")


def _tell_in_words(args: argparse.Namespace, shell: Shell, plan: ImportPlan) -> None:
    catalog = shell.catalog
    lines = [
        catalog.text(
            "cli.import.result_dry" if args.dry_run else "cli.import.result",
            file=args.file.name,
            sheet=plan.sheet,
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            left_out=len(plan.left_out),
        )
    ]
    for change in plan.changed:
        names = [catalog.text(f"member.field.{name}") for name in change.fields]
        member = change.member
        lines.append(
            catalog.text("cli.import.changed", number=member.number, name=member.name, fields=names)
        )
    if plan.passed_over:
        rows = [row for row, _ in plan.passed_over]
        lines.append(catalog.text("cli.import.passed_over", count=len(rows), rows=rows))
    shell.stdout.writelines(f"{line}\n" for line in lines)


def _summary(
    args: argparse.Namespace, shell: Shell, plan: ImportPlan, mend_file: Path | None
) -> dict[str, Any]:
    return {
        "file": str(args.file),
        "sheet": plan.sheet,
        "dry_run": args.dry_run,
        "added": [{"id": m.id, "number": m.number, "name": m.name} for m in plan.added],
        "changed": [
            {"id": c.member.id, "name": c.member.name, "fields": list(c.fields)}
            for c in plan.changed
        ],
        "unchanged": plan.unchanged,
        "left_out": [row.row for row in plan.left_out],
        "passed_over": [{"row": row, "kind": kind} for row, kind in plan.passed_over],
        "problems": [problem_object(problem, shell.catalog) for problem in plan.problems],
        "mend_file": str(mend_file) if mend_file else None,
    }


def problem_object(problem: Problem, catalog: Catalog) -> dict[str, Any]:
    """A problem as JSON has it."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.column,
        "text": _words(problem, catalog),
    }


def _outcomes(plan: ImportPlan, catalog: Catalog) -> Table:
    """One line for each member added or changed and each row left out."""
    columns = tuple(
        TableColumn(key, catalog.text(f"cli.import.column.{key}"))
        for key in ("outcome", "row", "id", "name", "detail")
    )
    added = [("added", None, m.id, m.name, "") for m in plan.added]
    changed = [
        ("changed", None, c.member.id, c.member.name, " ".join(c.fields)) for c in plan.changed
    ]
    left_out = [
        ("left-out", row.row, "", "", explanation(row.problems, catalog)) for row in plan.left_out
    ]
    return Table(columns, (*added, *changed, *left_out))
