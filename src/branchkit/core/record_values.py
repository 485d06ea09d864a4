"""A register's row as it is typed: texts made into the values that a document keeps.

What cannot be read becomes a :class:`~branchkit.core.errors.Problem` with the column as its key; the rules of the
register itself (required, bounds, choices) are checked by :func:`branchkit.core.registers.check_values`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from branchkit.core.errors import Place, Problem
from branchkit.core.messy_dates import read_date
from branchkit.core.registers import Column, ColumnKind, Register
from branchkit.core.values import frozen

YES = frozenset({"yes", "y", "true", "1", "是", "有", "√"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "×"})
_LIST_SEPARATORS = str.maketrans(dict.fromkeys(",，、;；", " "))


@frozen
class Reading:
    """How texts are read: ``find_member`` gives a member's id for an id, a number or a name, or None."""

    find_member: Callable[[str], str | None]
    today: date


def read_values(
    register: Register, texts: Mapping[str, str], reading: Reading
) -> tuple[dict[str, object], list[Problem]]:
    """Column → value for column → text; an empty text stands for an empty value (None).

    Unknown columns are passed on as they are: the register's check names them.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    columns = {column.id: column for column in register.columns}
    for id, text in texts.items():
        plain = unicodedata.normalize("NFKC", text).strip()
        if id not in columns or not plain:
            values[id] = plain or None
            continue
        try:
            values[id] = _READERS[columns[id].kind](columns[id], text.strip(), plain, reading)
        except _UnreadableError as fault:
            problems.append(_problem(columns[id], text.strip(), fault))
    return values, problems


def _problem(column: Column, text: str, fault: _UnreadableError) -> Problem:
    place = Place(key=column.id)
    if fault.member:
        return Problem("record.unknown_member", place, params={"found": fault.member})
    return Problem("record.not_of_kind", place, params={"found": text, "kind": column.kind})


class _UnreadableError(Exception):
    """A text that is no value of its column; ``member`` is a name that nobody on the roll has."""

    def __init__(self, member: str = "") -> None:
        self.member = member


_Reader = Callable[[Column, str, str, Reading], object]


def _text(_column: Column, text: str, _plain: str, _reading: Reading) -> object:
    return text


def _number(_column: Column, _text: str, plain: str, _reading: Reading) -> object:
    return str(_decimal(plain))


def _money(_column: Column, _text: str, plain: str, _reading: Reading) -> object:
    amount = _decimal(plain.rstrip("元"))
    exact = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if exact != amount:
        raise _UnreadableError
    return str(exact)


def _decimal(plain: str) -> Decimal:
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _UnreadableError from None
    if not number.is_finite() or "e" in plain.lower() or "_" in plain:
        raise _UnreadableError
    return number


def _day(_column: Column, text: str, _plain: str, reading: Reading) -> object:
    iso = read_date(text, reading.today).iso
    if len(iso) != len("2026-11-20"):
        raise _UnreadableError
    return iso


def _month(_column: Column, text: str, _plain: str, reading: Reading) -> object:
    iso = read_date(text, reading.today).iso
    if not iso:
        raise _UnreadableError
    return iso[: len("2026-11")]


def _choice(column: Column, _text: str, plain: str, _reading: Reading) -> object:
    for choice in column.choices:
        if plain in (choice.id, choice.title.zh_CN, choice.title.en):
            return choice.id
    return plain


def _yes_no(_column: Column, _text: str, plain: str, _reading: Reading) -> object:
    if plain.lower() in YES:
        return True
    if plain.lower() in NO:
        return False
    raise _UnreadableError


def _member(_column: Column, _text: str, plain: str, reading: Reading) -> object:
    member = reading.find_member(plain)
    if member is None:
        raise _UnreadableError(plain)
    return member


def _members(column: Column, text: str, plain: str, reading: Reading) -> object:
    named = plain.translate(_LIST_SEPARATORS).split()
    return [_member(column, text, name, reading) for name in named]


_READERS: Mapping[ColumnKind, _Reader] = {
    ColumnKind.TEXT: _text,
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY: _money,
    ColumnKind.DATE: _day,
    ColumnKind.MONTH: _month,
    ColumnKind.CHOICE: _choice,
    ColumnKind.YES_NO: _yes_no,
    ColumnKind.MEMBER: _member,
    ColumnKind.MEMBERS: _members,
}
