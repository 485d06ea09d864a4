"""Registration forms: one person on a sheet, each label with its value at the right.

A list has its labels side by side, and no label among its entries; a form has a label, a value, a label, a value, in
several rows. What is no label that is known is passed over with its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from branchkit.core.members.reading import cell_text
from branchkit.core.tables import Value
from branchkit.core.values import frozen

_LEAST_FIELDS = 4
_LEAST_ROWS = 2


@frozen
class Entry:
    """One label of a form with what stands beside it, which is at ``row`` from 1 and ``column`` from 0."""

    label: str
    value: Value
    row: int
    column: int


@frozen
class Form:
    """A form understood: field → entry; the first where a label comes again, as in a table of relatives."""

    entries: Mapping[str, Entry]
    next_person: tuple[int, int] | None = None
    """Row and column of the name of a second person, in a sheet of several forms."""

    @property
    def row(self) -> int:
        """The row of the person's name, from 1."""
        return self.entries["name"].row

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, one for each entry, in their order."""
        return tuple(entry.label for entry in self.entries.values())

    def rows(self) -> Iterator[list[Value]]:
        """A list of the one person: the values, in the row that has the name."""
        yield from ([] for _row in range(self.row - 1))
        yield [entry.value for entry in self.entries.values()]

    def place_of(self, index: int) -> tuple[int, int]:
        """Where the value of the entry with this index stands: row from 1, column from 0."""
        entry = tuple(self.entries.values())[index]
        return entry.row, entry.column


def find_form(
    rows: Sequence[Sequence[Value]],
    field_of: Callable[[Value], str],
    is_about_somebody_else: Callable[[Value], bool],
) -> Form | None:
    """The form that these rows are; None where they are none."""
    found: dict[str, Entry] = {}
    next_person: tuple[int, int] | None = None
    for number, row in enumerate(rows, start=1):
        for field, entry in _entries(number, row, field_of, is_about_somebody_else):
            if field == "name" and field in found:
                next_person = next_person or (entry.row, entry.column)
            if next_person is None:
                found.setdefault(field, entry)
    told_in = {entry.row for entry in found.values()}
    if "name" not in found or len(found) < _LEAST_FIELDS or len(told_in) < _LEAST_ROWS:
        return None
    return Form(found, next_person)


def _entries(
    number: int,
    row: Sequence[Value],
    field_of: Callable[[Value], str],
    is_about_somebody_else: Callable[[Value], bool],
) -> Iterator[tuple[str, Entry]]:
    """The labels of a row with their values; those behind a label like 紧急联系人 mean somebody else."""
    for place, cell in enumerate(row):
        if is_about_somebody_else(cell):
            return
        field = field_of(cell)
        if not field or field.startswith("@") or (place and row[place - 1] == cell):
            continue
        beside = place + 1
        while beside < len(row) and row[beside] == cell:  # merged cells
            beside += 1
        value = row[beside] if beside < len(row) else None
        if cell_text(value) and not field_of(value) and not is_about_somebody_else(value):
            yield field, Entry(cell_text(cell), value, number, beside)
