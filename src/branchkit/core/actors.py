"""Who does something: written into every ledger entry, and asked for before every step of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.core.access.roles import Operation, Role, claimed
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.access.rights import Rights


@frozen
class Actor:
    """A person at the keyboard; ``name`` is what the ledger keeps."""

    name: str
    role: Role = Role.SECRETARY
    """What they say they are; where there are users, it is their grants that count."""

    rights: Rights | None = None
    """Of a user of the workspace; None where there are no users."""

    def operations(self, org: str) -> frozenset[Operation]:
        """What they may do with an organisation."""
        return claimed(self.role) if self.rights is None else self.rights.allowed(org)
