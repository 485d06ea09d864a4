"""Registers: what a branch keeps is rows of declared registers.

A register is data (TOML in a pack, a plugin or the workspace); this module holds the declared shape
and checks a row against it. It does not know how rows are stored or shown.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from branchkit.core.conditions import Condition
from branchkit.core.dates import day_of
from branchkit.core.errors import Place, Problem
from branchkit.core.formulas import Formula
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen


class ColumnKind(StrEnum):
    """What a column's values are, and how they are kept in a document."""

    TEXT = "text"
    NUMBER = "number"
    """Kept as decimal text."""
    MONEY = "money"
    """Yuan with exactly two decimals, kept as text; never a float."""
    DATE = "date"
    """Kept as 2026-11-20."""
    MONTH = "month"
    """Kept as 2026-11."""
    CHOICE = "choice"
    YES_NO = "yes-no"
    """Kept as true or false."""
    MEMBER = "member"
    """A member's id."""
    MEMBERS = "members"
    """A list of member ids."""
    ORGANIZATION = "organization"
    """An organisation's id."""
    LIST = "list"
    """A list of short texts."""


class RowsFrom(StrEnum):
    """What the rows of a register are."""

    RECORDS = "records"
    """Rows of its own, kept as ``record/<register>``."""
    MEMBERS = "members"
    """The members on the roll: the register is a way of printing and filtering them."""
    CASES = "cases"
    """The development cases."""


class Shelf(StrEnum):
    """Where a register stands in 一卡二表三簿十册, the set that a branch shows to whoever inspects it."""

    CARD = "card"
    FORM = "form"
    BOOK = "book"
    ROLL = "roll"
    MORE = "more"
    """Kept beside the set."""
    MEMBER = "member"
    """Parts of a member's or an organisation's own file: posts, transfers, terms of office."""


@frozen
class Choice:
    """One value of a choice column."""

    id: str
    title: LocalText


@frozen
class Column:
    """One column of a register."""

    id: str
    kind: ColumnKind
    title: LocalText
    required: bool = False
    personal: bool = False
    """Masked unless somebody asks for it by name."""
    choices: tuple[Choice, ...] = ()
    minimum: str = ""
    maximum: str = ""
    """Bounds of a number or of money, as decimal text; empty: none."""
    default: str = ""
    """What a new row begins with, as one would type it; ``@today``, ``@month`` and ``@year`` are the day it is made."""
    when: tuple[Condition, ...] = ()
    """The column is asked for, and may be filled, only where these hold of the row."""
    formula: Formula | None = None
    """Worked out from the row, never typed and never kept."""
    field: str = ""
    """In a register of members or cases: the field that the column shows."""
    aliases: tuple[str, ...] = ()
    """Other headings under which workbooks have it."""
    width: int = 0
    """Cells on the screen and characters on paper; 0: by kind and title."""
    printed: bool = True
    """Whether lists on paper have it."""

    @property
    def typed(self) -> bool:
        """Whether somebody fills it in."""
        return self.formula is None and not self.field


@frozen
class PaperLayout:
    """How a register is printed. A card has a page for each row, a list a line."""

    title: LocalText = NO_TEXT
    """Empty: the register's own."""
    card: bool = False
    landscape: bool = False
    note: LocalText = NO_TEXT
    """A line under the table."""
    signatures: tuple[LocalText, ...] = ()
    """Who signs at the end: 填表人, 负责人."""


