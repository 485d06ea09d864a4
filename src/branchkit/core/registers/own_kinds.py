"""Kinds of columns that plugins bring: their values are kept as one of ours is, and read, shown, checked and put in order by
the plugin.

Here such a kind is a value with four functions; who guards them is the plugin layer's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from branchkit.core.errors import Place, Problem
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from decimal import Decimal


@frozen
class NotOfKind:
    """What a plugin's kind answers for a text or value that is none of its own."""

    message: LocalText = NO_TEXT
    """Why, and what is wanted: 河道编码是两个字母加四位数字; empty: the kind's title says enough."""


class KindFaultError(Exception):
    """A plugin's kind could not answer; ``place`` is the line of its code."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@frozen
class OwnKind:
    """A kind of a plugin's. ``read``, ``check`` and ``show`` are given and give values as documents keep them."""

    id: str
    """``<plugin>/<name>``, as registers name it."""
    title: LocalText
    kept: str
    """As which of our kinds its values are kept, compared and measured: a :class:`~branchkit.core.registers.register.ColumnKind`."""
    read: Callable[[str], object]
    """The value of a text, or :class:`NotOfKind`; raises :class:`KindFaultError`."""
    check: Callable[[object], NotOfKind | None]
    """What is wrong with a value, None when it may be kept; raises :class:`KindFaultError`."""
    show: Callable[[object], str]
    """A value as people read it, and as they type it: read again it gives the same value."""
    sort_key: Callable[[object], tuple[Decimal | int, str]]
    """Where a value stands among others."""
    width: int = 0
    """Cells on the screen; 0: as the kind that it is kept as."""

    def problem(self, column: str, refusal: NotOfKind, found: object) -> Problem:
        """What a refused text or value comes to, at its column."""
        params: dict[str, object] = {"found": found, "kind": self.title}
        if refusal.message == NO_TEXT:
            return Problem("record.not_of_own_kind", Place(key=column), params=params)
        params["message"] = refusal.message
        return Problem("record.refused_by_kind", Place(key=column), params=params)

    def fault(self, column: str, error: KindFaultError) -> Problem:
        """What a plugin's fault comes to: a value that nobody could check is not kept."""
        plugin = self.id.partition("/")[0]
        params: dict[str, object] = {
            "kind": self.title,
            "plugin": plugin,
            "place": error.place,
            "message": error.message,
        }
        return Problem("record.kind_failed", Place(key=column), params=params)
