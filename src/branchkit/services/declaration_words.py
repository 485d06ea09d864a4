"""What a register declares, in words: conditions and formulas with the titles of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import Formula, Operation, Register
from branchkit.i18n.catalog import Catalog

_MOVES = (Operation.MONTHS_AFTER, Operation.DAYS_AFTER)


def formula_text(catalog: Catalog, register: Register, formula: Formula) -> str:
    """How a column is worked out."""
    titles = [_title(catalog, register, id) for id in formula.columns]
    key = f"register.operation.{formula.operation}"
    if formula.operation in _MOVES and len(titles) > 1:
        key += "-times"
    return catalog.text(
        key,
        first=titles[0],
        others=titles[1:] or catalog.text("register.operation.today"),
        columns=titles,
        amount=formula.amount or "1",
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
