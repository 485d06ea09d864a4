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
from branchkit.services.ledger.watching import Watcher
from branchkit.services.lru_cache import LruCache
from branchkit.services.pages import in_pages
from branchkit.services.registers.people import MemberFacts, row_facts
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

ROWS_AHEAD = 40
"""Rows that are read with the first of them that is looked at."""

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
        self._watcher = Watcher(store, {self.kind}, self.orgs)
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
        """A row that is shown, with its computed columns; raises :class:`RecordError` ``unknown``."""
        ref = self.refs[place]
        if ref not in self._records:
            first = place - place % ROWS_AHEAD
            self._records.read_ahead(self.refs[first : first + ROWS_AHEAD])
        return self._record(ref)

    def records(self, refs: Iterable[RecordRef] | None = None) -> Iterator[Record]:
        """All rows that are shown, or these, a page at a time; raises :class:`RecordError` ``unknown``."""
        for page in in_pages(self.refs if refs is None else refs):
            records = list(self._rows.records(page))
            self.texts.read_ahead(records)
            yield from records

    def _record(self, ref: RecordRef) -> Record:
        try:
            return self._records.get(ref)
        except KeyError:
            raise RecordError("unknown", register=self.register.id, id=ref.id) from None

    def _read(self, refs: Sequence[RecordRef]) -> dict[RecordRef, Record]:
        found = self._rows.found(refs)
        self.texts.read_ahead(found.values())
        return found

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
        self._records: LruCache[RecordRef, Record] = LruCache(CACHED_ROWS, self._read)
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
        known = self.complete and selection == self.selection
        if selection.removed != self.selection.removed or not (selection.reads_rows or known):
            self.selection = selection
            self.reread()
        found: list[tuple[SortKey | None, RecordRef]] = []
        if selection.reads_rows:
            everything = self._rows.refs()
            self.complete = True
            looked_at = {selection.order, *(test.column.id for test in selection.filters)}
            for number, page in enumerate(in_pages(everything, ROWS_A_STEP), start=1):
                read = self._rows.found(page)
                self.texts.read_ahead(read.values(), looked_at)
                for ref, record in read.items():
                    if self._is_selected(record, selection):
                        found.append((self._sort_key(record, selection.order), ref))
                if len(page) == ROWS_A_STEP:
                    yield number * ROWS_A_STEP
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
        if column.own is not None:
            return column.own.sort_key(value)
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
        self._watcher.own(operation)

    def take_in(self, *refs: RecordRef) -> None:
        """Rows were added, changed or taken away: show them as they are now.

        One that does not fit the filters any more stays until they are set again: a row must not vanish under the hands.
        """
        before = {ref: self._records.get(ref) for ref in refs if ref in self._records}
        for ref in refs:
            self._records.forget(ref)
        self._records.read_ahead(refs)
        for ref in refs:
            self._place_anew(ref, before.get(ref))

    def _place_anew(self, ref: RecordRef, before: Record | None) -> None:
        was_shown = ref in self.refs
        gone = self._is_gone(ref)
        if (
            was_shown
            and not gone
            and before is not None
            and self._on(before) == self._on(self._record(ref))
        ):
            return
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
            return bool(self._record(ref).removed) and not self.selection.removed
        except RecordError:
            return True

    def _date_key(self, ref: RecordRef) -> tuple[str, int, int, str]:
        """The order of :meth:`RegisterRecords.refs`; bisecting reads a row for every halving only."""
        return self._on(self._record(ref)), self.orgs.index(ref.org), len(ref.id), ref.id

    def _on(self, record: Record) -> str:
        return str(record.values.get(self.register.dated_by) or "")

    def catch_up(self) -> list[Foreign]:
        """Take in what other sessions have committed since the last call; cheap when there is nothing."""
        found = [
            Foreign(
                RecordRef(change.org, change.id),
                change.actor,
                tuple(path.rpartition("/")[2] for path in change.paths),
            )
            for change in self._watcher.foreign()
        ]
        refs = [foreign.ref for foreign in found]
        if self.register.rows is not RecordsFrom.RECORDS or len(refs) > ROWS_A_STEP:
            if found:
                self._list_anew(refs)
        else:
            self.take_in(*refs)
        return found

    def _list_anew(self, touched: Iterable[RecordRef]) -> None:
        """As :meth:`reread`, but of the rows only these are read anew."""
        kept = self._records
        self.reread()
        self._records = kept
        for ref in touched:
            kept.forget(ref)

    def column(self, id: str) -> Column:
        """A column of the register."""
        return self._columns[id]

    def completed(self, org: str, values: Mapping[str, object]) -> dict[str, object]:
        """Values of a row that is being filled in, with the computed ones."""
        members = MemberFacts(self.store, org, self.today)
        facts = row_facts(members, self._contributions.rule_packs)
        return completed(self.register, values, facts)


def _ordered(found: list[tuple[SortKey | None, RecordRef]], *, descending: bool) -> list[RecordRef]:
    """By key, those alike in the order they came in, in either direction; without a key at the end."""
    keyed = [(key, ref) for key, ref in found if key is not None]
    keyed.sort(key=lambda entry: entry[0], reverse=descending)
    return [ref for _key, ref in keyed] + [ref for key, ref in found if key is None]
