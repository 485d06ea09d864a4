"""A file being read into a subject, step by step, and what was found in it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Context
from branchkit.services.importing.engine import Import, ImportSummary, RowOutcome, Subject
from branchkit.services.importing.formats import open_source
from branchkit.services.importing.mending import free_mend_name, located_text
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

_ROWS_NAMED = 12


class ImportRun:
    """A file being read, on trial or to be kept, and what was found."""

    def __init__(
        self, context: Context, subject: Subject, file: Path, format: str, *, trial: bool
    ) -> None:
        self.file, self.trial = file, trial
        self._format = format
        self.mend_file = free_mend_name(file, context.catalog)
        self._subject = subject
        self._import = Import(subject, context.catalog, file=file.name)
        self.steps = self._steps(context)
        """How many rows have been looked at; closed before its end, it takes back what it has written."""

    @property
    def summary(self) -> ImportSummary:
        """What became of the rows."""
        return self._import.summary

    def _steps(self, context: Context) -> Generator[int, None, None]:
        mend_file = None if self.trial else self.mend_file
        here = context.here
        source = open_source(self.file, here.contributions, self._subject, wanted=self._format)
        with source as grids:
            yield from self._import.steps(here.store, context.actor, grids, mend_file)

    def lines(self, catalog: Catalog, width: int) -> list[str | ReportLine]:
        """How many rows ended how, every problem, and who is new or changes where they have names."""
        summary, text = self.summary, catalog.text
        figures = text(
            "import.result", file=self.file.name, noun=self._subject.noun, **summary.figures
        )
        lines: list[str | ReportLine] = [*wrap(figures, width), ""]
        for problem in summary.problems:
            tone = Tone.ERROR if problem.severity == "error" else Tone.NORMAL
            told = wrap(located_text(problem, catalog), width)
            lines += [ReportLine(line, tone) for line in told]
        more: list[str] = []
        if unlisted := summary.problem_count - len(summary.problems):
            more.append(text("import.more", count=unlisted))
        if summary.incomplete:
            more.append(text("import.incomplete", count=summary.incomplete))
        if passed := summary[RowOutcome.PASSED_OVER]:
            rows = [row.row for row in summary.passed_over[:_ROWS_NAMED]]
            more.append(text("import.passed_over", count=passed, rows=rows))
        more += [f"+ {row.name}" for row in summary.ended(RowOutcome.ADDED)]
        more += [f"~ {row.name}" for row in summary.ended(RowOutcome.CHANGED)]
        return [*lines, *(line for said in more for line in wrap(said, width))]
