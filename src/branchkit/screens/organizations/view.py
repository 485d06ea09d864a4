"""What the commands of the tree may use of their screen."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from branchkit.core.organizations.organization import Organization
from branchkit.screens.view import ScreenView
from branchkit.services.organizations.board import OrganizationBoard


class TreeView(ScreenView, Protocol):
    """A tree of organisations on the screen."""

    board: OrganizationBoard

    @property
    def today(self) -> date:
        """The day of changes and rules."""

    def here(self) -> Organization:
        """The organisation under the cursor."""

    def changed(self, id: str) -> None:
        """The tree was changed: read it anew and stand on that organisation."""

    def turned(self, id: str) -> None:
        """Other rows are in sight: paint everything, the cursor on that organisation."""

    def unmask(self) -> None:
        """Show phone numbers from now on."""

    def is_unmasked(self) -> bool:
        """Whether phone numbers are shown."""
