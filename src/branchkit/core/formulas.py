"""Formulas: what a computed column is worked out from. A short list of operations, so that a clerk can declare one."""

from __future__ import annotations

from enum import StrEnum

from branchkit.core.values import frozen


class Operation(StrEnum):
    """How a computed column's value follows from other columns of its row. An empty input gives an empty value."""

    COUNT = "count"
    """How many people or entries a list column has; an empty list has 0. → number"""
    WITHOUT = "without"
    """The people of the first column who are in none of the others. → members"""
    SUM = "sum"
    """Numbers added up; empty ones count nothing unless all are. → number or money"""
    MINUS = "minus"
    """The first number less the others, empty others counting nothing. → number or money"""
    PRODUCT = "product"
    """Numbers multiplied, money rounded half up to the fen. → number or money"""
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
    PASSED = "passed"
    """Whether a vote carried, by the rule for its kind: columns kind, entitled, present, in favour. → yes-no"""


@frozen
class Formula:
    """An operation with the columns it looks at, in the order that the operation wants."""

    operation: Operation
    columns: tuple[str, ...]
    amount: str = ""
    """Months or days as decimal text, or the name of a field."""
