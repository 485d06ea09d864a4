"""Names on the board: of members by their organisation, read when one of it is first looked at."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.members.member import Member
from branchkit.plugin.workspace_view import WorkspaceView

_ENDINGS = ("党支部", "支部")


class People:
    """Who is who; a member who is on the roll no longer is shown by nothing."""

    def __init__(self, view: WorkspaceView) -> None:
        self._view = view
        self._members: dict[str, dict[str, Member]] = {}
        self._orgs = {organization.id: organization for organization in view.tree().all()}

    def name(self, org: str, member: str) -> str:
        """A member's name."""
        found = self._roll(org).get(member)
        return found.name if found else ""

    def names(self, org: str, members: Iterable[str]) -> list[str]:
        """Several members' names."""
        return [name for member in members if (name := self.name(org, member))]

    def roll(self, org: str) -> list[Member]:
        """Everybody on a roll, in its order."""
        return list(self._roll(org).values())

    def organization(self, org: str) -> str:
        """An organisation's short name."""
        return self._orgs[org].short if org in self._orgs else org

    def unit(self, org: str) -> str:
        """The same as a column has room for it: without saying that it is a branch."""
        name = self.organization(org)
        return next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)

    def _roll(self, org: str) -> dict[str, Member]:
        if org not in self._members:
            self._members[org] = {member.id: member for member in self._view.members(org)}
        return self._members[org]
