"""Keys whose right the user lacks: which they are, and that they say so."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from branchkit.core.access.roles import Operation, Role
from branchkit.core.access.users import Grant, User
from branchkit.screens.access import WANTED, lacking, tells_unseen
from branchkit.screens.keymap import KNOWN
from branchkit.services.access.guard import GuardedStore
from branchkit.testing.township import GAOGOU, TOWN, a_township_store


def context(role: Role, node: str, at: str) -> Any:
    user = User("li", "李", (Grant(role, node),))
    store = GuardedStore(a_township_store(), user, lambda: datetime(2026, 11, 20))
    return SimpleNamespace(workspace=SimpleNamespace(store=store), node=at)


def test_every_key_that_wants_a_right_is_one_of_the_screens() -> None:
    assert WANTED.keys() <= set(KNOWN)


@pytest.mark.parametrize(
    ("role", "node", "at", "action", "lacks"),
    [
        (Role.SECRETARY, GAOGOU, GAOGOU, "score.take", None),
        (Role.SECRETARY, GAOGOU, TOWN, "score.take", None),
        (Role.VIEWER, TOWN, GAOGOU, "score.take", Operation.SCORE),
        (Role.REVIEWER, TOWN, GAOGOU, "members.unmask", Operation.UNMASK),
        (Role.ADMINISTRATOR, TOWN, TOWN, "organizations.add", None),
        (Role.VIEWER, TOWN, GAOGOU, "score.next", None),
        (Role.VIEWER, TOWN, TOWN, "review.agree", Operation.REVIEW),
        (Role.REVIEWER, TOWN, TOWN, "review.agree", None),
        (Role.REVIEWER, TOWN, TOWN, "rating.decide", Operation.CONFIRM),
    ],
)
def test_a_key_wants_its_right_here_or_below(
    role: Role, node: str, at: str, action: str, lacks: Operation | None
) -> None:
    assert lacking(context(role, node, at), action) is lacks


def test_where_there_are_no_users_no_key_wants_anything() -> None:
    lone: Any = SimpleNamespace(workspace=SimpleNamespace(store=a_township_store()), node=GAOGOU)
    assert lacking(lone, "score.take") is None


def test_nobody_works_at_an_organisation_of_others() -> None:
    said: list[str] = []
    here = context(Role.SECRETARY, GAOGOU, GAOGOU)
    catalog = SimpleNamespace(text=lambda key, **_params: key)
    screen: Any = SimpleNamespace(
        context=here, catalog=catalog, speak=lambda text, _tone: said.append(text)
    )
    assert not tells_unseen(screen, GAOGOU)
    assert tells_unseen(screen, TOWN)
    assert said == ["screen.access.lacking"]
