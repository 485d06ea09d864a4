"""Checks a row against its register: what is asked for is there, what is there is of its kind and within its bounds.

Whether a row repeats another one (``Register.unique``) takes the other rows and is asked in ``services/registers/lookup``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.dates import day_of
from branchkit.core.errors import Place, Problem
from branchkit.core.registers.conditions import all_hold, as_number, is_empty
from branchkit.core.registers.own_kinds import KindFaultError
from branchkit.core.registers.patterns import fits
from branchkit.core.registers.register import Column, ColumnKind, Operation, Register
from branchkit.core.registers.values import LIST_SEPARATORS, RecordReader
from branchkit.core.texts import NO_TEXT

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")
# By form, since the standard library also reads weeks (2026-W45-1), and a quarter (2026-Q4) is as long as a month.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")

_REMEMBERED = 4096
"""Values of a column that are known to be sound: most columns repeat a few."""


def check_values(
    register: Register,
    values: Mapping[str, object],
    members: Container[str],
    organizations: Container[str] = (),
) -> list[Problem]:
    """What is wrong with one row, empty when it may be kept; see :class:`RecordCheck`."""
    return RecordCheck(register, members, organizations).problems(values)


def text_problem(
    register: Register, reader: RecordReader, column: Column, text: str
) -> Problem | None:
    """What is wrong with a typed text by itself, unreadable or out of bounds, for a form that says so when the field is left; None for
    nothing. Who may be named is for the whole row to say."""
    values, problems = reader.read_record({column.id: text})
    if problems or is_empty(values[column.id]):
        return problems[0] if problems else None
    return RecordCheck(register, _ANY_TEXT, _ANY_TEXT).of_column(column, values[column.id])


class _AnyText:
    """Holds every text but the empty one."""

    def __contains__(self, text: object) -> bool:
        return text != ""


_ANY_TEXT = _AnyText()


class RecordCheck:
    """The rules of a register, ready for any number of rows.

    ``members`` and ``organizations`` are the ids that may be named.
    """

    def __init__(
        self, register: Register, members: Container[str], organizations: Container[str] = ()
    ) -> None:
        self._columns = register.columns
        self._ids = frozenset(column.id for column in register.columns)
        self._dated_by = register.dated_by
        self._sound: dict[str, set[str]] = {column.id: set() for column in register.columns}
        self._members = members
        self._organizations = organizations
        typed = [column for column in register.columns if column.typed]
        wanted = [c for c in typed if c.required or c.id == register.dated_by]
        self._typed = {column.id: column for column in typed}
        self._plain: dict[str, Container[str]] = {
            column.id: _ANY_TEXT if _takes_any_text(column) else self._sound[column.id]
            for column in typed
            if not column.when
        }
        self._always = tuple(column.id for column in wanted if not column.when)
        self._at_times = tuple(column for column in wanted if column.when)
        self._counted = _counted_columns(register)
        self._in_order = register.in_order

    def problems(
        self, values: Mapping[str, object], row: Mapping[str, object] | None = None
    ) -> list[Problem]:
        """What is wrong with ``values``, the typed columns of a row; empty ones count as left out.

        Conditions look at ``row``, which has the computed columns as well, where it is given.
        """
        seen = values if row is None else row
        problems = [] if self._is_sound(values, seen) else self._of_columns(values, seen)
        return problems or [*self._of_votes(values), *self._of_order(values)]

    def _of_columns(
        self, values: Mapping[str, object], seen: Mapping[str, object]
    ) -> list[Problem]:
        problems: list[Problem] = []
        if not self._ids.issuperset(values):
            known = ", ".join(column.id for column in self._columns if column.typed)
            strangers = [id for id in values if id not in self._ids]
            problems += (_problem("unknown_column", id, known=known) for id in strangers)
        for column in self._columns:
            value = values.get(column.id)
            if is_empty(value):
                wanted = column.required or column.id == self._dated_by
                if wanted and column.typed and all_hold(column.when, seen):
                    problems.append(_problem("missing", column.id))
            elif not column.typed:
                problems.append(_problem("computed", column.id))
            elif column.when and not all_hold(column.when, seen):
                problems.append(_problem("not_applicable", column.id))
            elif problem := self._of_kind(column, value):
                problems.append(problem)
        return problems

    def _of_votes(self, values: Mapping[str, object]) -> Iterator[Problem]:
        """What cannot be of the votes that a row counts, at the columns that hold the figures."""
        if not self._counted:
            return
        from branchkit.core.meetings.votes import Count, miscounted

        counts: dict[str, int] = {}
        for figure, column in self._counted.items():
            value = values.get(column)
            number = Decimal(len(value)) if isinstance(value, list) else as_number(value) or 0
            if number != int(number):
                yield Problem("vote.not_whole", Place(key=column))
                return
            counts[figure] = int(number)
        for problem in miscounted(Count(**counts)):
            yield replace(problem, place=Place(key=self._counted[problem.place.key]))

    def _of_order(self, values: Mapping[str, object]) -> Iterator[Problem]:
        """Days that lie before one that has to come first."""
        for columns in self._in_order:
            latest: date | None = None
            before = ""
            for id in columns:
                day = day_of(values.get(id))
                if day is not None and latest is not None and day < latest:
                    title = next(c.title for c in self._columns if c.id == before)
                    yield _problem("out_of_order", id, found=day, other=title, earliest=latest)
                elif day is not None:
                    latest, before = day, id

    def _is_sound(self, values: Mapping[str, object], seen: Mapping[str, object]) -> bool:
        """Whether nothing is wrong, asked in the shortest way: in a list of fifty thousand most rows are sound."""
        for id in self._always:
            if id not in values:
                return False
        for id, value in values.items():
            if value.__class__ is str and value in self._plain.get(id, ()):
                continue
            column = self._typed.get(id)
            if column is None or not (value or value is False):
                return False
            if column.when and not all_hold(column.when, seen):
                return False
            if self._of_kind(column, value):
                return False
        return not any(
            column.id not in values and all_hold(column.when, seen) for column in self._at_times
        )

    def of_column(self, column: Column, value: object) -> Problem | None:
        """What speaks against a value that is not empty, whatever else the row has."""
        return self._of_kind(column, value)

    def _of_kind(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, str):
            return self._asked(column, value)
        sound = self._sound[column.id]
        if value in sound:
            return None
        problem = self._asked(column, value)
        if problem is None and len(sound) < _REMEMBERED:
            sound.add(value)
        return problem

    def _asked(self, column: Column, value: object) -> Problem | None:
        """What the kind says of it, and then a plugin's."""
        problem = _OF_KIND[column.kind](self, column, value)
        if problem is not None or column.own is None:
            return problem
        try:
            refusal = column.own.check(value)
        except KindFaultError as error:
            return column.own.fault(column.id, error)
        return column.own.problem(column.id, refusal, value) if refusal else None

    def _of_text(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, str):
            return _not_of_its_kind(column, value)
        if not column.pattern or fits(column.pattern, value):
            return None
        if column.pattern_message != NO_TEXT:
            return _problem("of_form", column.id, found=value, message=column.pattern_message)
        return _problem("not_of_form", column.id, found=value, pattern=column.pattern)

    def _of_list(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, list) or not all(_is_entry(entry) for entry in value):
            return _not_of_its_kind(column, value)
        return _repeated(column, value)

    def _of_number(self, column: Column, value: object) -> Problem | None:
        form = _MONEY if column.kind is ColumnKind.MONEY else _NUMBER
        if not isinstance(value, str) or form.fullmatch(value) is None:
            return _not_of_its_kind(column, value)
        if column.minimum and Decimal(value) < Decimal(column.minimum):
            return _problem("too_small", column.id, found=value, limit=column.minimum)
        if column.maximum and Decimal(value) > Decimal(column.maximum):
            return _problem("too_large", column.id, found=value, limit=column.maximum)
        return None

    def _of_date(self, column: Column, value: object) -> Problem | None:
        form = _MONTH if column.kind is ColumnKind.MONTH else _DATE
        sound = isinstance(value, str) and form.fullmatch(value) and day_of(value)
        return None if sound else _not_of_its_kind(column, value)

    def _of_choice(self, column: Column, value: object) -> Problem | None:
        if any(value == choice.id for choice in column.choices):
            return None
        known = [choice.title for choice in column.choices]
        return _problem("unknown_choice", column.id, found=value, known=known)

    def _of_yes_no(self, column: Column, value: object) -> Problem | None:
        return None if isinstance(value, bool) else _not_of_its_kind(column, value)

    def _of_member(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, str):
            return _not_of_its_kind(column, value)
        if value in self._members:
            return None
        return _problem("unknown_member", column.id, found=value)

    def _of_members(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, list):
            return _not_of_its_kind(column, value)
        strangers = [str(id) for id in value if id not in self._members]
        if strangers:
            return _problem("unknown_member", column.id, found=", ".join(strangers))
        return _repeated(column, value)

    def _of_organization(self, column: Column, value: object) -> Problem | None:
        if not isinstance(value, str):
            return _not_of_its_kind(column, value)
        if value in self._organizations:
            return None
        return _problem("unknown_organization", column.id, found=value)


