"""A register as one session sees it: which rows in which order, read as they are looked at.

Only references are held for all rows; a row is read when it is shown, through a small cache, so that ten thousand rows
open as quickly as a hundred. Filtering and sorting read every row and are done in steps.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import Period, day_of
from branchkit.core.errors import RecordError
from branchkit.core.names import initials
from branchkit.core.ports import Store
from branchkit.core.registers.computed import completed
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.filters import RecordFilter
from branchkit.core.registers.register import Column, ColumnKind, Record, RecordsFrom, Register
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.lru_cache import LruCache
from branchkit.services.registers.people import row_facts
from branchkit.services.registers.reading import (
    RecordRef,
    RegisterRecords,
    first_refs,
    kind_of,
    newest_refs,
)
from branchkit.services.registers.texts import RecordTexts

CACHED_ROWS = 400
"""More than any screen shows."""

ROWS_A_STEP = 60
"""Rows read between two looks at the keyboard: some 5 ms on an old machine."""

AT_ONCE = 80
"""Rows of a first frame: more than a tall terminal shows."""

_KINDS = {RecordsFrom.MEMBERS: "member", RecordsFrom.CASES: "case"}

SortKey = tuple[Decimal | str | int, str]


class End(StrEnum):
    """From which end a register is read."""

    FIRST = "first"
    NEWEST = "newest"


@frozen
class Selection:
    """Which rows are shown, in which order."""

    filters: tuple[RecordFilter, ...] = ()
    """All of them must hold."""
    condition: Callable[[Record], bool] | None = None
    """What must hold besides."""
    period: Period | None = None
    order: str = ""
    """The column by which rows are sorted; empty: by date, or in the order of the roll."""
    descending: bool = False
    removed: bool = False
    """Whether rows that were taken away are shown among the others."""

    @property
    def reads_rows(self) -> bool:
        """Whether every row has to be looked at."""
        return bool(self.filters or self.condition or self.period or self.order)


@frozen
class Foreign:
    """A row that somebody else changed: who, and which columns."""

    ref: RecordRef
    actor: str
    columns: tuple[str, ...]


class RecordBoard:
    """What a screen shows of a register, of one organisation or several."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        catalog: Catalog,
        register: Register,
        orgs: Sequence[str],
        today: date,
        opened_at: End | None = None,
    ) -> None:
        """``opened_at``: only the rows at that end are known until :meth:`reread`, which a first frame need not wait for."""
        self.store = store
        self.register = register
        self.orgs = tuple(orgs)
        self.today = today
        self.selection = Selection()
        self.unmasked: frozenset[str] = frozenset()
        """Personal columns that are shown; that they are has been recorded."""
        self._contributions = contributions
        self._catalog = catalog
        self.kind = _KINDS.get(register.rows) or kind_of(register.id)
        """The kind of the documents behind the rows."""
        self.texts = RecordTexts(store, catalog, register, self.orgs)
        self._columns = {column.id: column for column in register.columns}
        self._own: set[int] = set()
        self._seen = store.last_seq()
        self._version = store.version()
        self.refs: list[RecordRef] = []
        """The rows that are shown, in their order."""
        self.total = 0
        """How many there are, those not shown included."""
        self.complete = False
        """Whether every row is known."""
        self.is_selected = True
        """Whether the rows that are shown are those of the selection; not so after all were read anew."""
        found = None if opened_at is None else self._end(opened_at)
        if found is None:
            self.reread()
        else:
            self._take_rows(found)

    # -- looking ------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.refs)

    def record(self, place: int) -> Record:
        """A row that is shown, with its computed columns."""
        return self._records.get(self.refs[place])

    def place_of(self, id: str, org: str = "") -> int | None:
        """Where a row is shown, None where it is not."""
        return next(
            (place for place, ref in enumerate(self.refs) if ref.id == id and org in ("", ref.org)),
            None,
        )

    def shown(self, place: int, column: str) -> str:
        """A cell as people read it."""
        return self.texts.shown(self._columns[column], self.record(place))

    def unmask(self, columns: Iterable[str]) -> None:
        """Show personal columns from now on; the caller has recorded it."""
        self.unmasked = frozenset(columns)
        self.texts = RecordTexts(self.store, self._catalog, self.register, self.orgs, self.unmasked)

    # -- choosing and ordering ------------------------------------------------------------------------

    def reread(self) -> None:
        """Every row anew, by date; for a selection that looks at rows :meth:`select_in_steps` has to follow."""
        self._take_rows(None)
        self.complete = True
        self.is_selected = not self.selection.reads_rows

    def _take_rows(self, refs: list[RecordRef] | None) -> None:
        """Begin with these rows, or with every one there is."""
        self._rows = RegisterRecords(
            self.store,
            self._contributions,
            self.register,
            self.orgs,
            self.today,
            removed=self.selection.removed,
        )
        self._records: LruCache[RecordRef, Record] = LruCache(CACHED_ROWS, self._rows.record)
        self.refs = list(self._rows.refs()) if refs is None else refs
        self.total = len(self.refs)

    def _end(self, end: End) -> list[RecordRef] | None:
        """The rows at one end, where they are found without reading the others."""
        if self.register.rows is not RecordsFrom.RECORDS or len(self.orgs) > 1:
            return None
        if end is End.NEWEST:
            return newest_refs(self.store, self.register, self.orgs[0], self.today, AT_ONCE)
        return first_refs(self.store, self.register, self.orgs[0], AT_ONCE)

    def select(self, selection: Selection) -> None:
        """Show other rows, all at once."""
        for _ in self.select_in_steps(selection):
            pass

    def select_in_steps(self, selection: Selection) -> Iterator[int]:
        """Show other rows; what was shown stays until the iterator ends. Yields how many have been looked at."""
        if selection.removed != self.selection.removed or not selection.reads_rows:
            self.selection = selection
            self.reread()
        found: list[tuple[SortKey | None, RecordRef]] = []
        if selection.reads_rows:
            everything = self._rows.refs()
            self.complete = True
            for count, ref in enumerate(everything, start=1):
                record = self._rows.record(ref)
                if self._is_selected(record, selection):
                    found.append((self._sort_key(record, selection.order), ref))
                if count % ROWS_A_STEP == 0:
                    yield count
            self.refs = _ordered(found, descending=selection.descending)
            self.total = len(everything)
        self.selection = selection
        self.is_selected = True

    def _is_selected(self, record: Record, selection: Selection) -> bool:
        if selection.period is not None and not self._is_in(record, selection.period):
            return False
        if selection.condition is not None and not selection.condition(record):
            return False
        return all(
            test.holds(record.values, lambda column: self.texts.shown(column, record))
            for test in selection.filters
        )

    def _is_in(self, record: Record, period: Period) -> bool:
        """Of standing rows those that held at some time in it."""
        since = day_of(record.values.get(self.register.dated_by))
        if not self.register.ended_by:
            return since is not None and since in period
        until = day_of(record.values.get(self.register.ended_by), last=True)
        begun = since is None or since <= period.last_day
        return begun and (until is None or until >= period.first_day)

    def _sort_key(self, record: Record, order: str) -> SortKey | None:
        """None for an empty value, which stands last in either direction."""
        if not order:
            return 0, ""
        value, column = record.values.get(order), self._columns[order]
        if value is None or value in ("", []):
            return None
        match column.kind:
            case ColumnKind.NUMBER | ColumnKind.MONEY:
                return as_number(value) or Decimal(0), ""
            case ColumnKind.CHOICE:
                places = [choice.id for choice in column.choices]
                return (places.index(str(value)) if value in places else len(places)), ""
            case ColumnKind.MEMBERS | ColumnKind.LIST if isinstance(value, list):
                return len(value), ""
            case ColumnKind.DATE | ColumnKind.MONTH | ColumnKind.YES_NO:
                return str(value), ""
        text = self.texts.shown(column, record)
        return initials(text), text

    # -- what has changed -----------------------------------------------------------------------------

    def own(self, operation: int | None) -> None:
        """This session's own change: not to be told as somebody else's."""
        if operation is not None:
            self._own.add(operation)

    def take_in(self, ref: RecordRef) -> None:
        """A row was added, changed or taken away: show it as it is now.

        One that does not fit the filters any more stays until they are set again: a row must not vanish under the hands.
        """
        was_shown = ref in self.refs
        self._records.forget(ref)
        gone = self._is_gone(ref)
        if was_shown and (gone or not self.selection.reads_rows):
            self.refs.remove(ref)
        if not was_shown and not gone:
            self.total += 1
        elif was_shown and gone:
            self.total -= 1
        if gone or (was_shown and self.selection.reads_rows):
            return
        if self.selection.reads_rows:
            self.refs.append(ref)
        else:
            insort(self.refs, ref, key=self._date_key)

    def _is_gone(self, ref: RecordRef) -> bool:
        try:
            return bool(self._records.get(ref).removed) and not self.selection.removed
        except RecordError:
            return True

    def _date_key(self, ref: RecordRef) -> tuple[str, int, int, str]:
        """The order of :meth:`RegisterRecords.refs`; bisecting reads a row for every halving only."""
        on = str(self._records.get(ref).values.get(self.register.dated_by) or "")
        return on, self.orgs.index(ref.org), len(ref.id), ref.id

    def catch_up(self) -> list[Foreign]:
        """Take in what other sessions have committed since the last call; cheap when there is nothing."""
        version = self.store.version()
        if version == self._version:
            return []
        self._version = version
        found: list[Foreign] = []
        for entry in list(self.store.entries(after=self._seen)):
            self._seen = entry.seq
            if entry.kind != self.kind or entry.org not in self.orgs:
                continue
            if entry.change.operation not in self._own:
                columns = tuple(path.rpartition("/")[2] for path in entry.change.fields)
                found.append(Foreign(RecordRef(entry.org, entry.id), entry.actor, columns))
        if self.register.rows is not RecordsFrom.RECORDS or len(found) > ROWS_A_STEP:
            if found:
                self.reread()
        else:
            for ref in dict.fromkeys(foreign.ref for foreign in found):
                self.take_in(ref)
        return found

    def column(self, id: str) -> Column:
        """A column of the register."""
        return self._columns[id]

    def completed(self, org: str, values: Mapping[str, object]) -> dict[str, object]:
        """Values of a row that is being filled in, with the computed ones."""
        facts = row_facts(self.store, self._contributions.rule_packs, org, self.today)
        return completed(self.register, values, facts)


def _ordered(found: list[tuple[SortKey | None, RecordRef]], *, descending: bool) -> list[RecordRef]:
    """By key, those alike in the order they came in, in either direction; without a key at the end."""
    keyed = [(key, ref) for key, ref in found if key is not None]
    keyed.sort(key=lambda entry: entry[0], reverse=descending)
    return [ref for _key, ref in keyed] + [ref for key, ref in found if key is None]
