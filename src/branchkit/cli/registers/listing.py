"""Chooses the rows that ``branchkit record list`` is asked for, and puts them on stdout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from branchkit.core.errors import RecordError
from branchkit.core.registers.conditions import is_empty
from branchkit.core.registers.filters import EMPTY_SIGN, RecordFilter, same_value, typed_filter
from branchkit.core.registers.register import FIGURES, Column, ColumnKind, Record, Register
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.typed_days import typed_period
from branchkit.core.values import frozen
from branchkit.services.registers.board import RecordBoard, Selection
from branchkit.services.registers.names import column_named
from branchkit.services.registers.search import RecordSearch
from branchkit.services.registers.writing import read_texts

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.cli.shell import Shell
    from branchkit.i18n.catalog import Catalog
    from branchkit.services.registers.texts import RecordTexts

_NAMED = 3
"""So many people of a list are named in aligned text; the others are counted."""
_BY_VALUE = (
    ColumnKind.CHOICE,
    ColumnKind.YES_NO,
    ColumnKind.MEMBER,
    ColumnKind.ORGANIZATION,
)
"""Kinds of which a filter wants exactly what was typed; of texts and lists it looks into them."""


@frozen
class Listing:
    """What was asked for, as it was typed."""

    period: str = ""
    find: str = ""
    where: str = ""
    filters: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    removed: bool = False


def select(
    workspace: Workspace,
    register: Register,
    orgs: Sequence[str],
    unmasked: frozenset[str],
    listing: Listing,
) -> list[Record]:
    """The rows in the order asked for; only they are kept.

    Raises :class:`RecordError` for a column that is not there or not to be seen, and for what cannot be read.
    """
    today = workspace.clock().date()
    board = RecordBoard(
        workspace.store, workspace.contributions, workspace.catalog, register, orgs, today
    )
    board.unmask(unmasked)
    hidden = {column.id for column in register.columns if board.texts.is_hidden(column)}
    selection = Selection(
        filters=tuple(
            _filter(workspace, register, orgs[0], hidden, pair) for pair in listing.filters
        ),
        condition=_condition(workspace, register, orgs, hidden, listing.where),
        period=typed_period(listing.period, today) if listing.period else None,
        order=column_named(register, listing.sort, hidden).id if listing.sort else "",
        descending=listing.descending,
        removed=listing.removed,
    )
    board.select(selection)
    if not listing.find:
        return list(board.records())
    search = RecordSearch(board)
    for _ in search.in_steps():
        pass
    found = (ref for place, ref in enumerate(board.refs) if search.is_meant(place, listing.find))
    return list(board.records(found))


def _condition(
    workspace: Workspace, register: Register, orgs: Sequence[str], hidden: set[str], text: str
) -> Callable[[Record], bool] | None:
    if not text:
        return None
    from branchkit.services.registers.queries import record_condition

    today = workspace.clock().date()
    return record_condition(text, register, orgs, workspace.store, today, hidden)


def _filter(
    workspace: Workspace, register: Register, org: str, hidden: set[str], pair: str
) -> RecordFilter:
    id, equals, text = pair.partition("=")
    if not equals:
        raise RecordError("not_a_pair", text=pair)
    column, today = column_named(register, id, hidden), workspace.clock().date()
    if column.entry in _BY_VALUE and text.strip():
        values, problems = read_texts(workspace.store, register, org, {column.id: text}, today)
        if not problems and _is_known(column, values[column.id]):
            return same_value(column, values[column.id], text)
    found = typed_filter(column, text.strip() or EMPTY_SIGN, today)
    if found is None:
        raise RecordError("unreadable", column=column.id, text=text)
    return found


def _is_known(column: Column, value: object) -> bool:
    return not column.choices or any(choice.id == value for choice in column.choices)


def emit(
    shell: Shell,
    texts: RecordTexts,
    register: Register,
    rows: Sequence[Record],
    format: str,
    *,
    several: bool,
) -> None:
    """The rows on stdout: JSON with the values as they are kept, csv as they are typed, text as people read them.

    Rows of several organisations say whose they are.
    """
    if format == "json":
        from branchkit.exchange.writers.delimited import render_object

        render_object(
            [_object(row, texts, register, several=several) for row in rows], shell.stdout
        )
        return
    shell.emit(_table(format, shell.catalog, texts, register, rows, several=several), format)


def _object(
    row: Record, texts: RecordTexts, register: Register, *, several: bool
) -> Mapping[str, object]:
    values = {
        column.id: texts.shown(column, row) if texts.is_hidden(column) else row.values[column.id]
        for column in register.columns
        if column.id in row.values
    }
    whose = {"org": row.org} if several else {}
    removed = {"removed": row.removed} if row.removed else {}
    return {"id": row.id, **whose, **removed, "values": values}


def _table(
    format: str,
    catalog: Catalog,
    texts: RecordTexts,
    register: Register,
    rows: Sequence[Record],
    *,
    several: bool,
) -> Table:
    def cell(column: Column, row: Record) -> Value:
        if is_empty(row.values.get(column.id)):
            return None
        if format == "text" or texts.is_hidden(column):
            return _in_short(column, row, texts, catalog)
        return texts.typed(column, row)

    heads = [TableColumn("id", catalog.text("cli.record.head.id"))]
    if several:
        heads.append(TableColumn("org", catalog.text("cli.record.head.org")))
    heads += (_head(column, catalog) for column in register.columns)
    cells = tuple(
        (
            row.id,
            *([row.org] if several else []),
            *(cell(column, row) for column in register.columns),
        )
        for row in rows
    )
    return Table(tuple(heads), cells, frozen_columns=1)


def _head(column: Column, catalog: Catalog) -> TableColumn:
    numeric = column.kind in FIGURES
    return TableColumn(column.id, catalog.local(column.title), "right" if numeric else "left")


def _in_short(column: Column, row: Record, texts: RecordTexts, catalog: Catalog) -> str:
    """A cell as people read it; of many people the first few are named."""
    value = row.values[column.id]
    if column.kind is not ColumnKind.MEMBERS or not isinstance(value, list) or len(value) <= _NAMED:
        return texts.shown(column, row)
    first = Record(row.id, row.register, row.org, {column.id: value[:_NAMED]})
    return catalog.text("cli.record.and_others", names=texts.shown(column, first), count=len(value))
