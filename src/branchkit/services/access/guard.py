"""The store of a workspace that has users, for one of them: the port, with the table of rights in front of it.

Whatever is put is asked for: the action says which right it wants (``core/access/actions``), the document in which organisation. So
neither command nor screen nor plugin goes around it, and none of them has to know of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from branchkit.core.access.actions import wanted_for
from branchkit.core.access.roles import REFUSAL, USER, WHOLE, Operation
from branchkit.core.access.users import User
from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.fields import code_of
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import (
    Body,
    Damage,
    Document,
    LedgerEnd,
    Store,
    TellStep,
    UnitOfWork,
)
from branchkit.core.values import frozen
from branchkit.services.access.guarded_reader import (
    ORGANIZATION,
    Desk,
    GuardedReader,
    read_user,
)
from branchkit.services.unmasking import UNMASKING

REFUSE = "access.refuse"
"""What the ledger calls the writing down of a refusal."""
_SHAPE = ("parent", "kind", "dissolved", "merged_into")
"""Fields of an organisation that make the tree; the others are its own affair."""


@frozen
class Refused:
    """Something that was refused: which right lacked, where, and what it was wanted for."""

    operation: Operation
    org: str
    action: str


class GuardedStore(GuardedReader):
    """A store for one user; what is asked of it otherwise is the inner store's."""

    def __init__(self, inner: Store, user: User, clock: Callable[[], datetime]) -> None:
        super().__init__(inner, Desk(inner, user, lambda: clock().date()))
        self.inner = inner
        self._clock = clock
        self._unit: GuardedUnit | None = None
        self._told: set[Refused] = set()

    @property
    def actor(self) -> Actor:
        """The user as everything is done in their name, whoever else they may say they are."""
        return Actor(self.rights.user.name, rights=self.rights)

    def begin(self, actor: Actor, action: str) -> GuardedUnit:
        """Start a transaction in the user's name."""
        unit = self.inner.begin(self.actor, action)
        self._unit = GuardedUnit(self, unit, self._desk, action)
        return self._unit

    def version(self) -> int:
        """As the port has it; rights that others have changed meanwhile count from then on."""
        version = self.inner.version()
        if self._unit is None:
            self._desk.freshen()
        return version

    def refuse(self, operation: Operation, org: str) -> None:
        """As :meth:`GuardedReader.refuse`, and written down: of looking at one thing once a session."""
        refused = Refused(operation, org, "")
        if self._unit is not None:
            self._unit.refuse(operation, org)
        if refused not in self._told:
            self._told.add(refused)
            self.write_down([refused])
        super().refuse(operation, org)

    def write_down(self, refusals: list[Refused]) -> None:
        """Keep what was refused; where nothing can be written it is refused all the same."""
        at = self._clock().isoformat(timespec="seconds")
        with suppress(StoreError), self.inner.begin(self.actor, REFUSE) as uow:
            for refused in refusals:
                number = sum(1 for _ in uow.scan(refused.org, REFUSAL, at)) + 1
                body = {"operation": str(refused.operation), "action": refused.action, "at": at}
                uow.put(refused.org, REFUSAL, f"{at}#{number}", body)
            uow.commit()

    def ended(self) -> None:
        """The open transaction is over."""
        self._unit = None

    def last_seq(self) -> int:
        """As the port has it."""
        return self.inner.last_seq()

    def clock_behind(self) -> datetime | None:
        """As the port has it."""
        return self.inner.clock_behind()

    def verify(
        self, *, since: LedgerEnd | None = None, tell: TellStep | None = None
    ) -> list[Damage]:
        """As the port has it, for whoever audits or administers everything."""
        if not self.rights.may(Operation.ADMINISTER, WHOLE):
            self._require(Operation.AUDIT)
        return self.inner.verify(since=since, tell=tell)

    def count_figures_anew(self) -> None:
        """As the port has it, for whoever administers everything."""
        self._require(Operation.ADMINISTER)
        self.inner.count_figures_anew()

    def backup(self, target: Path) -> list[Damage]:
        """As the port has it, for whoever administers everything: all that is kept is in the copy."""
        self._require(Operation.ADMINISTER)
        return self.inner.backup(target)

    def close(self) -> None:
        """Let go of the file."""
        self.inner.close()

    def _require(self, operation: Operation) -> None:
        if not self.rights.may(operation, WHOLE):
            self.refuse(operation, WHOLE)


