"""Whoever opens a workspace that has users: which of them they are, and the store as it is for that one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from branchkit.core.access.roles import USER, WHOLE
from branchkit.core.access.users import User
from branchkit.core.errors import AccessError
from branchkit.core.ports import Bounds, Reader, Store
from branchkit.services.access.guard import GuardedStore
from branchkit.services.access.guarded_reader import read_user


def enter(store: Store, name: str, account: str, clock: Callable[[], datetime]) -> GuardedStore:
    """The store for the user who is called ``name``; ``account`` is what the system calls whoever runs the program.

    Raises :class:`AccessError` ``unknown_user``, ``not_the_account``, ``left``, ``no_role``.
    """
    user = known_user(store, name)
    if user is None:
        raise AccessError("unknown_user", name=name)
    if user.bound and account != user.login:
        raise AccessError("not_the_account", name=user.name)
    if user.left:
        raise AccessError("left", name=user.name)
    if not user.held(clock().date()):
        raise AccessError("no_role", name=user.name)
    return GuardedStore(store, user, clock)


def known_user(reader: Reader, name: str) -> User | None:
    """A user by login, or else by the name that the ledger has; None where there is none."""
    if (user := read_user(reader, name)) is not None:
        return user
    named = reader.scan(WHOLE, USER, bounds=Bounds("name", name, name), limit=1)
    return next((User.from_body(d.id, d.body) for d in named), None)
