"""A register's row as it is typed: texts made into the values that a document keeps.

What cannot be read becomes a :class:`~branchkit.core.errors.Problem` with the column as its key; the rules of the
register itself (required, bounds, choices) are checked by :mod:`branchkit.core.registers.checks`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from branchkit.core.date_reading import read_date, read_day
from branchkit.core.errors import Place, Problem
from branchkit.core.numbers import is_workable
from branchkit.core.registers.own_kinds import KindFaultError, NotOfKind
from branchkit.core.registers.register import FIGURES, Column, ColumnKind, Register
from branchkit.core.text_width import is_plain
from branchkit.core.typed_numbers import bare_amount, typed_number
from branchkit.core.values import frozen

YES = frozenset({"yes", "y", "true", "1", "是", "有", "√"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "×"})
LIST_SEPARATORS = re.compile(r"[,，、;；\r\n]")
_REMEMBERED = 4096
"""Texts of a column that are remembered with their values: most columns of a workbook repeat a few."""


def _nobody(_text: str) -> str | None:
    return None


@frozen
class Reading:
    """How texts are read: ``find_member`` gives a member's id for an id, a number or a name, or None."""

    find_member: Callable[[str], str | None]
    today: date
    """From which short dates are written out."""
    find_organization: Callable[[str], str | None] = _nobody
    """The same of organisations."""
    typed: bool = True
    """Whether somebody has typed them just now, so that ``5`` is a day of this month and ``+7`` one in a week; out of a file neither is
    a date."""


def read_values(
    register: Register, texts: Mapping[str, str], reading: Reading
) -> tuple[dict[str, object], list[Problem]]:
    """Column → value for column → text, of one row; see :class:`RecordReader`."""
    return RecordReader(register, reading).read_record(texts)


def written_out(column: Column, text: str, today: date) -> str:
    """A typed day, month, time or number in full, as it was understood; other texts, and what is none, as they are."""
    if column.time:
        from branchkit.core.typed_times import time_written_out

        return time_written_out(text)
    if column.entry not in (ColumnKind.DATE, ColumnKind.MONTH, *FIGURES) or not text.strip():
        return text
    try:
        return str(_READERS[column.kind](column, _plain(text), Reading(_nobody, today)))
    except _UnreadableError:
        return text


def strange_choices(register: Register, values: Mapping[str, object]) -> frozenset[str]:
    """The columns in which a row has a choice that the register does not have: another version's, or a county's of yesterday."""
    return frozenset(
        column.id
        for column in register.columns
        if column.kind is ColumnKind.CHOICE
        and (value := values.get(column.id))
        and all(value != choice.id for choice in column.choices)
    )


def undecided_columns(register: Register, strange: frozenset[str]) -> frozenset[str]:
    """The columns of which nobody knows whether they apply, since that hangs on choices that nobody knows."""
    return frozenset(
        column.id
        for column in register.columns
        for condition in column.when
        if strange.intersection(condition.columns)
    )


def choice_of(column: Column, text: str) -> str:
    """The id of the choice that a text means: an id, a title in either language, or an alias; empty for none."""
    wanted = _plain(text)
    if any(wanted == choice.id for choice in column.choices):
        return wanted
    for choice in column.choices:
        names = (choice.title.zh_CN, choice.title.en, *choice.aliases)
        if wanted and wanted in map(_plain, names):
            return choice.id
    return ""


def _plain(text: str) -> str:
    """Full-width letters and figures as ordinary ones, nothing around them."""
    return unicodedata.normalize("NFKC", text).strip()


class RecordReader:
    """Reads any number of rows of a register."""

    def __init__(self, register: Register, reading: Reading) -> None:
        self._today = reading.today
        self._readers = {column.id: _ColumnReader(column, reading) for column in register.columns}

    def written_out(self, column: Column, text: str) -> str:
        """A typed day, month or number in full, as it was understood; other texts, and what is none, as they are."""
        return written_out(column, text, self._today)

    def read_record(self, texts: Mapping[str, str]) -> tuple[dict[str, object], list[Problem]]:
        """Column → value for column → text, and what could not be read; an empty text stands for an empty value (None).

        Unknown columns are passed on as they are: the register's check names them.
        """
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for id, text in texts.items():
            reader = self._readers.get(id)
            if reader is None:
                values[id] = text.strip() or None
                continue
            try:
                values[id] = reader.read_value(text)
            except _UnreadableError as fault:
                problems.append(_problem(reader.column, text.strip(), fault))
        return values, problems


