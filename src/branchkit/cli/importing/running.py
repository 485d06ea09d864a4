"""Any import on the command line: one run over a file, and what became of its rows as text, JSON or csv."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import Shell, progress
from branchkit.core.errors import ExchangeError, Problem
from branchkit.exchange.readers.sheets import ReadOptions
from branchkit.services.importing.engine import (
    Import,
    ImportedRow,
    ImportSummary,
    RowOutcome,
    Subject,
)
from branchkit.services.importing.formats import open_source
from branchkit.services.importing.mending import free_mend_name, located_text, problem_text

_ROWS_NAMED = 20
"""So many rows that were passed over are named in words."""


def run_import(args: argparse.Namespace, shell: Shell, subject: Subject) -> int:
    """Import ``args.file``, or with ``--dry-run`` only say what would be; the exit code says whether anything was left out.

    Raises :class:`ExchangeError` ``mend_over_source`` and what the reading, the subject and the writing raise.
    """
    _check_mend_target(args)
    workspace = shell.workspace()
    target = args.errors or free_mend_name(args.file, shell.catalog)
    told = _csv_lines(shell) if args.format == "csv" else None
    running = Import(
        subject,
        shell.catalog,
        file=args.file.name,
        sheet=args.sheet,
        replace=args.force,
        told=told,
    )
    replaces = target.exists()
    options = ReadOptions(args.encoding, args.delimiter or "", args.visible_only)
    source = open_source(args.file, workspace.contributions, subject, options, wanted=args.read_as)
    with source as grids, progress(shell) as show:
        mend_file = None if args.dry_run else target
        for rows in running.steps(workspace.store, workspace.actor, grids, mend_file):
            show(rows, None, args.file.name)
    _Telling(args, shell, subject, running.summary).tell(target, replaces)
    return PROBLEMS if running.summary.failed else OK


def _check_mend_target(args: argparse.Namespace) -> None:
    """The file of what is left out must not take the place of the whole."""
    target: Path | None = args.errors
    if target is not None and target.exists() and args.file.exists() and target.samefile(args.file):
        raise ExchangeError("mend_over_source", path=str(target))


def _csv_lines(shell: Shell) -> Callable[[ImportedRow], None]:
    """A line for each row as it is done, so that a long file is not held."""
    writer = csv.writer(shell.stdout, lineterminator="\n")
    writer.writerow(["outcome", "row", "id", "name", "detail"])

    def tell(row: ImportedRow) -> None:
        problems = "; ".join(problem_text(problem, shell.catalog) for problem in row.problems)
        detail = problems or " ".join(row.detail)
        writer.writerow([row.outcome, row.row, row.id, row.name, detail])

    return tell


class _Telling:
    """What is said when an import has been done."""

    def __init__(
        self, args: argparse.Namespace, shell: Shell, subject: Subject, summary: ImportSummary
    ) -> None:
        self._args = args
        self._shell = shell
        self._subject = subject
        self._summary = summary

    def tell(self, target: Path, replaces: bool) -> None:
        """Problems on stderr, the result on stdout; ``target`` is the mend file if there is one, ``replaces`` whether
        another was there before."""
        shell, summary = self._shell, self._summary
        for problem in summary.problems:
            text = located_text(problem, shell.catalog)
            shell.say(f"cli.severity.{problem.severity}", text=text)
        if summary.problem_count > len(summary.problems):
            shell.say("import.more", count=summary.problem_count - len(summary.problems))
        left_out = summary[RowOutcome.LEFT_OUT]
        to_mend = left_out or summary.incomplete
        mend_file = target if to_mend and not self._args.dry_run else None
        if self._args.format == "json":
            shell.emit_object(self._object(mend_file, replaces), "json")
        elif self._args.format == "text":
            shell.stdout.writelines(f"{line}\n" for line in self._lines())
        if mend_file is not None and left_out:
            shell.say("cli.import.mend_file", path=mend_file, count=left_out)
        if summary.incomplete:
            shell.say("import.incomplete", count=summary.incomplete)
        if mend_file is not None and summary.incomplete:
            shell.say("cli.import.mend_incomplete", path=mend_file)
        if self._args.dry_run:
            shell.say("cli.import.nothing_written")

    def _lines(self) -> list[str]:
        text, summary = self._shell.catalog.text, self._summary
        key = "import.tried" if self._args.dry_run else "import.result"
        lines = [text(key, file=self._args.file.name, noun=self._subject.noun, **summary.figures)]
        for row in summary.ended(RowOutcome.CHANGED):
            fields = [self._field(name) for name in row.detail]
            name = row.name if row.number is None else f"{row.number} {row.name}"
            lines.append(text("cli.import.changed", name=name, fields=fields))
        if passed := summary[RowOutcome.PASSED_OVER]:
            rows = [row.row for row in summary.passed_over[:_ROWS_NAMED]]
            lines.append(text("import.passed_over", count=passed, rows=rows))
        return lines

    def _field(self, name: str) -> str:
        text = self._shell.catalog.text
        if self._subject.noun == "members":
            return text(f"member.field.{name}")
        if self._subject.noun == "cases":
            return text(f"case.field.{name}")
        return text(f"organization.field.{name}")

    def _object(self, mend_file: Path | None, replaces: bool) -> dict[str, Any]:
        """Of entries that have names each that was written, and the rows left out; of records how many."""
        summary = self._summary
        figures: dict[str, Any] = dict(summary.figures)
        if self._subject.named:
            figures |= {
                "added": [_entry(row) for row in summary.ended(RowOutcome.ADDED)],
                "changed": [
                    {**_entry(row), "fields": list(row.detail)}
                    for row in summary.ended(RowOutcome.CHANGED)
                ],
                "left_out": [row.row for row in summary.ended(RowOutcome.LEFT_OUT)],
            }
        return {
            "register": self._subject.id,
            "file": str(self._args.file),
            "sheet": summary.sheet,
            "dry_run": self._args.dry_run,
            **figures,
            "incomplete": summary.incomplete,
            "passed_over": [{"row": row.row, "kind": row.detail[0]} for row in summary.passed_over],
            "problem_count": summary.problem_count,
            "problems": [self._problem(problem) for problem in summary.problems],
            "mend_file": str(mend_file) if mend_file else None,
            "mend_file_replaced": mend_file is not None and replaces,
        }

    def _problem(self, problem: Problem) -> dict[str, Any]:
        return {
            "code": problem.code,
            "severity": problem.severity,
            "sheet": problem.place.sheet,
            "row": problem.place.row,
            "column": problem.place.column,
            "text": problem_text(problem, self._shell.catalog),
        }


def _entry(row: ImportedRow) -> dict[str, Any]:
    number = {} if row.number is None else {"number": row.number}
    return {"id": row.id, **number, "name": row.name}
