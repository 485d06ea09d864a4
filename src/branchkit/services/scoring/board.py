"""One sheet as one session sees it while scoring: rows and standings, kept up to date without rereading.

Only what is looked at is read: rows and members by subject, through a small cache, so that ten thousand members open as
quickly as forty. What needs every row (ranks) comes from the totals alone. Other sessions' changes are fetched from the
ledger when :meth:`SheetBoard.catch_up` is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from branchkit.core.members.member import Member
from branchkit.core.ports import Store
from branchkit.core.scoring.results import RowResult
from branchkit.core.scoring.schemes import Band, Scheme, SubjectKind
from branchkit.core.scoring.sheets import EDITABLE, Cell, Row, Sheet, SheetKey
from branchkit.core.scoring.standings import Standings
from branchkit.core.scoring.tally import tally
from branchkit.core.values import frozen
from branchkit.services.lru_cache import LruCache
from branchkit.services.scoring.sheets import (
    ROW,
    existing_sheet,
    read_organization,
    read_roll,
    read_row,
    row_input,
    scheme_of,
    traits_of,
)

CACHED_ROWS = 400
"""More than any screen shows; a row with its member costs about 4 KB."""

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
        self._store = store
        self.key = key
        self.sheet: Sheet = existing_sheet(store, key)
        self.scheme: Scheme = scheme_of(self.sheet, schemes)
        self.organization = read_organization(store, key.org)
        self.roll: tuple[str, ...] = read_roll(store, key)
        self._place = {subject: place for place, subject in enumerate(self.roll)}
        self._seen = store.last_seq()
        self._version = store.version()
        self._rows: LruCache[str, Row] = LruCache(
            CACHED_ROWS, lambda subject: read_row(store, key, subject)
        )
        self._members = LruCache(CACHED_ROWS, self._read_member)
        self._results = LruCache(CACHED_ROWS, self._tally)
        self._earlier: dict[int, LruCache[str, Row]] = {}
        self._standings: Standings | None = None

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

    def row(self, place: int) -> Row:
        """What has been scored in a row."""
        return self._rows.get(self.roll[place])

    def cell(self, place: int, criterion: str) -> Cell | None:
        """One cell, None while it is empty."""
        return self.row(place).cells.get(criterion)

    def member(self, place: int) -> Member | None:
        """The row's member; None on a sheet of organisations."""
        return self._members.get(self.roll[place])

    def name(self, place: int) -> str:
        """Whom the row is about."""
        member = self.member(place)
        return self.organization.name if member is None else member.name

    def traits(self, place: int) -> frozenset[str]:
        """What decides which criteria apply to the row's subject."""
        member = self.member(place)
        if member is not None:
            return member.traits
        return traits_of(self._store, self.scheme, self.key, self.roll[place])

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
            self._earlier[steps] = LruCache(
                CACHED_ROWS, lambda subject: read_row(self._store, before, subject)
            )
        return self._earlier[steps].get(self.roll[place])

    @property
    def standings_loaded(self) -> bool:
        """Whether ranks are known; reading ten thousand totals is left until the first frame stands."""
        return self._standings is not None

    def load_standings(self) -> None:
        """Read every row's total."""
        for _ in self.standings_in_steps():
            pass

    def standings_in_steps(self) -> Iterator[None]:
        """Read every row's total, a few milliseconds' worth at a time; ranks are known when the iterator ends."""
        standings = Standings(self.scheme, ((subject, None, False, "") for subject in self.roll))
        rows = self._store.project(
            self.key.org, ROW, f"{self.key}/", ("total", "complete", "ceiling")
        )
        self._standings = None
        for count, (id, total, complete, ceiling) in enumerate(rows, start=1):
            subject = id.rpartition("/")[2]
            if total is not None and subject in self._place:
                standings.replace(subject, Decimal(total), bool(complete), ceiling or "")
            if count % ROWS_A_STEP == 0:
                yield
        # What was scored here while the rows were being read is newer than they are.
        for row in self._rows.values():
            if row.total is not None:
                standings.replace(row.subject, row.total, row.complete, row.ceiling)
        self._standings = standings

    def rank(self, place: int) -> int | None:
        """The row's rank among the complete rows."""
        return self._standings.rank(self.roll[place]) if self._standings else None

    def band(self, place: int) -> Band | None:
        """The row's band, None while the row is open."""
        return self._standings.band(self.roll[place]) if self._standings else None

    def complete_count(self) -> int:
        """How many rows have nothing open."""
        return self._standings.complete_count() if self._standings else 0

    def missing(self, place: int) -> tuple[str, ...]:
        """Criteria of the row that are still open."""
        return self.result(place).missing

    def absorb(self, rows: Iterable[Row]) -> None:
        """Take in rows that were just written."""
        for row in rows:
            if row.subject not in self._place:
                continue
            self._rows.put(row.subject, row)
            self._results.put(row.subject, self._tally(row.subject))
            if self._standings is not None:
                self._standings.replace(row.subject, row.total, row.complete, row.ceiling)

    def reread(self, subjects: Iterable[str]) -> None:
        """Read rows again from the store, after an undo."""
        self.absorb(read_row(self._store, self.key, subject) for subject in subjects)

    def catch_up(self) -> list[Foreign]:
        """Take in what other sessions have committed since the last call; cheap when there is nothing."""
        version = self._store.version()
        if version == self._version:
            return []
        self._version = version
        prefix = f"{self.key}/"
        found: list[Foreign] = []
        entries = list(self._store.entries(org=self.key.org, after=self._seen))
        for entry in entries:
            self._seen = entry.seq
            if entry.kind == ROW and entry.id.startswith(prefix):
                subject = entry.id.removeprefix(prefix)
                if self._changed(subject):
                    found.append(Foreign(subject, entry.actor, _criteria_of(entry.change.fields)))
        self.sheet = existing_sheet(self._store, self.key)
        return found

    def _changed(self, subject: str) -> bool:
        """Reread a row; whether it differs from what is shown (our own entries do not)."""
        if subject not in self._place:
            return False
        fresh = read_row(self._store, self.key, subject)
        if fresh == self._rows.get(subject):
            return False
        self.absorb([fresh])
        return True

    def names(self) -> list[str]:
        """Everybody's name, in the order of the roll."""
        known = dict(self._store.project(self.key.org, "member", "", ("name",)))
        return [known.get(subject) or self.organization.name for subject in self.roll]

    def reload_roll(self) -> None:
        """Read again who is on the sheet."""
        self.roll = read_roll(self._store, self.key)
        self._place = {subject: place for place, subject in enumerate(self.roll)}
        self.reload_sheet()

    def reload_sheet(self) -> None:
        """Read the sheet's state again, after a step of its life."""
        self.sheet = existing_sheet(self._store, self.key)

    def _read_member(self, subject: str) -> Member | None:
        if self.scheme.subject is SubjectKind.ORGANIZATION:
            return None
        document = self._store.get(self.key.org, "member", subject)
        return None if document is None else Member.from_body(subject, self.key.org, document.body)

    def _tally(self, subject: str) -> RowResult:
        place = self._place[subject]
        return tally(self.scheme, row_input(self._rows.get(subject), self.traits(place)))


def _criteria_of(fields: Mapping[str, object]) -> tuple[str, ...]:
    """The criteria among changed paths (``/cells/dues/p``)."""
    return tuple(dict.fromkeys(path.split("/")[2] for path in fields if path.startswith("/cells/")))
