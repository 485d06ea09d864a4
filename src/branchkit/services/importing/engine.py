"""The one way of an outside list into the store, whatever its rows are about.

An :class:`Import` finds the sheet and its header, hands the rows to a :class:`Subject` a few at a time, counts how each
ended and keeps everything in one transaction, or nothing on a dry run. What the columns are called, what a row says and
where it is written is the subject's: members, organisations, records of a register. No list of rows is held here, and
whoever waits sees it go on. Rows that cannot go in stand in the mend file before the others are kept: at no moment is a
row nowhere. Importing the same file again changes nothing, and a blank cell never takes a value away.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from branchkit.core.actors import Actor
from branchkit.core.errors import Problem
from branchkit.core.masking import HIDDEN
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.mend_files import MendHead, check_mend_target
from branchkit.exchange.readers.grid import GridFile, GridRow
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.layout import (
    EXPLANATIONS,
    Headings,
)
from branchkit.services.importing.mending import Mending
from branchkit.services.importing.sheets import FoundSheet, find_sheet
from branchkit.services.importing.unread import UnnamedColumns, findings

MOST_PROBLEMS = 1000
"""So many problems are held; all of them are in the mend file."""
MASKED = "import.masked"
"""Code of a personal value that was exported masked: it says nothing, which is told once for its column."""


@frozen
class Sentence:
    """What tells the problems of many rows together: its code, and the parameter by whose values there are several."""

    code: str
    apart: str = ""


TOGETHER: Mapping[str, Sentence] = {
    "roster.other_branch": Sentence("roster.other_branches"),
    "roster.unknown_branch": Sentence("roster.unknown_branches", "found"),
    "import.other_org": Sentence("import.other_orgs"),
}
"""Codes of problems that many rows of one list have alike."""
MOST_NAMED = 5


def lost_problem(field: str, cell: Value, *, needed: bool, personal: bool = False) -> Problem:
    """Of a cell whose value the file has lost; it leaves its row out where it is ``needed``. A formula of a ``personal`` field is
    not repeated: the number may stand in it."""
    found = HIDDEN if personal and str(cell).startswith("=") else str(cell)
    params: dict[str, object] = {"field": field, "found": found}
    return Problem("import.lost", severity="error" if needed else "warning", params=params)


class RowOutcome(StrEnum):
    """How a row ended."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left-out"
    PASSED_OVER = "passed-over"
    """It holds no entry: a total, a heading, a header repeated, a remark."""


class ImportedRow(NamedTuple):
    """One row that is not blank. ``row`` counts from 1 as the spreadsheet shows it; a tuple, since there may be fifty
    thousand."""

    row: int
    outcome: RowOutcome
    id: str = ""
    """Of the member, organisation or record that it speaks of."""
    detail: tuple[str, ...] = ()
    """Of a changed row the fields, of one passed over what it is: ``total``, ``heading``, ``header``, ``remark``."""
    problems: tuple[Problem, ...] = ()
    """A problem names its column by ``place.key`` or ``params["field"]``; the engine makes a place of it."""
    name: str = ""
    number: int | None = None
    """Of a member on the roll."""
    incomplete: bool = False
    """Whether it was taken and lacks something that only a person can add: it stands in the mend file as well."""

    @property
    def to_mend(self) -> bool:
        """Whether somebody has to look at it again."""
        return self.incomplete or self.outcome is RowOutcome.LEFT_OUT

    @property
    def mended(self) -> tuple[Problem, ...]:
        """What the mend file says of it: why it was left out, or what it lacks."""
        return tuple(p for p in self.problems if self.incomplete or p.severity == "error")


