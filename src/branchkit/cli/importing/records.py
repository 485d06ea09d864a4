"""``branchkit import REGISTER FILE`` for registers with rows of their own."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.importing.members import check_mend_target, problem_object
from branchkit.cli.shell import Shell, progress
from branchkit.core.registers.register import Register
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.mending import free_mend_name
from branchkit.services.importing.outcome import ImportCount, Outcome, RowOutcome
from branchkit.services.importing.record_sheet import ImportOrder
from branchkit.services.importing.records import RecordImport, located_text, problem_text
from branchkit.services.organizations.organizations import orgs_of

_ROWS_NAMED = 20
"""So many rows that were passed over are named in words."""


def import_records(args: argparse.Namespace, shell: Shell, register: Register) -> int:
    """Import; the exit code says whether rows were left out."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    order = ImportOrder(
        register,
        org,
        workspace.clock().date(),
        tuple(orgs_of(workspace.store, org, subtree=True)),
        args.file.name,
        args.sheet,
    )
    check_mend_target(args)
    target = args.errors or free_mend_name(args.file, shell.catalog)
    told = _csv_lines(shell) if args.format == "csv" else None
    running = RecordImport(order, shell.catalog, told)
    with open_grids(args.file) as grids, progress(shell) as show:
        mend_file = None if args.dry_run else target
        for rows in running.steps(workspace.store, workspace.actor, grids, mend_file):
            show(rows, None, args.file.name)
    _tell(args, shell, running.count, target)
    return PROBLEMS if running.count[Outcome.LEFT_OUT] else OK


def _csv_lines(shell: Shell) -> Callable[[RowOutcome], None]:
    """A line for each row as it is done, so that a long file is not held."""
    writer = csv.writer(shell.stdout, lineterminator="\n")
    writer.writerow(["row", "outcome", "id", "detail"])

    def tell(row: RowOutcome) -> None:
        problems = "; ".join(problem_text(problem, shell.catalog) for problem in row.problems)
        writer.writerow([row.row, row.outcome, row.id, problems or " ".join(row.detail)])

    return tell


def _tell(args: argparse.Namespace, shell: Shell, count: ImportCount, target: Path) -> None:
    for problem in count.problems:
        text = located_text(problem, shell.catalog)
        shell.say(f"cli.severity.{problem.severity}", text=text)
    if count.problem_count > len(count.problems):
        shell.say("transfer.import.more", count=count.problem_count - len(count.problems))
    mend_file = target if count[Outcome.LEFT_OUT] and not args.dry_run else None
    if args.format == "json":
        shell.emit_object(_summary(args, shell, count, mend_file), "json")
    elif args.format == "text":
        _tell_in_words(args, shell, count)
    if mend_file is not None:
        shell.say("cli.import.mend_file", path=mend_file, count=count[Outcome.LEFT_OUT])
    if args.dry_run:
        shell.say("cli.import.nothing_written")


def _tell_in_words(args: argparse.Namespace, shell: Shell, count: ImportCount) -> None:
    key = "transfer.import.result_dry" if args.dry_run else "transfer.import.result"
    lines = [shell.catalog.text(key, file=args.file.name, **counted(count))]
    if passed := count[Outcome.PASSED_OVER]:
        rows = [row for row, _kind in count.passed_over[:_ROWS_NAMED]]
        lines.append(shell.catalog.text("cli.import.passed_over", count=passed, rows=rows))
    shell.stdout.writelines(f"{line}\n" for line in lines)


def counted(count: ImportCount) -> dict[str, object]:
    """The figures as texts want them."""
    return {
        "added": count[Outcome.ADDED],
        "changed": count[Outcome.CHANGED],
        "unchanged": count[Outcome.UNCHANGED],
        "left_out": count[Outcome.LEFT_OUT],
    }


def _summary(
    args: argparse.Namespace, shell: Shell, count: ImportCount, mend_file: Path | None
) -> dict[str, Any]:
    return {
        "register": args.register,
        "file": str(args.file),
        "sheet": count.sheet,
        "dry_run": args.dry_run,
        **counted(count),
        "passed_over": [{"row": row, "kind": kind} for row, kind in count.passed_over],
        "problem_count": count.problem_count,
        "problems": [
            {**problem_object(problem, shell.catalog), "text": problem_text(problem, shell.catalog)}
            for problem in count.problems
        ],
        "mend_file": str(mend_file) if mend_file else None,
    }
