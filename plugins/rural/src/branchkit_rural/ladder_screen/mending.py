"""The form by which a committee gives an organisation something to mend; the row goes into that one's rectification list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.api.screens import FieldKind, FormField
from branchkit.api.workspace import Member, WorkspaceActions, day_written_out
from branchkit_rural.ladder import Line
from branchkit_rural.rectification import ITEMS
from branchkit_rural.shortfall import lost_points
from branchkit_rural.words import Words

_GROUND = "rating"
_SECRETARY = "书记"


class MendingForm:
    """Fields for one rung, and what becomes of what was typed."""

    def __init__(
        self, words: Words, line: Line, members: Sequence[Member], today: date, year: int
    ) -> None:
        self._words, self._line, self._members = words, line, members
        self._today, self._year = today, year

    def fields(self) -> list[FormField]:
        """What, how, who, who looks after it, by when; the costliest criterion and the secretary are proposed."""
        people = tuple((member.id, member.name) for member in self._members)
        return [
            FormField("item", self._label("item"), self._worst(), required=True),
            FormField("measures", self._label("measures")),
            FormField(
                "owner",
                self._label("owner"),
                self._secretary(),
                FieldKind.CHOICE,
                people,
                required=True,
            ),
            FormField("supervisor", self._label("supervisor"), self._leader()),
            FormField(
                "deadline",
                self._label("deadline"),
                required=True,
                hint=self._words.text("mend.deadline-hint"),
                tidy=lambda text: day_written_out(text, self._today),
                check=self._date_fault,
            ),
        ]

    def keep(self, texts: Mapping[str, str], actions: WorkspaceActions) -> Mapping[str, str]:
        """Faults by field; with none the row is on disk."""
        faults = {
            key: self._words.text("mend.missing")
            for key in ("item", "owner", "deadline")
            if not texts.get(key, "").strip()
        }
        if "deadline" not in faults and (fault := self._date_fault(texts["deadline"])):
            faults["deadline"] = fault
        if faults:
            return faults
        typed = {key: text.strip() for key, text in texts.items() if text.strip()}
        values = {"date": self._today.isoformat(), "ground": _GROUND, **typed}
        reason = self._words.text("mend.reason", year=self._year)
        actions.add_record(ITEMS, self._line.organization.id, values, reason=reason)
        return {}

    def _date_fault(self, text: str) -> str:
        try:
            deadline = date.fromisoformat(text)
        except ValueError:
            return self._words.text("mend.no-date")
        return self._words.text("mend.too-early") if deadline < self._today else ""

    def _label(self, key: str) -> str:
        return self._words.text(f"mend.{key}")

    def _worst(self) -> str:
        lost = lost_points(self._line.now, self._line.organization)
        return lost[0].criterion.title.in_language(self._words.language) if lost else ""

    def _secretary(self) -> str:
        """Whose post names the secretary, else the first on the roll."""
        leading = [m for m in self._members if _SECRETARY in m.post]
        return next((member.id for member in leading or self._members), "")

    def _leader(self) -> str:
        return self._line.organization.contact_leader