_OF_KIND: Mapping[ColumnKind, Callable[[RecordCheck, Column, object], Problem | None]] = {
    ColumnKind.TEXT: RecordCheck._of_text,
    ColumnKind.NUMBER: RecordCheck._of_number,
    ColumnKind.MONEY: RecordCheck._of_number,
    ColumnKind.DATE: RecordCheck._of_date,
    ColumnKind.MONTH: RecordCheck._of_date,
    ColumnKind.CHOICE: RecordCheck._of_choice,
    ColumnKind.YES_NO: RecordCheck._of_yes_no,
    ColumnKind.MEMBER: RecordCheck._of_member,
    ColumnKind.MEMBERS: RecordCheck._of_members,
    ColumnKind.ORGANIZATION: RecordCheck._of_organization,
    ColumnKind.LIST: RecordCheck._of_list,
}


def _takes_any_text(column: Column) -> bool:
    return column.kind is ColumnKind.TEXT and not column.pattern and column.own is None


def _counted_columns(register: Register) -> dict[str, str]:
    """Figure of a vote's count → the column that holds it; empty for a register in which nobody types such counts."""
    formulas = (column.formula for column in register.columns)
    voting = next((f for f in formulas if f and f.operation is Operation.PASSED), None)
    if voting is None:
        return {}
    from branchkit.core.meetings.votes import FIGURES

    counted = dict(zip(FIGURES, voting.columns[1:], strict=False))
    known = {column.id for column in register.columns if column.typed}
    return counted if known.issuperset(counted.values()) else {}


def _problem(code: str, column: str, **params: object) -> Problem:
    return Problem(f"record.{code}", Place(key=column), params=params)


def _not_of_its_kind(column: Column, value: object) -> Problem:
    return _problem("not_of_kind", column.id, found=value, kind=column.kind)


def _is_entry(value: object) -> bool:
    """Whether an entry of a list would be read back as it is from the texts that lists are typed as."""
    return (
        isinstance(value, str)
        and bool(value)
        and value == value.strip()
        and LIST_SEPARATORS.search(value) is None
    )


def _repeated(column: Column, entries: list[str]) -> Problem | None:
    if len(set(entries)) == len(entries):
        return None
    twice = dict.fromkeys(entry for entry in entries if entries.count(entry) > 1)
    return _problem("named_twice", column.id, found=", ".join(twice))
