"""Conditions on a row: what must hold of its columns for it to count, to be shown, or to be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from branchkit.core.dates import day_of
from branchkit.core.values import frozen


@frozen
class Condition:
    """What must hold of one column; every part that is set must. An empty value fulfils none of them but ``filled`` false.

    ``one_of`` are accepted values ("yes" and "no" for a yes-no column; of a list one of its entries). ``reaches`` names
    a number column of the same row that must be reached, ``by_end_of`` a date or month column whose last day must not
    be passed. A condition without any part asks that there is a value.

    ``any_of`` are groups of conditions of which one has to hold as a whole; such a condition is on no column of its own.
    """

    column: str = ""
    one_of: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    reaches: str = ""
    by_end_of: str = ""
    filled: bool | None = None
    any_of: tuple[tuple[Condition, ...], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that has to be looked at."""
        grouped = (id for group in self.any_of for part in group for id in part.columns)
        return tuple(id for id in (self.column, self.reaches, self.by_end_of, *grouped) if id)


def all_hold(conditions: Iterable[Condition], values: Mapping[str, object]) -> bool:
    """Whether a row with these values fulfils every condition."""
    return all(_holds(condition, values) for condition in conditions)


_EMPTY: tuple[object, ...] = (None, "", [])


def is_empty(value: object) -> bool:
    """Whether a column without a value has this one; a document does not keep it."""
    return value in _EMPTY


def as_number(value: object) -> Decimal | None:
    """A kept number or amount; None for anything else."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    try:
        return Decimal(value) if isinstance(value, str) and value else None
    except InvalidOperation:
        return None


def as_text(value: object) -> str:
    """A kept value as conditions name it: yes and no for true and false."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _holds(condition: Condition, values: Mapping[str, object]) -> bool:
    if condition.any_of:
        return any(all_hold(group, values) for group in condition.any_of)
    value = values.get(condition.column)
    if is_empty(value):
        return condition.filled is False
    if condition.filled is False:
        return False
    if condition.one_of and not _is_one_of(value, condition.one_of):
        return False
    if condition.at_least is not None and not _reaches(value, condition.at_least):
        return False
    if condition.at_most is not None and not _reaches(condition.at_most, value):
        return False
    if condition.reaches and not _reaches(value, values.get(condition.reaches)):
        return False
    return not condition.by_end_of or _is_by(value, values.get(condition.by_end_of))


def _is_one_of(value: object, accepted: tuple[str, ...]) -> bool:
    entries = value if isinstance(value, list) else (value,)
    return any(as_text(entry) in accepted for entry in entries)


def _reaches(value: object, goal: object) -> bool:
    number, wanted = as_number(value), as_number(goal)
    return number is not None and wanted is not None and number >= wanted


def _is_by(value: object, limit: object) -> bool:
    day, last = day_of(value), day_of(limit, last=True)
    return day is not None and last is not None and day <= last
