"""What plugins may change: keeps the promises of :class:`~branchkit.plugin.workspace_view.WorkspaceActions`.

Every change goes through the service that the program's own screens use, so that nothing is kept which they would
refuse, and is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from branchkit.core.actors import Actor
from branchkit.core.errors import RecordError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.registers.register import Record, Register
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.undo import Scope, reverse
from branchkit.services.organizations.leadership import POSTS
from branchkit.services.organizations.reshaping import Person, require_whole_tree, reshape
from branchkit.services.registers.writing import add_record, edit_record

ACTION = "plugin."
"""What the ledger calls everything that a plugin did begins with this."""

OWN_CHANGES = Scope("plugin", actions=ACTION, check=require_whole_tree)
"""What undo takes back of what plugins have done."""


class StoreActions:
    """Changes a store for a plugin, in the user's name."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._contributions = contributions
        self._actor = actor
        self._clock = clock

    def add_record(
        self, register: str, org: str, values: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """A new row."""
        with self._writing("record.add", reason) as uow:
            return add_record(uow, self._register(register), org, values)

    def edit_record(
        self, register: str, org: str, id: str, changes: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """Other values in a row; None empties a column."""
        with self._writing("record.edit", reason) as uow:
            return edit_record(uow, self._register(register), org, id, changes)

    def reshape(
        self,
        *,
        founded: Sequence[Organization] = (),
        converted: Mapping[str, OrganizationKind] | None = None,
        moved: Mapping[Person, str] | None = None,
        grouped: Mapping[Person, str] | None = None,
        dissolved: Sequence[str] = (),
        carried: Sequence[str] = (),
        reason: str,
    ) -> None:
        """Change the tree in one go: all of it or nothing."""
        with self._writing("reshape", reason) as uow:
            reshape(
                uow,
                founded=founded,
                converted=converted,
                moved=moved,
                grouped=grouped,
                dissolved=dissolved,
                carried=[self._register(id) for id in carried],
                posts=self._contributions.registers.get(POSTS),
                on=self._clock().date(),
                reason=reason,
            )

    def undo(self) -> bool:
        """Take back the user's latest change made here, also one from before a restart."""
        outcome = reverse(self._store, self._actor, "undo", OWN_CHANGES)
        if outcome.refused is not None:
            raise outcome.refused
        return bool(outcome.touched)

    @contextmanager
    def _writing(self, action: str, reason: str) -> Iterator[UnitOfWork]:
        with self._store.begin(self._actor, f"{ACTION}{action}") as uow:
            yield uow
            uow.commit(reason=reason)

    def _register(self, id: str) -> Register:
        found = self._contributions.registers.get(id)
        if found is None:
            known = ", ".join(sorted(self._contributions.registers))
            raise RecordError("unknown_register", found=id, known=known)
        return found
