"""What is done on the map: rows added, uses noted, commitments settled, units found."""

from __future__ import annotations

from branchkit_community.region.values import Commitment, Resource, UnitRow, in_urgency
from branchkit_community.rows import on
from branchkit_community.screen.forms import Draft
from branchkit_community.screen.shown import Table
from branchkit_community.screen.source import commitment_state
from branchkit_community.screen.view import RegionView
from branchkit_community.vocabulary import COMMITMENTS, USES
from branchkit_community.words import TEXTS

ASKED_OF_A_NEW = {
    Table.UNITS: (
        "unit",
        "kind",
        "party_org",
        "members",
        "representative",
        "post",
        "phone",
        "seated",
        "quarter",
        "since",
    ),
    Table.RESOURCES: (
        "unit",
        "kind",
        "resource",
        "extent",
        "for_whom",
        "hours",
        "contact",
        "phone",
        "since",
    ),
    Table.COMMITMENTS: ("date", "unit", "kind", "commitment", "quarter", "deadline"),
}
"""What is asked of a new row: nothing of how it will end."""
ASKED_OF_A_USE = ("date", "used_for", "quarter", "people", "amount", "member")
ASKED_OF_A_SETTLEMENT = ("state", "done_on", "result")


class RegionCommands:
    """The actions of the screen."""

    def __init__(self, screen: RegionView) -> None:
        self._screen = screen

    def _text(self, key: str, /, **params: object) -> str:
        return TEXTS.text(self._screen.language, key, **params)

    def open(self) -> None:
        """Everything about the unit under the cursor."""
        screen = self._screen
        key = screen.shown.unit_at(screen.grid.cursor[0])
        for unit in screen.region_now.units:
            if (unit.org, unit.name) == key:
                screen.show_report(unit.name, screen.details.report(unit, screen.size.width))

    def add(self) -> None:
        """A new row of the register behind the table, of the unit under the cursor."""
        screen = self._screen
        org, unit = screen.shown.unit_at(screen.grid.cursor[0])
        table = screen.shown.table
        begins = {"unit": unit} if unit and table is not Table.UNITS else {}
        asked = ASKED_OF_A_NEW[table]
        draft = Draft(screen.shown.register, org or screen.view.node, begins, asked)
        screen.fill(draft, self._text(f"form.add.{table}"))

    def note(self) -> None:
        """What became of the row under the cursor; of a unit one of its resources or commitments is picked first."""
        match self._screen.shown.entry(self._screen.grid.cursor[0]):
            case UnitRow() as unit:
                self._pick(unit)
            case Resource() as resource:
                self._note_use(resource)
            case Commitment() as commitment:
                self._settle(commitment)

    def _pick(self, unit: UnitRow) -> None:
        pressing = [c for c in in_urgency(unit.commitments) if not c.is_settled]
        parts: list[Resource | Commitment] = [*pressing, *unit.resources]
        if not parts:
            self._screen.speak("nothing_to_note")
            return

        def picked(id: str) -> None:
            part = parts[int(id)]
            if isinstance(part, Resource):
                self._note_use(part)
            else:
                self._settle(part)

        options = [(str(place), self._named(part)) for place, part in enumerate(parts)]
        self._screen.pick("which", options, picked)

    def _named(self, part: Resource | Commitment) -> str:
        if isinstance(part, Resource):
            return self._text("screen.use_of", resource=part.name)
        state = commitment_state(part, self._screen.language)
        return self._text("screen.settling", commitment=part.text, state=state)

    def _note_use(self, resource: Resource) -> None:
        begins = {"unit": resource.unit, "resource": resource.name}
        draft = Draft(USES, resource.record.org, begins, ASKED_OF_A_USE)
        title = self._text("form.use", resource=resource.name)
        self._screen.fill(draft, title, resource.record)

    def _settle(self, commitment: Commitment) -> None:
        record = commitment.record
        # Looked at in an earlier quarter it may still be open and have been settled since.
        if on(record, "done_on") is not None:
            self._screen.speak("settled_already")
            return
        begins = {
            **record.values,
            "state": "kept",
            "done_on": self._screen.view.today.isoformat(),
        }
        draft = Draft(COMMITMENTS, record.org, begins, ASKED_OF_A_SETTLEMENT, record.id)
        self._screen.fill(draft, self._text("form.settle", commitment=commitment.text))

    def undo(self) -> None:
        """Take back what was kept here last."""
        done = self._screen.actions.undo()
        if done:
            self._screen.reread()
        self._screen.speak("undone" if done else "nothing_to_undo")
