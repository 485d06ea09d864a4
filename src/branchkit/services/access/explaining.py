"""Rights put so that people can be told: why somebody may do something, who could, and what was refused to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.access.rights import Explanation, explain
from branchkit.core.access.roles import REFUSAL, WHOLE, Operation
from branchkit.core.access.users import User
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Store
from branchkit.core.values import frozen
from branchkit.services.access.users import users_of


@frozen
class Answer:
    """Why a user may do something in an organisation, or may not."""

    user: User
    operation: Operation
    org: str
    explanation: Explanation
    others: tuple[User, ...] = ()
    """Who could, where this one may not; as far as whoever asks may see other users."""


def answer(
    store: Store, user: User, operation: Operation, org: str, tree: OrganizationTree, day: date
) -> Answer:
    """Why; raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``."""
    why = explain(user, operation, org, tree, day)
    if why.allowed:
        return Answer(user, operation, org, why)
    could = (u for u in users_of(store) if explain(u, operation, org, tree, day).allowed)
    return Answer(user, operation, org, why, tuple(could))


@frozen
class RefusalTold:
    """Something that was refused: when, to whom, which right lacked where, and what it was wanted for."""

    at: str
    by: str
    operation: str
    org: str
    """An organisation's id; empty: everything in the workspace."""
    action: str
    """As the ledger calls it; empty: looking."""


def refusals(store: Store) -> Iterator[RefusalTold]:
    """What was refused, newest first, as far as whoever asks may audit; the user's own always."""
    for entry in store.entries(kind=REFUSAL, newest_first=True):
        fields = {path: after for path, (_before, after) in entry.change.fields.items()}
        yield RefusalTold(
            str(fields.get("/at", "")),
            entry.actor,
            str(fields.get("/operation", "")),
            entry.org,
            str(fields.get("/action", "")),
        )


def node_name(tree: OrganizationTree, node: str, whole: str) -> str:
    """What a grant's node is called; ``whole`` for everything."""
    return whole if node == WHOLE else tree.name(node)
