"""Functions that a plugin brings for computed columns: what its hook returns."""

from __future__ import annotations

from typing import Protocol

from branchkit.core.registers.register import ColumnFunction, ColumnKind
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class FormulaFunction:
    """A function for a computed column: ``formula = { function = "county/weight", of = ["hours", "night"] }``.

    ``target`` is ``pkg.module:function``, imported when the first value is worked out. It is called with one argument for each column:
    Decimal of a number or an amount, date of a date or (the first day of) a month, bool, a tuple of texts of a list or of members, else a text; None where the column is
    empty, an empty tuple where a list is. It returns the like for ``makes``, or None for no value. It must be pure: what it said of some arguments is
    remembered.
    """

    id: str
    """Begins with the plugin's own and a stroke: ``county/weight``."""
    title: LocalText
    target: str
    takes: tuple[ColumnKind, ...]
    """The kinds of the columns, in order. A number may be an amount as well."""
    makes: ColumnKind
    """The kind of the column that it works out."""


class LoadedFunction(ColumnFunction, Protocol):
    """A function whose failures are kept."""

    @property
    def spec(self) -> FormulaFunction:
        """As the plugin returned it."""

    @property
    def title(self) -> LocalText:
        """What it is called."""
