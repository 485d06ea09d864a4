"""The board's words in one language: the plugin's own, and the titles of choices as the registers declare them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.registers.register import Register
from branchkit.core.text_width import cell_width
from branchkit_enterprise.vocabulary import BRANDS
from branchkit_enterprise.words import TEXTS


class Labels:
    """What is written on the board."""

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