@dataclass(slots=True)
class ImportSummary:
    """How many rows ended how, and what was found; ``problems`` are the first of them, as they were told."""

    sheet: str = ""
    rows: dict[RowOutcome, int] = field(default_factory=lambda: dict.fromkeys(RowOutcome, 0))
    entries: list[ImportedRow] = field(default_factory=list)
    """Every row that was added, changed or left out, where the subject is ``named``."""
    passed_over: list[ImportedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    failed: bool = False
    """Whether anything was wrong that kept somebody or something out."""
    incomplete: int = 0
    """How many of the rows that were taken have to be completed."""

    def __getitem__(self, outcome: RowOutcome) -> int:
        return self.rows[outcome]

    @property
    def writes(self) -> int:
        """How many rows are, or would be, written."""
        return self.rows[RowOutcome.ADDED] + self.rows[RowOutcome.CHANGED]

    @property
    def figures(self) -> dict[str, int]:
        """How many rows ended how, as texts name it; those passed over are not counted."""
        told = (o for o in RowOutcome if o is not RowOutcome.PASSED_OVER)
        return {outcome.replace("-", "_"): self.rows[outcome] for outcome in told}

    def ended(self, outcome: RowOutcome) -> list[ImportedRow]:
        """The :attr:`entries` that ended like this."""
        return [row for row in self.entries if row.outcome is outcome]

    _together: dict[tuple[Sentence, object], list[Problem]] = field(default_factory=dict)

    def tell(self, problem: Problem) -> None:
        """One more problem."""
        self.problem_count += 1
        self.failed = self.failed or problem.severity == "error"
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def add(self, row: ImportedRow) -> None:
        """One more row."""
        self.rows[row.outcome] += 1
        self.incomplete += row.incomplete
        if row.outcome is RowOutcome.PASSED_OVER and len(self.passed_over) < MOST_PROBLEMS:
            self.passed_over.append(row)
        for problem in row.problems:
            if problem.code in TOGETHER:
                sentence = TOGETHER[problem.code]
                key = sentence, problem.params.get(sentence.apart)
                self._together.setdefault(key, []).append(problem)
            else:
                self.tell(problem)

    def tell_together(self) -> None:
        """One sentence for what many rows had alike, when all have been read."""
        for (sentence, _value), alike in self._together.items():
            found = list(dict.fromkeys(str(problem.params["found"]) for problem in alike))
            told = {"count": len(alike), "names": found[:MOST_NAMED]}
            params: dict[str, object] = {**alike[0].params, **told}
            self.tell(Problem(sentence.code, alike[0].place, alike[0].severity, params))
        self._together.clear()


class SheetRows(Protocol):
    """The rows of one sheet on their way into one unit of work."""

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterable[ImportedRow]:
        """Rows counted from ``first``: those of which it is known how they end. Blank ones never come up."""

    def finish(self) -> Iterable[ImportedRow]:
        """Those of which it is known only now that the whole list has been read, in the order of the list."""


class Subject(Protocol):
    """One thing to import into."""

    @property
    def id(self) -> str:
        """``members``, ``organizations`` or a register's id."""

    @property
    def noun(self) -> str:
        """What its rows are, for the words about them: ``members``, ``organizations`` or ``records``."""

    @property
    def named(self) -> bool:
        """Whether they are few and have names, so that the summary holds each that was written or left out."""

    @property
    def action(self) -> str:
        """The operation as the ledger names it."""

    @property
    def headings(self) -> Headings:
        """What the columns are called."""

    @property
    def date_fields(self) -> Iterable[str]:
        """Fields that hold days: a bare number in them counts as the workbook counts its days."""

    @property
    def text_fields(self) -> Iterable[str]:
        """Fields whose figures a spreadsheet would shorten: citizen IDs, codes, phones."""

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> SheetRows:
        """Begin to read a sheet; raises the subject's own errors when it cannot be imported into."""


class Import:
    """One import. Run :meth:`steps` to the end, then ``summary`` says what it did; left before, nothing is kept."""

    def __init__(
        self,
        subject: Subject,
        catalog: Catalog,
        *,
        file: str = "",
        sheet: str = "",
        replace: bool = False,
        told: Callable[[ImportedRow], None] | None = None,
    ) -> None:
        """``file`` is the file's name, for the places of problems and the ledger's reason; ``sheet`` a number from 1 or
        a name, empty for the one whose header fits; ``replace`` whether the mend file may take the place of another;
        ``told`` hears of every row that is not blank."""
        self.summary = ImportSummary()
        self._subject = subject
        self._catalog = catalog
        self._file = file
        self._wanted = sheet
        self._replace = replace
        self._told = told
        self._masked: set[str] = set()

    def steps(
        self, store: Store, actor: Actor, grids: GridFile, mend_file: Path | None
    ) -> Generator[int, None, None]:
        """How many rows of the sheet have been looked at; it commits at its end. Without a ``mend_file`` it is a dry run.

        Raises :class:`ExchangeError` ``read_no_such_sheet``, ``read_no_header``, ``read_other_list``, ``mend_format``, those of
        writing, and what the subject and the store raise; then nothing is kept.
        """
        if mend_file is not None:
            check_mend_target(mend_file, replace=self._replace)
        looking = find_sheet(
            grids,
            self._subject.headings,
            wanted=self._wanted,
            file=self._file,
            date_fields=self._subject.date_fields,
        )
        sheet = yield from _counting_nothing(looking)
        self.summary.sheet = sheet.grid.name
        for problem in findings(sheet, self._subject.headings):
            self.summary.tell(problem)
        unnamed = UnnamedColumns(sheet)
        with _collector_resting(), store.begin(actor, self._subject.action) as uow:
            rows = self._subject.open(uow, sheet)
            with ExitStack() as files:
                head = self._mend_head(sheet)
                mending = Mending(files, mend_file, sheet, head, self._catalog, self._replace)
                looked_at = 0
                for found in sheet.chunks():
                    if found is not None:
                        first, chunk = found
                        unnamed.look(first, chunk)
                        for row in self._counted(sheet, rows.take(first, chunk)):
                            if row.to_mend:
                                mending.add(chunk[row.row - first], row.mended)
                        looked_at = first + len(chunk) - 1
                    yield looked_at
                self._tell_of_rows(sheet)
                ended = self._counted(sheet, rows.finish())
                to_mend = {row.row: row.mended for row in ended if row.to_mend}
                for _chunk in mending.add_again(to_mend):
                    yield looked_at
            self.summary.tell_together()
            for problem in unnamed.problems():
                self.summary.tell(problem)
            if mend_file is not None:
                uow.commit(reason=self._file)

    def _counted(self, sheet: FoundSheet, rows: Iterable[ImportedRow]) -> Iterator[ImportedRow]:
        """The rows with places for their problems, each counted and told."""
        summary, told = self.summary, self._told
        for row in (self._located(sheet, row) if row.problems else row for row in rows):
            summary.add(row)
            if self._subject.named and row.outcome in _NAMED:
                summary.entries.append(row)
            if told is not None:
                told(row)
            yield row

    def _located(self, sheet: FoundSheet, row: ImportedRow) -> ImportedRow:
        """The row with the places of its problems, those that are no news left away."""
        problems: list[Problem] = []
        for problem in row.problems:
            about = problem.place.key or str(problem.params.get("field", ""))
            where = sheet.place(row.row, sheet.layout.columns.get(about))
            problems.append(replace(problem, place=where))
        return row._replace(problems=tuple(filter(self._is_news, problems)))

    def _is_news(self, problem: Problem) -> bool:
        if problem.code != MASKED:
            return True
        known = problem.place.column in self._masked
        self._masked.add(problem.place.column)
        return not known

    def _mend_head(self, sheet: FoundSheet) -> MendHead:
        layout, field_of = sheet.layout, self._subject.headings.field_of
        texts = (layout.columns.get(name) for name in self._subject.text_fields)
        return MendHead(
            layout.labels,
            self._catalog.text("cli.import.mend_column"),
            frozenset(place for place in texts if place is not None),
            frozenset(
                p for p, label in enumerate(layout.labels) if field_of(label) == EXPLANATIONS
            ),
        )

    def _tell_of_rows(self, sheet: FoundSheet) -> None:
        """Say what the reader has found besides cells: hidden rows, cells that stand too far out."""
        for problem in sheet.grid.findings():
            where = replace(problem.place, file=sheet.file)
            self.summary.tell(replace(problem, place=where))


def _counting_nothing(
    looking: Generator[None, None, FoundSheet],
) -> Generator[int, None, FoundSheet]:
    """The steps of finding the sheet as steps of an import, which has seen no row yet."""
    while True:
        try:
            next(looking)
        except StopIteration as found:
            sheet: FoundSheet = found.value
            return sheet
        yield 0


_NAMED = (RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.LEFT_OUT)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Rows make no cyclic garbage, yet every row that waits for the commit would be looked at again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def differing_fields(before: object, after: object) -> tuple[str, ...]:
    """The names of the fields in which two values of one class differ."""
    names = (f.name for f in fields(after))  # type: ignore[arg-type]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))
