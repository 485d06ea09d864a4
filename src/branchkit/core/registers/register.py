"""Registers: what a branch keeps is rows of declared registers.

A register is data (TOML in a pack, a plugin or the workspace); this module holds the declared shape. A row is checked
against it by :mod:`branchkit.core.registers.checks`; how rows are stored or shown is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from branchkit.core.registers.conditions import Condition, as_number, is_empty
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.errors import Problem
    from branchkit.core.members.member import Member
    from branchkit.core.registers.own_kinds import OwnKind


class Operation(StrEnum):
    """How a computed column's value follows from other columns of its row. An empty input gives an empty value."""

    COUNT = "count"
    """How many people or entries a list column has; of an empty one the number in a second column where there is one, else 0.
    → number"""
    WITHOUT = "without"
    """The people of the first column who are in none of the others. → members"""
    SUM = "sum"
    """Numbers added up; empty ones count nothing unless all are. → number or money"""
    MINUS = "minus"
    """The first number less the others, empty others counting nothing. → number or money"""
    PRODUCT = "product"
    """Numbers multiplied, and by ``amount`` where one is named; money rounded half up to the fen. → number or money"""
    SHARE = "share"
    """The first number or list in per cent of the second, to one decimal; empty when the second is 0. → number"""
    MONTHS_AFTER = "months-after"
    """The date in the first column moved by ``amount`` calendar months, times the second column where one is named. → date"""
    DAYS_AFTER = "days-after"
    """The date in the first column moved by ``amount`` days, times the second column where one is named. → date"""
    DAYS_BETWEEN = "days-between"
    """From the first date to the second, or to today where only one is named. → number"""
    MONTHS_BETWEEN = "months-between"
    """Whole calendar months from the first date to the second, or to today. → number"""
    OF_MEMBER = "of-member"
    """A field, named by ``amount``, of the member in the first column: sex, birth, age, party_age, education, post, phone … → as the field"""
    FIRST = "first"
    """The first of the columns that is filled. → as the columns, which are all of one kind"""
    NEXT = "next"
    """Of columns that are filled one after the other, the id of the one after the last that is; those that do not apply to the
    row are passed over, and after the last there is none. → choice, with the columns' ids as its choices"""
    GAPS = "gaps"
    """How many of such columns are empty though a later one is filled. → number"""
    RULE = "rule"
    """The figure of a rule pack, named instead of a column, that is in force on the row's day. → number"""
    PASSED = "passed"
    """Whether a vote carried, by the rule for its kind: columns kind, entitled, present, in favour; after them those of the
    votes against, the abstentions and the votes given in writing, as far as there are any. → yes-no"""
    FUNCTION = "function"
    """What a function of a plugin, named by ``amount``, makes of the columns. → as the function says"""


@frozen
class Formula:
    """An operation with the columns it looks at, in the order that the operation wants."""

    operation: Operation
    columns: tuple[str, ...]
    amount: str = ""
    """Months, days or a factor as decimal text, or the name of a field or a function."""
    rule: str = ""
    """The figure of a rule pack that stands for ``amount``, or that is the value: ``rural/decision-notice``."""
    function: ColumnFunction | None = None


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


class ColumnFunction(Protocol):
    """A function that works a column out."""

    @property
    def takes(self) -> tuple[ColumnKind, ...]:
        """The kinds of the columns that it looks at, in order."""

    @property
    def makes(self) -> ColumnKind:
        """The kind of its value."""

    def __call__(self, inputs: Sequence[object]) -> object:
        """The value as a document would keep it, of inputs as documents keep them; None where there is none. It never raises."""


FIGURES = (ColumnKind.NUMBER, ColumnKind.MONEY)
"""The kinds of which values are decimal texts."""


class RecordsFrom(StrEnum):
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
    aliases: tuple[str, ...] = ()
    """What else it is called in workbooks."""


@frozen
class Column:
    """One column of a register."""

    id: str
    kind: ColumnKind
    """What its values are."""
    title: LocalText
    required: bool = False
    """Whether a row without it is refused."""
    personal: bool = False
    """Masked unless somebody asks for it by name."""
    choices: tuple[Choice, ...] = ()
    """What there is to choose from, of a column of choices."""
    minimum: str = ""
    """The least that a number or money may be, as decimal text; empty: none."""
    maximum: str = ""
    """The most, likewise."""
    default: str = ""
    """What a new row begins with, as one would type it; ``@today``, ``@month`` and ``@year`` are the day it is made."""
    unset: str = ""
    """The choice that a row without one has: of rows that were kept before there was the column."""
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
    own: OwnKind | None = None
    """A plugin's kind; ``kind`` is then as which its values are kept."""
    pattern: str = ""
    """The form that the whole of a text must have (:mod:`~branchkit.core.registers.patterns`); empty: any."""
    pattern_message: LocalText = NO_TEXT
    """What is said of a text that has another form."""
    time: bool = False
    """Whether a text is a time of day, kept as 09:30. What came out of a file and is none stays as it is."""

    @property
    def entry(self) -> ColumnKind:
        """As which kind it is typed, shown and put into workbooks: a plugin's kind is a text, whatever it is kept as."""
        return ColumnKind.TEXT if self.own else self.kind

    @property
    def typed(self) -> bool:
        """Whether somebody fills it in."""
        return self.formula is None and not self.field


