"""What the commands of the roster may use of their screen."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from branchkit.core.members.member import Member
from branchkit.screens.view import ScreenView
from branchkit.services.members.board import RosterBoard
from branchkit.services.members.views import MemberLine


class MembersView(ScreenView, Protocol):
    """A roster on the screen."""

    board: RosterBoard
    unmasked: frozenset[str]

    @property
    def today(self) -> date:
        """The day that ages are counted on."""

    def here(self) -> MemberLine | None:
        """The line under the cursor; None where the view is empty."""

    def member_here(self) -> Member | None:
        """The member under the cursor, as kept."""

    def changed(self, org: str, id: str) -> None:
        """One member was changed: paint the roster anew and stand on that member, if in the view."""

    def turned(self) -> None:
        """Another view or order is shown: paint everything."""

    def unmask(self, fields: frozenset[str]) -> None:
        """Show these personal fields from now on."""

    def toggle_subtree(self) -> None:
        """Everything below the organisation as well, or only itself."""