class _ColumnReader:
    """Reads the texts of one column."""

    def __init__(self, column: Column, reading: Reading) -> None:
        self.column = column
        self._reading = reading
        self._known: dict[str, object] = {}

    def read_value(self, text: str) -> object:
        """The value; raises :class:`_UnreadableError`."""
        if not is_plain(text):
            raise _UnreadableError(steers=True)
        if self.column.entry is ColumnKind.TEXT and self.column.own is None:
            return self._time(text.strip()) if self.column.time else text.strip() or None
        if self.column.kind is ColumnKind.LIST:
            return list(dict.fromkeys(_entries(text))) or None
        if text in self._known:
            known = self._known[text]
            # A list is handed out anew, so that nobody changes what the next row gets.
            return list(known) if isinstance(known, list) else known
        plain = _plain(text)
        value = self._read(plain) if plain else None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[text] = value
        return list(value) if isinstance(value, list) else value

    def _time(self, text: str) -> str | None:
        """What somebody types has to be a time; of what comes out of a file nobody asks any more."""
        from branchkit.core.typed_times import typed_time

        time = typed_time(text)
        if text and not time and self._reading.typed:
            raise _UnreadableError
        return time or text or None

    def _read(self, plain: str) -> object:
        own = self.column.own
        if own is None:
            return _READERS[self.column.kind](self.column, plain, self._reading)
        try:
            value = own.read(plain)
        except KindFaultError as error:
            raise _UnreadableError(told=own.fault(self.column.id, error)) from error
        if isinstance(value, NotOfKind):
            raise _UnreadableError(told=own.problem(self.column.id, value, plain))
        return value


def _problem(column: Column, text: str, fault: _UnreadableError) -> Problem:
    place = Place(key=column.id)
    if fault.told is not None:
        return fault.told
    if fault.steers:
        return Problem("text.steers", place)
    if fault.stranger:
        kind = "organization" if column.kind is ColumnKind.ORGANIZATION else "member"
        return Problem(f"record.unknown_{kind}", place, params={"found": fault.stranger})
    kind = "time" if column.time else str(column.kind)
    return Problem("record.not_of_kind", place, params={"found": text, "kind": kind})


class _UnreadableError(Exception):
    """A text that is no value of its column.

    ``stranger`` is a name that nobody, or nobody alone, has; ``steers``: there is in it what is not seen; ``told`` is what a
    plugin's kind says.
    """

    def __init__(
        self, stranger: str = "", *, steers: bool = False, told: Problem | None = None
    ) -> None:
        self.stranger = stranger
        self.told = told
        self.steers = steers


def _number(_column: Column, plain: str, _reading: Reading) -> object:
    return format(_decimal(plain), "f")


def _money(_column: Column, plain: str, _reading: Reading) -> object:
    amount = _decimal(bare_amount(plain))
    try:
        exact = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation:
        raise _UnreadableError from None
    if exact != amount:
        raise _UnreadableError
    return str(exact)


def _decimal(plain: str) -> Decimal:
    number = typed_number(plain)
    if number is None or not is_workable(number):
        raise _UnreadableError
    return number


def _day(_column: Column, plain: str, reading: Reading) -> object:
    if reading.typed:
        from branchkit.core.typed_days import typed_day

        day = typed_day(plain, reading.today)
    else:
        day = read_day(plain, reading.today)
    if day is None:
        raise _UnreadableError
    return day.isoformat()


def _month(_column: Column, plain: str, reading: Reading) -> object:
    if reading.typed:
        from branchkit.core.typed_days import typed_month

        found = typed_month(plain, reading.today)
        iso = str(found) if found else ""
    else:
        iso = read_date(plain, reading.today).iso
    if not iso:
        raise _UnreadableError
    return iso[: len("2026-11")]


def _choice(column: Column, plain: str, _reading: Reading) -> object:
    return choice_of(column, plain) or plain


def _yes_no(_column: Column, plain: str, _reading: Reading) -> object:
    if plain.lower() in YES:
        return True
    if plain.lower() in NO:
        return False
    raise _UnreadableError


def _member(_column: Column, plain: str, reading: Reading) -> object:
    return _found(reading.find_member, plain)


def _members(_column: Column, plain: str, reading: Reading) -> object:
    people: list[str] = []
    for name in _entries(plain):
        whole = reading.find_member(name)
        # A space may part two names or stand in one.
        people += [whole] if whole else (_found(reading.find_member, part) for part in name.split())
    return list(dict.fromkeys(people))


def _organization(_column: Column, plain: str, reading: Reading) -> object:
    return _found(reading.find_organization, plain)


def _entries(text: str) -> list[str]:
    return [entry for part in LIST_SEPARATORS.split(text) if (entry := part.strip())]


def _found(find: Callable[[str], str | None], name: str) -> str:
    id = find(name)
    if id is None:
        raise _UnreadableError(name)
    return id


# Texts and lists are kept as they are typed; they are read before the others' texts are made plain.
_READERS: Mapping[ColumnKind, Callable[[Column, str, Reading], object]] = {
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY: _money,
    ColumnKind.DATE: _day,
    ColumnKind.MONTH: _month,
    ColumnKind.CHOICE: _choice,
    ColumnKind.YES_NO: _yes_no,
    ColumnKind.MEMBER: _member,
    ColumnKind.MEMBERS: _members,
    ColumnKind.ORGANIZATION: _organization,
}
