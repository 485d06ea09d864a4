"""What is done on the map: rows added, uses noted, commitments settled, units found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.api.screens import Commands, Place
from branchkit_community.region.values import Commitment, Resource, UnitRow, in_urgency
from branchkit_community.rows import on
from branchkit_community.screen.forms import Draft
from branchkit_community.screen.shown import Table
from branchkit_community.screen.source import commitment_state
from branchkit_community.vocabulary import COMMITMENTS, PLUGIN, USES
from branchkit_community.words import TEXTS

if TYPE_CHECKING:
    from branchkit_community.screen.region_screen import RegionScreen

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


class RegionCommands(Commands["RegionScreen"]):
    """The actions of the screen."""

    def __init__(self, screen: RegionScreen) -> None:
        super().__init__(screen)
        self.actions = {
            f"{PLUGIN}.units": lambda: screen.turn_to(Table.UNITS),
            f"{PLUGIN}.resources": lambda: screen.turn_to(Table.RESOURCES),
            f"{PLUGIN}.commitments": lambda: screen.turn_to(Table.COMMITMENTS),
            f"{PLUGIN}.open": self._open,
            f"{PLUGIN}.add": self._add,
            f"{PLUGIN}.note": self._note,
            f"{PLUGIN}.pressing": screen.turn_pressing,
            f"{PLUGIN}.find": self._find,
            f"{PLUGIN}.register": lambda: screen.go(
                Place("register", register=screen.shown.register)
            ),
            f"{PLUGIN}.undo": self._undo,
            f"{PLUGIN}.earlier": lambda: screen.turn_period(-1),
            f"{PLUGIN}.later": lambda: screen.turn_period(1),
        }

    def _words(self, key: str, /, **params: object) -> str:
        return TEXTS.text(self._screen.language, key, **params)

    def _find(self) -> None:
        """The cursor goes along with every letter of a unit's name or its pinyin initials."""
        self._screen.find(
            [name for _org, name in self._screen.shown.units()],
            self._words("screen.find"),
            self._words("screen.not_found"),
            numbered=False,
        )

    def _open(self) -> None:
        """Everything about the unit under the cursor."""
        screen = self._screen
        key = screen.shown.unit_at(screen.grid.cursor[0])
        for unit in screen.region_now.units:
            if (unit.org, unit.name) == key:
                screen.show_report(unit.name, screen.details.report(unit, screen.size.width))

    def _add(self) -> None:
        """A new row of the register behind the table, of the unit under the cursor."""
        screen = self._screen
        org, unit = screen.shown.unit_at(screen.grid.cursor[0])
        table = screen.shown.table
        begins = {"unit": unit} if unit and table is not Table.UNITS else {}
        asked = ASKED_OF_A_NEW[table]
        draft = Draft(screen.shown.register, org or screen.view.node, begins, asked)
        screen.fill(draft, self._words(f"form.add.{table}"))

    def _note(self) -> None:
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
            self._screen.tell("nothing_to_note")
            return

        def picked(id: str) -> None:
            part = parts[int(id)]
            if isinstance(part, Resource):
                self._note_use(part)
            else:
                self._settle(part)

        options = [(str(place), self._named(part)) for place, part in enumerate(parts)]
        self._screen.choose(self._words("screen.which"), options, picked)

    def _named(self, part: Resource | Commitment) -> str:
        if isinstance(part, Resource):
            return self._words("screen.use_of", resource=part.name)
        state = commitment_state(part, self._screen.language)
        return self._words("screen.settling", commitment=part.text, state=state)

    def _note_use(self, resource: Resource) -> None:
        begins = {"unit": resource.unit, "resource": resource.name}
        draft = Draft(USES, resource.record.org, begins, ASKED_OF_A_USE)
        title = self._words("form.use", resource=resource.name)
        self._screen.fill(draft, title, resource.record)

    def _settle(self, commitment: Commitment) -> None:
        record = commitment.record
        # Looked at in an earlier quarter it may still be open and have been settled since.
        if on(record, "done_on") is not None:
            self._screen.tell("settled_already")
            return
        begins = {
            **record.values,
            "state": "kept",
            "done_on": self._screen.view.today.isoformat(),
        }
        draft = Draft(COMMITMENTS, record.org, begins, ASKED_OF_A_SETTLEMENT, record.id)
        self._screen.fill(draft, self._words("form.settle", commitment=commitment.text))

    def _undo(self) -> None:
        """Take back what was kept here last."""
        done = self._screen.actions.undo()
        if done:
            self._screen.reread()
        self._screen.tell("undone" if done else "nothing_to_undo")
