"""How many statements a store executes: for tests that hold a piece of work to its price."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from branchkit.core.ports import Reader
from branchkit.store.sqlite_store import SqliteStore


@contextmanager
def statements_of(store: Reader) -> Iterator[list[str]]:
    """The statements that a store executes in the block, in their order, with their values filled in.

    Everything counts: what begins and ends a transaction, and each execution of a statement that is executed several
    times. ``store`` is a :class:`~branchkit.store.sqlite_store.SqliteStore`, else TypeError; one block at a time.
    """
    if not isinstance(store, SqliteStore):
        raise TypeError(f"{type(store).__name__} executes no statements")
    found: list[str] = []
    store.watch(found.append)
    try:
        yield found
    finally:
        store.watch(None)


def verbs(statements: list[str]) -> list[str]:
    """What the statements do, by their first words (``SELECT``, ``INSERT``): for comparing with what is expected."""
    return [statement.split(maxsplit=1)[0].upper() for statement in statements]
