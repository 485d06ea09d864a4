"""What is written on the board: the plugin's own words, the titles of choices as the registers declare them, and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.api.registers import Register
from branchkit.api.reports import cell_width
from branchkit.api.workspace import Member, WorkspaceView
from branchkit_enterprise.vocabulary import BRANDS
from branchkit_enterprise.words import TEXTS

_ENDINGS = ("党支部", "支部")


class Labels:
    """The words in one language."""

    def __init__(self, registers: Mapping[str, Register], language: str) -> None:
        self._registers = registers
        self.language = language

    def text(self, key: str, **params: object) -> str:
        """One of the plugin's own texts."""
        return TEXTS.text(self.language, key, **params)

    def choice(self, register: str, column: str, value: str) -> str:
        """The title of a choice; the value itself where it is none."""
        return self._choices(register, column).get(value, value)

    def choice_width(self, register: str, column: str) -> int:
        """Cells that the widest choice of a column takes."""
        return max(cell_width(title) for title in self._choices(register, column).values())

    def width_of(self, *keys: str) -> int:
        """Cells that the widest of several texts takes."""
        return max(cell_width(self.text(key)) for key in keys)

    def kind(self, register: str) -> str:
        """Brand or key-problem project, in short."""
        return self.text("board.kind.brand" if register == BRANDS else "board.kind.task")

    def day(self, day: date | None, today: date) -> str:
        """A day as short as it can be: without the year where it is this one."""
        if day is None:
            return ""
        return f"{day:%m-%d}" if day.year == today.year else f"{day:%y-%m-%d}"

    def left(self, day: date | None, today: date) -> str:
        """How long it is until a day, or how long it has been; marked where it has."""
        if day is None:
            return ""
        days = (day - today).days
        if days < 0:
            return "!" + self.text("board.left.late", days=-days)
        return self.text("board.left.in" if days else "board.left.today", days=days)

    def _choices(self, register: str, column: str) -> dict[str, str]:
        declared = self._registers[register].column(column).choices
        return {choice.id: choice.title.in_language(self.language) for choice in declared}


class People:
    """Members by their organisation, read when one of it is first looked at; who has left the roll is shown by nothing."""

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
