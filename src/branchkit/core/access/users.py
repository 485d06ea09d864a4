"""Users: who somebody is, and the roles that they were given, each on a node of the tree and for a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from branchkit.core.access.roles import WHOLE, Role
from branchkit.core.fields import Unknown, code_of, unknown_fields, with_unknown
from branchkit.core.values import frozen


@frozen
class Grant:
    """A role on a node. ``since`` and ``until`` are ISO days, both included; empty: from ever, for ever."""

    role: Role
    node: str = WHOLE
    since: str = ""
    until: str = ""
    more: tuple[Any, ...] = ()
    """What another version has written down behind it."""

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.since <= day.isoformat() and not self.has_ended(day)

    def has_ended(self, day: date) -> bool:
        """Whether its last day is over."""
        return bool(self.until) and self.until < day.isoformat()


@frozen
class User:
    """Somebody who works in the workspace. They are never taken away, since the ledger names them."""

    login: str
    """What the system, or ``BRANCHKIT_ACTOR``, calls them."""
    name: str
    """What the ledger and all papers call them; no two users share one."""
    grants: tuple[Grant, ...] = ()
    left: bool = False
    """Whether they have left, and may do nothing any more."""
    bound: bool = False
    """Whether only the system's account of the same login may be this user."""
    unknown: Unknown = ()
    """What another version knows of them."""

    def held(self, day: date) -> tuple[Grant, ...]:
        """The grants that count on a day."""
        return () if self.left else tuple(g for g in self.grants if g.holds_on(day))

    def to_body(self) -> dict[str, Any]:
        """The document that the store keeps."""
        body: dict[str, Any] = {
            "name": self.name,
            "grants": [[str(g.role), g.node, g.since, g.until, *g.more] for g in self.grants],
        }
        if self.left:
            body["left"] = True
        if self.bound:
            body["bound"] = True
        return with_unknown(body, self.unknown)

    @classmethod
    def from_body(cls, login: str, body: dict[str, Any]) -> User:
        """From the store's document, which another version may have written."""
        return cls(
            login,
            body["name"],
            tuple(
                Grant(code_of(Role, role), node, since, until, tuple(more))
                for role, node, since, until, *more in body["grants"]
            ),
            bool(body.get("left")),
            bool(body.get("bound")),
            unknown_fields(body, _OF_A_USER),
        )


_OF_A_USER = frozenset(("name", "grants", "left", "bound"))
