"""Keeping users: who is one, which roles they are given and lose. Nobody is taken away, since the ledger names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from branchkit.core.access.roles import USER, WHOLE, Role
from branchkit.core.access.users import Grant, User
from branchkit.core.errors import AccessError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.services.access.entering import known_user
from branchkit.services.access.guarded_reader import ORGANIZATION


def users_of(reader: Reader) -> list[User]:
    """All users that may be seen, by login."""
    return [User.from_body(d.id, d.body) for d in reader.scan(WHOLE, USER)]


def existing_user(reader: Reader, name: str) -> User:
    """A user by login or name; raises :class:`AccessError` ``no_user``."""
    user = known_user(reader, name)
    if user is None:
        raise AccessError("no_user", name=name)
    return user


def add_user(uow: UnitOfWork, user: User, today: date) -> User:
    """A new user. The first one of a workspace administers all of it.

    Raises :class:`AccessError` ``login_taken``, ``name_taken``, ``no_login``, ``first_administrator``, and what a grant may be refused for.
    """
    others = users_of(uow)
    if not user.login.strip() or not user.name.strip():
        raise AccessError("no_login")
    if any(other.login == user.login for other in others):
        raise AccessError("login_taken", login=user.login)
    if not others and not _administers_all(user, today):
        raise AccessError("first_administrator")
    _keep(uow, user, others)
    return user


def change_user(
    uow: UnitOfWork,
    login: str,
    today: date,
    *,
    name: str | None = None,
    given: Iterable[Grant] = (),
    taken: Iterable[Grant] = (),
    bound: bool | None = None,
    left: bool | None = None,
) -> User:
    """Other values of a user; of ``taken`` only role and node count.

    A role that is given again counts from the days given. One that is taken ends with yesterday, or goes where it has not begun. Raises
    :class:`AccessError` ``no_user``, ``no_such_grant``, ``last_administrator``, and what :func:`add_user` does.
    """
    others = users_of(uow)
    before = next((user for user in others if user.login == login), None)
    if before is None:
        raise AccessError("no_user", name=login)
    grants = list(before.grants)
    for grant in taken:
        grants = _without(grants, grant, today)
    for grant in given:
        grants = [g for g in grants if not (_same(g, grant) and not g.has_ended(today))]
        grants.append(grant)
    user = replace(
        before,
        name=before.name if name is None else name.strip(),
        grants=tuple(grants),
        bound=before.bound if bound is None else bound,
        left=before.left if left is None else left,
    )
    others = [other for other in others if other.login != login]
    if not any(_administers_all(one, today) for one in (*others, user)):
        raise AccessError("last_administrator", name=user.name)
    _keep(uow, user, others, before.grants)
    return user


def _keep(uow: UnitOfWork, user: User, others: Iterable[User], known: Iterable[Grant] = ()) -> None:
    if any(other.name == user.name for other in others):
        raise AccessError("name_taken", name=user.name)
    for grant in user.grants:
        if grant not in known:
            _check(uow, grant)
    uow.put(WHOLE, USER, user.login, user.to_body())


def _check(reader: Reader, grant: Grant) -> None:
    """Raise :class:`AccessError` ``node_wanted``, ``no_node`` or ``days`` for a grant that would mean nothing."""
    if grant.node == WHOLE and grant.role is Role.SECRETARY:
        raise AccessError("node_wanted", role=str(grant.role))
    if grant.node != WHOLE and reader.get(WHOLE, ORGANIZATION, grant.node) is None:
        raise AccessError("no_node", node=grant.node)
    if grant.until and grant.until < grant.since:
        raise AccessError("days", since=grant.since, until=grant.until)


def _without(grants: list[Grant], taken: Grant, today: date) -> list[Grant]:
    found = [g for g in grants if _same(g, taken) and not g.has_ended(today)]
    if not found:
        raise AccessError("no_such_grant", role=str(taken.role))
    yesterday = (today - timedelta(days=1)).isoformat()
    ended = {g: replace(g, until=yesterday) for g in found if g.since <= yesterday}
    return [ended.get(g, g) for g in grants if g not in found or g in ended]


def _same(one: Grant, other: Grant) -> bool:
    return (one.role, one.node) == (other.role, other.node)


def _administers_all(user: User, today: date) -> bool:
    """Whether they administer everything, now and for as long as nobody says otherwise."""
    return any(
        grant.role is Role.ADMINISTRATOR and grant.node == WHOLE and not grant.until
        for grant in user.held(today)
    )