@frozen
class PageLayout:
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
class Limit:
    """Of so many rows only one may be such: at most a third of those who are graded is excellent."""

    where: tuple[Condition, ...]
    """Which rows are such."""
    of: tuple[Condition, ...]
    """Among which rows; none: all."""
    together: tuple[str, ...]
    """Rows that are alike in these columns are held to it together: those of a year."""
    one_in: str
    """The rule that says among how many one may be: ``members/excellent-one-in``."""


@frozen
class Register:
    """A declared register. ``dated_by`` names the date or month column that puts a row in a period."""

    id: str
    title: LocalText
    columns: tuple[Column, ...]
    """In their order."""
    dated_by: str
    ended_by: str = ""
    """The date column after which a standing row (a post, a link) no longer holds; empty for registers of events."""
    summary: tuple[str, ...] = ()
    """Columns that name a row in short, for evidence."""
    source: str = ""
    """Which pack or plugin declares it."""
    rows: RecordsFrom = RecordsFrom.RECORDS
    """What its rows are."""
    shown: tuple[Condition, ...] = ()
    """Of members or cases: which ones stand in it."""
    unique: tuple[tuple[str, ...], ...] = ()
    """Sets of columns of which no two rows may have the same values: ``(("month", "member"),)``."""
    shelf: Shelf = Shelf.MORE
    """Where it stands in the set that is shown to whoever inspects."""
    position: int = 0
    """Its number on its shelf, from 1; 0: at the end."""
    layout: PageLayout = PageLayout()
    """How it is printed."""
    retention_years: int = 0
    """How long rows must be kept after their date; 0: for good. Nothing is deleted by itself."""
    basis: str = ""
    """The regulation or document that asks for it."""
    due_by: str = ""
    """The date or month column with the day by which a row has to be settled."""
    settled_by: str = ""
    """The column that says that it is: a date, or yes."""
    in_order: tuple[tuple[str, ...], ...] = ()
    """Lists of date columns of which none may be dated before one that stands earlier in its list; empty ones count nothing."""
    limits: tuple[Limit, ...] = ()
    """What is held against all rows, since no row is at fault by itself."""
    extended_by: tuple[str, ...] = ()
    """Who added columns to it."""
    monthly: tuple[str, ...] = ()
    """What the cells of a sheet with a column a month hold: the first column, and the others where the sheet has none for them."""
    checks: tuple[RowCheck, ...] = ()
    """What plugins hold a row against before it is kept."""

    @property
    def computes(self) -> bool:
        """Whether a row says more than is kept of it: by columns worked out from the others, or by what an empty one means."""
        return any(column.formula or column.unset for column in self.columns)

    @property
    def unset(self) -> dict[str, str]:
        """Column → what a row without a value has there."""
        return {column.id: column.unset for column in self.columns if column.unset}

    def column(self, id: str) -> Column:
        """The column with this id; KeyError when there is none."""
        for column in self.columns:
            if column.id == id:
                return column
        raise KeyError(id)

    def has(self, id: str, *kinds: ColumnKind) -> bool:
        """Whether there is such a column, of one of these kinds where any are given."""
        return any(c.id == id and (not kinds or c.kind in kinds) for c in self.columns)

    def comparable(self, values: Mapping[str, object]) -> dict[str, object]:
        """Column → value as queries compare it: numbers and amounts as Decimal, the others as they are kept.

        Empty values are left out, and so are those that are not of their column's kind: they compare with nothing.
        """
        found = ((c.id, _comparable(c.kind, values.get(c.id))) for c in self.columns)
        return {id: value for id, value in found if value is not None}


_TYPES: Mapping[ColumnKind, type] = {
    ColumnKind.YES_NO: bool,
    ColumnKind.MEMBERS: list,
    ColumnKind.LIST: list,
}
"""How a value is kept, where that is not as a text."""


def _comparable(kind: ColumnKind, value: object) -> object:
    if is_empty(value):
        return None
    if kind in FIGURES:
        number = as_number(value)
        return number if number is not None and number.is_finite() else None
    return value if isinstance(value, _TYPES.get(kind, str)) else None


@frozen
class Record:
    """A row of a register; ``values`` hold JSON values as :class:`ColumnKind` says."""

    id: str
    register: str
    """The register's id."""
    org: str
    values: Mapping[str, object]
    """Column → value in JSON's types, as :class:`ColumnKind` says; empty columns are left out."""
    removed: str = ""
    """Why the row no longer counts; empty while it does."""


class RowsRead(Protocol):
    """Reads rows of the organisation that is written to, by the id of their register."""

    def __call__(
        self, register: str, *, since: date | None = None, until: date | None = None
    ) -> Iterator[Record]:
        """As they are kept, computed columns left out; nothing for an unknown register."""


@frozen
class RecordScene:
    """One row that is to be kept. To look at it costs nothing; ``members`` and ``records`` read the store each time."""

    record: Record
    """As it would be kept, computed columns left out; sound by its columns. A new one has no id."""
    members: Callable[[], Sequence[Member]]
    """Who is on the organisation's roll, in its order."""
    records: RowsRead
    """What is kept already; of a row that is changed, as it was."""


RowCheck = Callable[[RecordScene], "list[Problem]"]
"""What is wrong with a row, each problem at a column; one that is a warning does not keep the row from being kept."""
