"""One sheet as one session sees it while scoring: rows and standings, kept up to date without rereading.

Only what is looked at is read: rows and members by subject, through a small cache, so that ten thousand members open as
quickly as forty. What needs every row (ranks) comes from the totals alone. Other sessions' changes are fetched from the
ledger when :meth:`SheetBoard.catch_up` is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.access.asking import may
from branchkit.core.access.roles import Operation
from branchkit.core.actors import Actor
from branchkit.core.errors import SheetError
from branchkit.core.members.member import Member
from branchkit.core.ports import Store
from branchkit.core.rating.rating import RatedRow
from branchkit.core.review.notes import ReviewNotes
from branchkit.core.scoring.results import RowResult
from branchkit.core.scoring.schemes import Band, Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Cell, Row, SheetKey
from branchkit.core.scoring.standings import Standings
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.services.ledger.watching import Watcher
from branchkit.services.lru_cache import LruCache
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.placing import Placing, place_of, placed, rated_row
from branchkit.services.scoring.remarks import REVIEW, read_notes
from branchkit.services.scoring.rows import ROW, SubjectRow, read_rows, row_input
from branchkit.services.scoring.sheets import (
    SHEET,
    existing_sheet,
    open_sheet,
    read_head,
    scheme_of,
)

if TYPE_CHECKING:
    from branchkit.core.rating.movement import Movement, Settled

CACHED_ROWS = 400
"""More than any screen shows; a row with its member costs about 4 KB."""

ROWS_AHEAD = 50
"""Rows that are read with the first of them that is looked at: what a terminal shows."""

ROWS_A_STEP = 500
"""Rows read between two looks at the keyboard: some 5 ms on an old machine."""


@frozen
class Foreign:
    """A row that somebody else changed: who, and which criteria."""

    subject: str
    actor: str
    criteria: tuple[str, ...]


class SheetBoard:
    """The scoring screen's view of a sheet; row numbers count from 0 in the order of the roll."""

    def __init__(self, store: Store, schemes: Mapping[str, Scheme], key: SheetKey) -> None:
        """Raises :class:`SheetError` ``not_opened``, ``unknown_organization``."""
        self._store = store
        self.key = key
        self._watcher = Watcher(store, {SHEET, ROW, MEMBER, REVIEW}, {key.org})
        self._notes: ReviewNotes | None = None
        self.sheet, self.roll, self.organization = read_head(store, key)
        self.scheme: Scheme = scheme_of(self.sheet, schemes)
        self._place = {subject: place for place, subject in enumerate(self.roll)}
        self._lines: LruCache[str, SubjectRow] = LruCache(CACHED_ROWS, self._read)
        self._results: LruCache[str, RowResult] = LruCache(CACHED_ROWS, self._tally)
        self._earlier: dict[int, LruCache[str, SubjectRow]] = {}
        self._standings: Standings | None = None
        self._placing: Placing | None = None
        """Of an organisation's sheet: where the rating among its siblings puts it."""
        self._rated: RatedRow | None = None
        self._before: dict[str, Settled] | None = None
        """What subjects came to in the period before, once somebody has asked."""

    @classmethod
    def opened(
        cls, store: Store, actor: Actor, schemes: Mapping[str, Scheme], key: SheetKey
    ) -> SheetBoard:
        """The board of a sheet, which ``actor`` opens where nobody has."""
        try:
            return cls(store, schemes, key)
        except SheetError as error:
            if error.code != "sheet.not_opened" or not may(store, Operation.SCORE, key.org):
                raise
        with store.begin(actor, "sheet.open") as uow:
            open_sheet(uow, schemes[key.scheme], key)
            uow.commit()
        return cls(store, schemes, key)

    @property
    def editable(self) -> bool:
        """Whether the branch itself may score now."""
        return self.sheet.state in EDITABLE

    def place(self, subject: str) -> int:
        """The row number of a subject; KeyError when it is not on the sheet."""
        return self._place[subject]

    def has(self, subject: str) -> bool:
        """Whether a subject is on the sheet."""
        return subject in self._place

    def _line(self, place: int) -> SubjectRow:
        subject = self.roll[place]
        if subject not in self._lines:
            self._lines.read_ahead(self._page(place))
        return self._lines.get(subject)

    def _page(self, place: int) -> tuple[str, ...]:
        """The subjects that are read together."""
        first = place - place % ROWS_AHEAD
        return self.roll[first : first + ROWS_AHEAD]

    @property
    def notes(self) -> ReviewNotes:
        """What those above have written beside it."""
        if self._notes is None:
            self._notes = read_notes(self._store, self.key)
        return self._notes

    def forget_notes(self) -> None:
        """What stands beside it was changed here."""
        self._notes = None

    def row(self, place: int) -> Row:
        """What has been scored in a row."""
        return self._line(place).row

    def cell(self, place: int, criterion: str) -> Cell | None:
        """One cell, None while it is empty."""
        return self.row(place).cells.get(criterion)

    def member(self, place: int) -> Member | None:
        """The row's member; None on a sheet of organisations."""
        return self._line(place).member

    def name(self, place: int) -> str:
        """Whom the row is about."""
        member = self.member(place)
        return self.organization.name if member is None else member.name

    def traits(self, place: int) -> frozenset[str]:
        """What decides which criteria apply to the row's subject."""
        return self._line(place).traits

    def result(self, place: int) -> RowResult:
        """The row added up, with its reasons."""
        return self._results.get(self.roll[place])

    def total(self, place: int) -> Decimal | None:
        """The row's total, None while nothing is scored."""
        return self.row(place).total

    def earlier_row(self, place: int, steps: int = 1) -> Row:
        """The same subject's row ``steps`` periods before; empty when there was none."""
        if steps not in self._earlier:
            before = SheetKey(self.key.scheme, self.key.org, self.key.period.shifted(-steps))
            self._earlier[steps] = LruCache(CACHED_ROWS, lambda page: self._read(page, before))
        rows, subject = self._earlier[steps], self.roll[place]
        if subject not in rows:
            rows.read_ahead(self._page(place))
        return rows.get(subject).row

    def moved(self, place: int) -> tuple[Settled, Movement | None] | None:
        """What an organisation came to in the period before, and whether it has risen since; None for members and where there is
        nothing. Read with the first question."""
        if self.member(place) is not None:
            return None
        from branchkit.core.rating.movement import Settled, by_band

        if self._before is None:
            from branchkit.services.scoring.past_bands import past_sheets

            key = SheetKey(self.key.scheme, self.key.org, self.key.period.previous)
            found = past_sheets(self._store, {self.scheme.id: self.scheme}, [key]).get(key)
            self._before = dict(found.placings) if found is not None else {}
        then = self._before.get(self.roll[place])
        row, bands = self.row(place), self.scheme.bands
        if then is None:
            return None
        now = None
        if row.total is not None and row.complete:
            now = Settled(row.total, self.band(place), bands)
        return then, by_band(now, then)

    def standings_in_steps(self) -> Iterator[None]:
        """Read every row's total, a few milliseconds' worth at a time; ranks are known when the iterator ends."""
        standings = Standings(self.scheme, ((subject, None, False, "") for subject in self.roll))
        rows = self._store.project(
            self.key.org, ROW, f"{self.key}/", ("total", "complete", "ceiling", "excluded")
        )
        self._standings = None
        for count, (id, total, complete, ceiling, excluded) in enumerate(rows, start=1):
            subject = id.rpartition("/")[2]
            if excluded:
                standings.remove(subject)
            elif total is not None and subject in self._place:
                standings.replace(subject, Decimal(total), bool(complete), ceiling or "")
            if count % ROWS_A_STEP == 0:
                yield
        # What was scored here while the rows were being read is newer than they are.
        for line in self._lines.values():
            row = line.row
            if row.total is not None:
                standings.replace(row.subject, row.total, row.complete, row.ceiling)
            elif row.excluded:
                standings.remove(row.subject)
        self._standings = standings
        if self.scheme.subject is SubjectKind.ORGANIZATION and self.roll:
            self._rated = rated_row(self._store, self.scheme, self.key, self.organization)
            self._placing = self._placed()

    def _placed(self) -> Placing:
        places = placed(self.scheme, self.organization, [self.row(0)], self._rated)
        return place_of(places, self.roll[0])

    def rank(self, place: int) -> int | None:
        """The row's rank among the complete rows; of an organisation's sheet that among its siblings, once they are rated."""
        if self._placing is not None:
            return self._placing.rank
        return self._standings.rank(self.roll[place]) if self._standings else None

    def band(self, place: int) -> Band | None:
        """The row's band, None while the row is open or the rating among siblings is not known."""
        if self._placing is not None:
            return self._placing.band
        return self._standings.band(self.roll[place]) if self._standings else None

    @property
    def waiting(self) -> str:
        """Why an organisation's sheet has no band though it has a total: see :class:`~branchkit.services.scoring.placing.Waiting`."""
        return self._placing.waiting if self._placing is not None else ""

    def complete_count(self) -> int:
        """How many rows have nothing open."""
        return self._standings.complete_count() if self._standings else 0

    def judged_count(self) -> int:
        """How many rows are judged: all that nobody has excluded."""
        return self._standings.count() if self._standings else len(self.roll)

    def notes_around(self, place: int, criterion: str) -> list[str]:
        """The notes beside points of a criterion in the rows that were read with this one, the most frequent first."""
        rows = (self.row(self._place[subject]) for subject in self._page(place))
        found = (row.cells.get(criterion) for row in rows)
        notes = Counter(
            cell.note for cell in found if cell and cell.note and cell.points is not None
        )
        return [note for note, _count in notes.most_common()]

    def missing(self, place: int) -> tuple[str, ...]:
        """Criteria of the row that are still open."""
        return self.result(place).missing

    def absorb(self, rows: Iterable[Row]) -> None:
        """Take in rows that were just written."""
        for row in rows:
            if row.subject in self._place:
                self._take(replace(self._line(self._place[row.subject]), row=row))

    def reread(self, subjects: Iterable[str]) -> None:
        """Read rows again from the store, after an undo."""
        for _line in self._read_anew(subjects):
            pass

    def _take(self, line: SubjectRow) -> None:
        row = line.row
        self._lines.put(row.subject, line)
        self._results.forget(row.subject)
        if self._placing is not None:
            self._placing = self._placed()
        if self._standings is not None and row.excluded:
            self._standings.remove(row.subject)
        elif self._standings is not None:
            self._standings.replace(row.subject, row.total, row.complete, row.ceiling)

    def own(self, operation: int | None) -> None:
        """This session's own change: not to be told as somebody else's."""
        self._watcher.own(operation)

    def catch_up(self) -> list[Foreign]:
        """Take in what other sessions have committed since the last call; cheap when there is nothing."""
        scored: dict[str, Foreign] = {}
        members: list[str] = []
        for change in self._watcher.foreign():
            sheet, _, subject = change.id.rpartition("/")
            if change.kind == SHEET and change.id == str(self.key):
                self.sheet = existing_sheet(self._store, self.key)
            elif change.kind == REVIEW:
                self._notes = None
            elif change.kind == ROW and sheet == str(self.key) and subject in self._place:
                scored[subject] = Foreign(subject, change.actor, _criteria_of(change.paths))
            elif change.kind == MEMBER and change.id in self._lines:
                members.append(change.id)
        told = []
        for line in self._read_anew(dict.fromkeys([*scored, *members])):
            if line.row.subject in scored:
                told.append(scored[line.row.subject])
        return told

    def _read_anew(self, subjects: Iterable[str]) -> Iterator[SubjectRow]:
        """Take in rows as they are now; those that differ from what is known of them."""
        for line in read_rows(self._store, self.scheme, self.key, subjects):
            subject = line.row.subject
            if subject not in self._lines or self._lines.get(subject) != line:
                self._take(line)
                yield line

    def names(self) -> list[str]:
        """Everybody's name, in the order of the roll."""
        known = dict(self._store.project(self.key.org, "member", "", ("name",)))
        return [known.get(subject) or self.organization.name for subject in self.roll]

    def reload_roll(self) -> None:
        """Read again who is on the sheet."""
        self.sheet, self.roll, self.organization = read_head(self._store, self.key)
        self._place = {subject: place for place, subject in enumerate(self.roll)}

    def _read(self, subjects: Sequence[str], key: SheetKey | None = None) -> dict[str, SubjectRow]:
        lines = read_rows(self._store, self.scheme, key or self.key, subjects)
        return {line.row.subject: line for line in lines}

    def _tally(self, subjects: Sequence[str]) -> dict[str, RowResult]:
        lines = (self._line(self._place[subject]) for subject in subjects)
        return {
            line.row.subject: tally(self.scheme, row_input(line.row, line.traits)) for line in lines
        }


def _criteria_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The criteria among changed paths (``/cells/dues/p``)."""
    return tuple(dict.fromkeys(path.split("/")[2] for path in paths if path.startswith("/cells/")))
