"""Keys whose right the user lacks: which they are, and that they say so."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from branchkit.core.access.roles import Operation, Role
from branchkit.core.access.users import Grant, User
from branchkit.screens import actions
from branchkit.screens.access import WANTED, lacking
from branchkit.services.access.guard import GuardedStore
from branchkit.testing.township import GAOGOU, TOWN, a_township_store


def context(role: Role, node: str, at: str) -> Any:
    user = User("li", "李", (Grant(role, node),))
    store = GuardedStore(a_township_store(), user, lambda: datetime(2026, 11, 20))
    return SimpleNamespace(workspace=SimpleNamespace(store=store), node=at)


def test_every_key_that_wants_a_right_is_one_of_the_screens() -> None:
    known = {
        action.id
        for table in vars(actions).values()
        if isinstance(table, tuple)
        for action in table
        if isinstance(action, actions.Action)
    }
    assert WANTED.keys() <= known


@pytest.mark.parametrize(
    ("role", "node", "at", "action", "lacks"),
    [
        (Role.SECRETARY, GAOGOU, GAOGOU, "score.take", None),
        (Role.SECRETARY, GAOGOU, TOWN, "score.take", None),
        (Role.VIEWER, TOWN, GAOGOU, "score.take", Operation.SCORE),
        (Role.REVIEWER, TOWN, GAOGOU, "members.unmask", Operation.UNMASK),
        (Role.ADMINISTRATOR, TOWN, TOWN, "organizations.add", None),
        (Role.VIEWER, TOWN, GAOGOU, "score.next", None),
    ],
)
def test_a_key_wants_its_right_here_or_below(
    role: Role, node: str, at: str, action: str, lacks: Operation | None
) -> None:
    assert lacking(context(role, node, at), action) is lacks


def test_where_there_are_no_users_no_key_wants_anything() -> None:
    lone: Any = SimpleNamespace(workspace=SimpleNamespace(store=a_township_store()), node=GAOGOU)
    assert lacking(lone, "score.take") is None
