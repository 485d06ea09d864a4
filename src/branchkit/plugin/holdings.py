"""Whose an id is: each plugin holds the names that begin with its own id, and those that its manifest names under ``holds``.

A plugin that could declare another's metric would change scores that are not its own, and in silence. So what is nobody
else's is used, and what two claim is used from neither: an open cell is seen, a wrong figure is not.
"""

from __future__ import annotations

from collections.abc import Sequence

BUILT_IN_ID = "base"
"""The pack that comes with the program."""
LOCAL = "local"
"""The id under which a workspace's own declarations are loaded."""
RESERVED = (BUILT_IN_ID, LOCAL)
"""Nobody else is called so, and these two may use any name: a clash keeps the built-in one."""


class Holdings:
    """The plugins of one workspace with the names they hold. A name is a register's id without its group: ``star-ratings``."""

    def __init__(self) -> None:
        self._claims: dict[str, list[str]] = {}
        self._plugins: list[str] = []

    def add(self, plugin: str, holds: Sequence[str] = ()) -> None:
        """A plugin that is loaded, with the names it holds beside its own."""
        self._plugins.append(plugin)
        for name in holds:
            self._claims.setdefault(name, []).append(plugin)

    def may_declare(self, plugin: str, name: str) -> bool:
        """Whether a name is this plugin's, and nobody else claims it."""
        if plugin in RESERVED:
            return True
        owner = self._owner(name)
        return plugin == owner if owner else self._claims.get(name) == [plugin]

    def others(self, plugin: str, name: str) -> str:
        """Who else holds a name, for a message; empty when nobody does."""
        owners = [owner] if (owner := self._owner(name)) else self._claims.get(name, [])
        return ", ".join(other for other in owners if other != plugin)

    def _owner(self, name: str) -> str:
        """The plugin whose id a name begins with, the longest of several: health-care holds health-care-visits, not health."""
        named = (p for p in self._plugins if name == p or name.startswith(f"{p}-"))
        return max(named, key=len, default="")


def name_of(register: str) -> str:
    """A register's id without its group: ``book.health-visits`` → ``health-visits``."""
    return register.partition(".")[2] or register
