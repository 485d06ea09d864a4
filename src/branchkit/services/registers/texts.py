"""Registers in words: what one declares, and a record's values as people read them, as one would type them, and as cells.

Personal columns are hidden unless they are named in ``unmasked``; whoever names one has recorded it before
(``services/unmasking``). Members and organisations are looked up when a text wants them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from branchkit.core.masking import HIDDEN, MASKS
from branchkit.core.ports import Reader
from branchkit.core.registers.conditions import Condition, is_empty
from branchkit.core.registers.register import (
    Column,
    ColumnKind,
    Formula,
    Operation,
    Record,
    Register,
)
from branchkit.core.registers.values import LIST_SEPARATORS, choice_of
from branchkit.core.tables import Value
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.names import MemberNames, OrganizationNames
from branchkit.services.registers.reading import members_in

_MOVES = (Operation.MONTHS_AFTER, Operation.DAYS_AFTER)


def formula_text(catalog: Catalog, register: Register, formula: Formula) -> str:
    """How a column is worked out."""
    titles = [_title(catalog, register, id) for id in formula.columns]
    by_column = formula.operation in _MOVES and len(titles) > 1
    by_factor = formula.operation is Operation.PRODUCT and formula.amount
    several = "-times" if by_column or by_factor else ""
    return catalog.text(
        f"register.operation.{formula.operation}{several}",
        first=titles[0] if titles else formula.rule,
        others=titles[1:] or catalog.text("register.operation.today"),
        columns=titles,
        amount=formula.rule or formula.amount or "1",
    )


def conditions_text(catalog: Catalog, register: Register, conditions: Iterable[Condition]) -> str:
    """When something applies; every part has to hold."""
    return catalog.listed(
        text for condition in conditions for text in _parts(catalog, register, condition)
    )


def _parts(catalog: Catalog, register: Register, condition: Condition) -> Iterator[str]:
    def part(name: str, **params: object) -> str:
        column = _title(catalog, register, condition.column)
        return catalog.text(f"register.when.{name}", column=column, **params)

    if condition.any_of:
        groups = (conditions_text(catalog, register, group) for group in condition.any_of)
        yield catalog.text("register.when.or").join(groups)
        return
    if condition.one_of:
        yield part("one_of", values=_values(catalog, register, condition))
    if condition.at_least is not None:
        yield part("at_least", limit=condition.at_least)
    if condition.at_most is not None:
        yield part("at_most", limit=condition.at_most)
    if condition.reaches:
        yield part("reaches", other=_title(catalog, register, condition.reaches))
    if condition.by_end_of:
        yield part("by_end_of", other=_title(catalog, register, condition.by_end_of))
    if condition.filled is False:
        yield part("empty")
    elif condition == Condition(condition.column, filled=condition.filled):
        yield part("filled")


def _title(catalog: Catalog, register: Register, id: str) -> str:
    return catalog.local(register.column(id).title) if register.has(id) else id


def _values(catalog: Catalog, register: Register, condition: Condition) -> str:
    titles = {"yes": catalog.shown(True), "no": catalog.shown(False)}
    if register.has(condition.column):
        choices = register.column(condition.column).choices
        titles = {choice.id: catalog.local(choice.title) for choice in choices} or titles
    return "/".join(titles.get(value, value) for value in condition.one_of)


class RecordTexts:
    """The texts of a register's rows, of one organisation or several."""

    def __init__(
        self,
        reader: Reader,
        catalog: Catalog,
        register: Register,
        orgs: Sequence[str],
        unmasked: Iterable[str] = frozenset(),
    ) -> None:
        self._catalog = catalog
        self._register = register
        self._unmasked = frozenset(unmasked)
        self._reader = reader
        self._all_people = MemberNames(reader, orgs)
        self._people: dict[str, MemberNames] = {}
        self._organizations = OrganizationNames(reader)
        self._titles = {
            column.id: {choice.id: catalog.local(choice.title) for choice in column.choices}
            for column in register.columns
            if column.choices
        }

    def read_ahead(self, records: Iterable[Record], columns: Collection[str] | None = None) -> None:
        """Read at once the names that the texts of rows will want, or the texts of some columns."""
        shown = {column.id for column in self._register.columns if not self.is_hidden(column)}
        wanted = shown if columns is None else shown.intersection(columns)
        for org, ids in members_in(self._register, wanted, records).items():
            people = self._people_of(org)
            people.read_ahead(ids)
            self._all_people.read_ahead(id for id in ids if people.name(id) == id)

    def is_hidden(self, column: Column) -> bool:
        """Whether the column's values are not to be seen."""
        return column.personal and column.id not in self._unmasked

    def shown(self, column: Column, record: Record) -> str:
        """For people: names, titles of choices, personal values masked."""
        value = record.values.get(column.id)
        if is_empty(value):
            return ""
        if self.is_hidden(column):
            mask = MASKS.get(column.id) or MASKS.get(column.field)
            return mask(value) if mask and isinstance(value, str) else HIDDEN
        return self._shown(column, value, record.org)

    def typed(self, column: Column, record: Record) -> str:
        """As one would type it: read for the record's organisation it gives the same value again.

        Empty for a hidden column: what may not be seen cannot be typed.
        """
        value = record.values.get(column.id)
        if is_empty(value) or self.is_hidden(column):
            return ""
        match column.entry:
            case ColumnKind.MEMBER:
                return self._people_of(record.org).typed(str(value))
            case ColumnKind.MEMBERS if isinstance(value, list):
                return "、".join(self._typed_among_others(id, record.org) for id in value)
            case ColumnKind.ORGANIZATION:
                return self._organizations.typed(str(value))
            case ColumnKind.CHOICE:
                return self._typed_choice(column, str(value))
            case ColumnKind.LIST if isinstance(value, list):
                return "、".join(str(entry) for entry in value)
        return self._shown(column, value, record.org)

    def value(self, column: Column, record: Record) -> Value:
        """As a cell of a table: numbers and dates as such, None where it is empty."""
        value = record.values.get(column.id)
        if is_empty(value):
            return None
        if self.is_hidden(column):
            return self.shown(column, record)
        match column.entry:
            case ColumnKind.NUMBER | ColumnKind.MONEY if isinstance(value, str):
                return _as_number(value)
            case ColumnKind.DATE if isinstance(value, str):
                return _as_day(value)
            case ColumnKind.YES_NO if isinstance(value, bool):
                return value
        return self._shown(column, value, record.org)

    def _shown(self, column: Column, value: object, org: str) -> str:
        if column.own is not None:
            return column.own.show(value)
        match value:
            case bool():
                return self._catalog.shown(value)
            case list():
                return self._catalog.listed(self._name(column, entry, org) for entry in value)
        return self._name(column, value, org)

    def _name(self, column: Column, value: object, org: str) -> str:
        match column.kind:
            case ColumnKind.MEMBER | ColumnKind.MEMBERS:
                # Mostly of the row's own organisation; a row that was made before a member moved names somebody of another.
                name = self._people_of(org).name(str(value))
                return self._all_people.name(name) if name == value else name
            case ColumnKind.ORGANIZATION:
                return self._organizations.name(str(value))
            case ColumnKind.CHOICE:
                return self._titles.get(column.id, {}).get(str(value), str(value))
        return str(value)

    def _typed_among_others(self, id: str, org: str) -> str:
        name = self._people_of(org).typed(id)
        return id if LIST_SEPARATORS.search(name) else name

    def _typed_choice(self, column: Column, value: str) -> str:
        title = self._titles.get(column.id, {}).get(value, value)
        return title if choice_of(column, title) == value else value

    def _people_of(self, org: str) -> MemberNames:
        if org not in self._people:
            self._people[org] = MemberNames(self._reader, [org])
        return self._people[org]


def _as_number(text: str) -> Value:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _as_day(text: str) -> Value:
    """A date; a month, where no day is known, stays a text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