@frozen
class Register:
    """A declared register. ``dated_by`` names the date or month column that puts a row in a period."""

    id: str
    title: LocalText
    columns: tuple[Column, ...]
    dated_by: str
    ended_by: str = ""
    """The date column after which a standing row (a post, a link) no longer holds; empty for registers of events."""
    summary: tuple[str, ...] = ()
    """Columns that name a row in short, for evidence."""
    source: str = ""
    """Which pack or plugin declares it."""
    rows: RowsFrom = RowsFrom.RECORDS
    shown: tuple[Condition, ...] = ()
    """Of members or cases: which ones stand in it."""
    unique: tuple[tuple[str, ...], ...] = ()
    """Sets of columns of which no two rows may have the same values: ``(("month", "member"),)``."""
    shelf: Shelf = Shelf.MORE
    position: int = 0
    """Its number on its shelf, from 1; 0: at the end."""
    paper: PaperLayout = PaperLayout()
    retention_years: int = 0
    """How long rows must be kept after their date; 0: for good. Nothing is deleted by itself."""
    basis: str = ""
    """The regulation or document that asks for it."""

    def column(self, id: str) -> Column:
        """The column with this id; KeyError when there is none."""
        for column in self.columns:
            if column.id == id:
                return column
        raise KeyError(id)

    def has(self, id: str, *kinds: ColumnKind) -> bool:
        """Whether there is such a column, of one of these kinds where any are given."""
        return any(c.id == id and (not kinds or c.kind in kinds) for c in self.columns)


@frozen
class Record:
    """A row of a register; ``values`` hold JSON values as :class:`ColumnKind` says."""

    id: str
    register: str
    org: str
    values: Mapping[str, object]
    removed: str = ""
    """Why the row no longer counts; empty while it does."""


_MONEY = re.compile(r"-?\d+\.\d\d")


def check_values(
    register: Register, values: Mapping[str, object], members: Container[str]
) -> list[Problem]:
    """What is wrong with a row, empty when it may be kept; ``members`` are the ids that may be named."""
    problems = []
    columns = {column.id: column for column in register.columns}
    for id in values.keys() - columns.keys():
        problems.append(_problem("unknown_column", id, known=", ".join(columns)))
    for column in register.columns:
        value = values.get(column.id)
        if value is None or value in ("", []):
            if column.required:
                problems.append(_problem("missing", column.id))
        elif problem := _value_problem(column, value, members):
            problems.append(problem)
    return problems


def _problem(code: str, column: str, **params: object) -> Problem:
    return Problem(f"record.{code}", Place(key=column), params=params)


def _value_problem(column: Column, value: object, members: Container[str]) -> Problem | None:
    match column.kind:
        case ColumnKind.MEMBER | ColumnKind.MEMBERS:
            return _member_problem(column, value, members)
        case ColumnKind.NUMBER | ColumnKind.MONEY:
            return _number_problem(column, value)
        case ColumnKind.CHOICE if all(value != choice.id for choice in column.choices):
            known = ", ".join(choice.id for choice in column.choices)
            return _problem("unknown_choice", column.id, found=value, known=known)
        case ColumnKind.YES_NO:
            sound = isinstance(value, bool)
        case ColumnKind.DATE:
            sound = day_of(value) is not None and len(str(value)) == len("2026-11-20")
        case ColumnKind.MONTH:
            sound = day_of(value) is not None and len(str(value)) == len("2026-11")
        case _:
            sound = isinstance(value, str)
    return None if sound else _not_of_its_kind(column, value)


def _not_of_its_kind(column: Column, value: object) -> Problem:
    return _problem("not_of_kind", column.id, found=value, kind=column.kind)


def _member_problem(column: Column, value: object, members: Container[str]) -> Problem | None:
    if isinstance(value, list) is not (column.kind is ColumnKind.MEMBERS):
        return _not_of_its_kind(column, value)
    named = value if isinstance(value, list) else [value]
    strangers = [str(id) for id in named if id not in members]
    if not strangers:
        return None
    return _problem("unknown_member", column.id, found=", ".join(strangers))


def _number_problem(column: Column, value: object) -> Problem | None:
    try:
        number = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (column.kind is ColumnKind.MONEY and not _in_fen(str(value))):
        return _not_of_its_kind(column, value)
    if column.minimum and number < Decimal(column.minimum):
        return _problem("too_small", column.id, found=value, limit=column.minimum)
    if column.maximum and number > Decimal(column.maximum):
        return _problem("too_large", column.id, found=value, limit=column.maximum)
    return None


def _in_fen(text: str) -> bool:
    return _MONEY.fullmatch(text) is not None
