"""What an import did, row by row and in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from branchkit.core.errors import Problem

MOST_PROBLEMS = 1000
"""So many problems are held; all of them are in the file of rows to mend."""


class Outcome(StrEnum):
    """How a row ended."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left-out"
    PASSED_OVER = "passed-over"
    """It holds no record: a total, a heading, a header repeated, a remark."""


class RowOutcome(NamedTuple):
    """One row. ``row`` counts from 1 as the spreadsheet shows it; a tuple, since there may be fifty thousand."""

    row: int
    outcome: Outcome
    id: str = ""
    """The record's, where there is one."""
    detail: tuple[str, ...] = ()
    """Of a changed row the columns' ids, of one passed over what it is."""
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class ImportCount:
    """How many rows ended how, and what was found; ``problems`` are the first of them, in the order of rows."""

    sheet: str = ""
    labels: tuple[str, ...] = ()
    """The columns' headers, on one line."""
    rows: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    """Row and kind: ``total``, ``heading``, ``header``, ``remark``."""
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def __getitem__(self, outcome: Outcome) -> int:
        return self.rows[outcome]

    @property
    def writes(self) -> int:
        """How many rows are, or would be, written."""
        return self.rows[Outcome.ADDED] + self.rows[Outcome.CHANGED]

    def tell(self, problem: Problem) -> None:
        """One more problem."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def take(self, row: RowOutcome) -> None:
        """One more row."""
        self.rows[row.outcome] += 1
        if row.outcome is Outcome.PASSED_OVER and len(self.passed_over) < MOST_PROBLEMS:
            self.passed_over.append((row.row, row.detail[0]))
        for problem in row.problems:
            self.tell(problem)
