"""Asking for a right where nothing is put: exporting, opening, offering.

Whatever reads for a user carries their ``rights``; a workspace without users has a store without any, which lets everything pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, cast

from branchkit.core.access.roles import Operation

if TYPE_CHECKING:
    from branchkit.core.access.rights import Rights


class Guarded(Protocol):
    """A store, or a unit of work, of a workspace that has users."""

    @property
    def rights(self) -> Rights:
        """Those of the user it stands for."""

    def refuse(self, operation: Operation, org: str) -> None:
        """Note that something was refused, and raise :class:`~branchkit.core.errors.AccessError` ``no_right``."""


def guard_of(reader: object) -> Guarded | None:
    """The reader as one that guards; None where there are no users."""
    return cast(Guarded, reader) if hasattr(reader, "rights") else None


def may(reader: object, operation: Operation, org: str) -> bool:
    """Whether a right is there; always where there are no users."""
    guard = guard_of(reader)
    return guard is None or guard.rights.may(operation, org)


def require(reader: object, operation: Operation, orgs: Iterable[str]) -> None:
    """Raise :class:`~branchkit.core.errors.AccessError` ``no_right`` for the first organisation in which it is not there."""
    guard = guard_of(reader)
    if guard is None:
        return
    for org in orgs:
        if not guard.rights.may(operation, org):
            guard.refuse(operation, org)