class GuardedUnit(GuardedReader):
    """A unit of work of one user."""

    def __init__(self, store: GuardedStore, inner: UnitOfWork, desk: Desk, action: str) -> None:
        super().__init__(inner, desk)
        self.actor = store.actor
        self._store = store
        self._unit = inner
        self._action = action
        self._wanted = wanted_for(action)
        self._refusals: list[Refused] = []
        self._outer, desk.reader = desk.reader, inner
        try:
            desk.freshen()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._desk.put_back(self._outer)
        self._unit.__exit__(kind, error, traceback)
        self._store.ended()
        if self._refusals:
            self._store.write_down(self._refusals)

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document; raises :class:`AccessError` ``no_right`` where the action is not open to the user."""
        self._ask_for(org, kind, id, body)
        return self._unit.put(org, kind, id, body)

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """As the port has it."""
        return self._unit.commit(reason=reason, undoes=undoes)

    def refuse(self, operation: Operation, org: str) -> None:
        """As :meth:`GuardedReader.refuse`, and written down when the transaction is over."""
        self._refusals.append(Refused(operation, org, self._action))
        super().refuse(operation, org)

    def _ask_for(self, org: str, kind: str, id: str, body: Body) -> None:
        if org != WHOLE and kind in _ABOUT_THOSE_BELOW:
            self._want_below(self._wanted, org)
        elif org != WHOLE:
            self._want(_OF_KIND.get(kind, self._wanted), org)
        elif kind == ORGANIZATION:
            self._ask_for_organization(id, body)
        elif kind == USER:
            self._ask_for_user(id, body)
        else:
            self._want(self._wanted, WHOLE)

    def _ask_for_organization(self, id: str, body: Body) -> None:
        """Its own affairs want what the action wants; the shape of the tree is an administrator's."""
        document = self._unit.get(WHOLE, ORGANIZATION, id)
        before = document.body if document else {}
        if before and body and all(before.get(f) == body.get(f) for f in _SHAPE):
            self._want(self._wanted, id)
            return
        places = [id, before.get("parent", id)] if before else []
        for place in dict.fromkeys([*places, body.get("parent", id)]):
            self._want(_ADMINISTER, place)
        if before:
            # What is below stands elsewhere, too.
            self._desk.doubt()
            self.rights.forget_tree()
        else:
            self._desk.doubt()
            kind = code_of(OrganizationKind, body.get("kind", OrganizationKind.BRANCH))
            parent = body.get("parent", WHOLE)
            self.rights.learn(Organization(id, body.get("name", id), kind, parent=parent))

    def _ask_for_user(self, login: str, body: Body) -> None:
        """Whoever gives, changes or takes a role administers the node that it is on."""
        before = read_user(self._unit, login)
        after = User.from_body(login, body) if body else None
        given = {grant for user in (before, after) if user for grant in user.grants}
        if before is not None and after is not None and _who(before) == _who(after):
            given = set(before.grants) ^ set(after.grants)
        nodes = {grant.node for grant in given}
        for node in sorted(nodes):
            self._want(_ADMINISTER, node)
        if not nodes and not self.rights.may_anywhere(Operation.ADMINISTER):
            self.refuse(Operation.ADMINISTER, WHOLE)
        self._desk.doubt()

    def _want_below(self, wanted: frozenset[Operation] | None, org: str) -> None:
        """Somebody above keeps it with their own organisation, by a right that they have on those directly below it."""
        children = self.rights.tree.children(org)
        for one in wanted or _ADMINISTER:
            if any(self.rights.may(one, child.id) for child in children):
                return
        self._want(wanted, org)

    def _want(self, wanted: frozenset[Operation] | None, org: str) -> None:
        if wanted is None:
            wanted, org = _ADMINISTER, WHOLE
        if not any(self.rights.may(operation, org) for operation in wanted):
            self.refuse(next(one for one in Operation if one in wanted), org)


_ADMINISTER = frozenset({Operation.ADMINISTER})
_OF_KIND = {UNMASKING: frozenset({Operation.UNMASK}), REFUSAL: _ADMINISTER}
"""What documents of a kind want, whatever they are put for."""
_ABOUT_THOSE_BELOW = frozenset({"terms", "sample", "rating"})
"""Kinds of documents that an organisation keeps about its children."""


def _who(user: User) -> tuple[str, bool, bool]:
    return user.name, user.left, user.bound
