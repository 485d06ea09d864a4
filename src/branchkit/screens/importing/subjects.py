"""What a workbook is imported into: the roster, or a register; the same for the screen."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from branchkit.core.registers.register import RecordsFrom, Register
from branchkit.core.values import frozen
from branchkit.exchange.readers.opening import open_grids
from branchkit.screens.context import Context
from branchkit.services.importing.mending import free_mend_name
from branchkit.services.organizations.organizations import orgs_of

if TYPE_CHECKING:
    from branchkit.services.importing.outcome import ImportCount

_ROWS_NAMED = 12


@frozen
class Finding:
    """A line about what was found."""

    text: str
    is_error: bool = False


@frozen
class Findings:
    """What a trial would do, or an import did."""

    summary: str
    found: Sequence[Finding]
    writes: int
    """How many rows are, or would be, written."""
    left_out: int


class Subject(Protocol):
    """One thing to import into."""

    findings: Findings
    """Of the last run."""
    mend_file: Path
    """Of the last run: where the rows that were left out are, if there are any."""

    def run(self, file: Path, *, trial: bool) -> Generator[int, None, None]:
        """Read a file, a few rows at a time; without ``trial`` it is kept at the end."""


def subject_of(context: Context, register: Register | None) -> Subject:
    """The subject for a register; the roster for none, and for registers that show it.

    Raises :class:`RecordError` ``rows_of_cases``.
    """
    if register is None or register.rows is RecordsFrom.MEMBERS:
        return RosterSubject(context)
    return RegisterSubject(context, register)


class RosterSubject:
    """The roster of the node that is worked at."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.findings = Findings("", (), 0, 0)
        self.mend_file = Path()

    def run(self, file: Path, *, trial: bool) -> Generator[int, None, None]:
        """A roster is read in one go."""
        from branchkit.services.importing.members import ImportRules, import_roster, plan_import
        from branchkit.services.roster import branch_name

        context, store = self._context, self._context.here.store
        rules = ImportRules(
            org=context.node,
            today=context.clock().date(),
            branch=branch_name(store, context.node),
            file=file.name,
        )
        self.mend_file = free_mend_name(file, context.catalog)
        with open_grids(file) as grids:
            if trial:
                plan = plan_import(store, grids, rules)
            else:
                plan = import_roster(
                    store, context.actor, grids, rules, context.catalog, self.mend_file
                )
        summary = context.catalog.text(
            "cli.import.result",
            file=file.name,
            sheet=plan.sheet,
            added=len(plan.added),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            left_out=len(plan.left_out),
        )
        found = [
            Finding(context.catalog.problem(problem), problem.severity == "error")
            for problem in plan.problems
        ]
        writes = len(plan.added) + len(plan.changed)
        self.findings = Findings(summary, found, writes, len(plan.left_out))
        yield from ()


class RegisterSubject:
    """A register of the node that is worked at; a column of the file may name organisations below it."""

    def __init__(self, context: Context, register: Register) -> None:
        """Raises :class:`RecordError` ``rows_of_cases``."""
        from branchkit.services.registers.writing import require_own_rows

        require_own_rows(register)
        self._context = context
        self._register = register
        self.findings = Findings("", (), 0, 0)
        self.mend_file = Path()

    def run(self, file: Path, *, trial: bool) -> Generator[int, None, None]:
        """The rows looked at so far."""
        from branchkit.services.importing.record_sheet import ImportOrder
        from branchkit.services.importing.records import RecordImport

        context, store = self._context, self._context.here.store
        order = ImportOrder(
            self._register,
            context.node,
            context.clock().date(),
            tuple(orgs_of(store, context.node, subtree=True)),
            file.name,
        )
        self.mend_file = free_mend_name(file, context.catalog)
        running = RecordImport(order, context.catalog)
        with open_grids(file) as grids:
            yield from running.steps(store, context.actor, grids, None if trial else self.mend_file)
        self._sum_up(running.count, file)

    def _sum_up(self, count: ImportCount, file: Path) -> None:
        from branchkit.services.importing.outcome import Outcome
        from branchkit.services.importing.records import located_text

        text = self._context.catalog.text
        found = [
            Finding(located_text(problem, self._context.catalog), problem.severity == "error")
            for problem in count.problems
        ]
        if count.problem_count > len(found):
            found.append(
                Finding(text("transfer.import.more", count=count.problem_count - len(found)))
            )
        if passed := count[Outcome.PASSED_OVER]:
            rows = [row for row, _kind in count.passed_over[:_ROWS_NAMED]]
            found.append(Finding(text("cli.import.passed_over", count=passed, rows=rows)))
        summary = text(
            "transfer.import.result",
            file=file.name,
            added=count[Outcome.ADDED],
            changed=count[Outcome.CHANGED],
            unchanged=count[Outcome.UNCHANGED],
            left_out=count[Outcome.LEFT_OUT],
        )
        self.findings = Findings(summary, found, count.writes, count[Outcome.LEFT_OUT])
