"""Workbooks for tests that need no file, and an import of one to its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from branchkit.core.actors import Actor
from branchkit.core.ports import Store
from branchkit.exchange.readers.grid import Grid, GridFile, GridRow
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.engine import (
    Import,
    ImportedRow,
    ImportSummary,
    RowOutcome,
    Subject,
)

ACTOR = Actor("测试员")
FILE = "名册.xlsx"


class Sheets:
    """Grids made of lists, one for each keyword."""

    def __init__(self, **sheets: list[GridRow]) -> None:
        self._sheets = sheets

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    def grid(self, index: int) -> Grid:
        name = self.sheet_names[index]
        return Grid(name, lambda: iter([list(row) for row in self._sheets[name]]))

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        pass


def imported(
    store: Store,
    subject: Subject,
    grids: GridFile,
    *,
    sheet: str = "",
    dry_run: bool = False,
    mend_file: Path | None = None,
    told: Callable[[ImportedRow], None] | None = None,
) -> ImportSummary:
    """What an import, or a dry run, of the sheet did."""
    running = Import(subject, Catalog.load(), file=FILE, sheet=sheet, told=told)
    with TemporaryDirectory() as folder:
        target = None if dry_run else mend_file or Path(folder, "mend.xlsx")
        for _rows in running.steps(store, ACTOR, grids, target):
            pass
    return running.summary


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    """How many rows were added, changed, unchanged and left out."""
    told = (RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.UNCHANGED, RowOutcome.LEFT_OUT)
    added, changed, unchanged, left_out = (summary[outcome] for outcome in told)
    return added, changed, unchanged, left_out


def passed_over(summary: ImportSummary) -> list[tuple[int, str]]:
    """Number and kind of the rows that held nothing."""
    return [(row.row, row.detail[0]) for row in summary.passed_over]


def codes(summary: ImportSummary, severity: str = "") -> list[str]:
    """The codes of all problems, or of those so severe."""
    return [p.code for p in summary.problems if not severity or p.severity == severity]
