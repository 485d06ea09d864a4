"""The three tables of the map: units, resources, commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from branchkit.api.registers import Register
from branchkit.api.screens import GridCell, GridColumn, Tone
from branchkit_community.region.values import Commitment, CommitmentState, Resource, UnitRow
from branchkit_community.rows import figure_text, text_of
from branchkit_community.vocabulary import RESOURCE_KINDS
from branchkit_community.words import TEXTS

EMPTY = GridCell("")
NARROW = 80
MOST = 16
"""So many cells more than it needs a column of names gets on a wide screen."""
UNIT, COMMITMENT, RESOURCE = 15, 26, 18

Align = Literal["left", "right", "center"]


def choice_text(register: Register, column: str, value: str, language: str) -> str:
    """An option's title; the value itself where it is none."""
    choices = register.column(column).choices
    return next((c.title.in_language(language) for c in choices if c.id == value), value)


class _Table:
    """Columns with heads from the texts, the first pinned, wider where there is room."""

    COLUMNS: tuple[tuple[str, int, Align], ...] = ()
    FILLING: tuple[str, ...] = ()
    """Columns that share what a wide screen has to spare."""

    def __init__(self, language: str, width: int) -> None:
        self._language = language
        spare = min(max(width - NARROW, 0), MOST * len(self.FILLING))
        extra = spare // len(self.FILLING) if self.FILLING else 0
        self._columns = [
            GridColumn(
                key,
                (TEXTS.text(language, f"head.{key}"),),
                cells + (extra if key in self.FILLING else 0),
                align,
                pinned="left" if key == "unit" else "",
            )
            for key, cells, align in self.COLUMNS
        ]

    def columns(self) -> Sequence[GridColumn]:
        """As declared."""
        return self._columns


class UnitsSource(_Table):
    """A row for every unit: resources by kind as used/offered, commitments by state, who meets and serves."""

    COLUMNS = (
        ("unit", UNIT, "left"),
        ("kind", 4, "left"),
        *((kind, 4, "right") for kind in RESOURCE_KINDS),
        ("idle", 4, "right"),
        ("promised", 4, "right"),
        ("kept", 4, "right"),
        ("overdue", 4, "right"),
        ("present", 4, "right"),
        ("registered", 4, "right"),
        ("hours", 6, "right"),
    )
    FILLING = ("unit",)

    def __init__(self, units: Sequence[UnitRow], language: str, width: int) -> None:
        super().__init__(language, width)
        self.entries = units

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; noughts are left out, so that what is there stands out."""
        unit = self.entries[row]
        key = self._columns[column].key
        match key:
            case "unit":
                return GridCell(unit.name)
            case "kind" if unit.record is not None:
                kind = text_of(unit.record, "kind")
                return GridCell(TEXTS.text(self._language, f"kind.{kind}"))
            case "kind":
                return GridCell("?", Tone.ERROR)
            case "idle" if unit.idle:
                return GridCell(str(unit.idle), Tone.NOTE)
            case "promised" if unit.commitments:
                return GridCell(str(len(unit.commitments)))
            case "kept" if kept := unit.count(CommitmentState.KEPT):
                return GridCell(str(kept))
            case "overdue" if overdue := unit.count(CommitmentState.OVERDUE):
                return GridCell(str(overdue), Tone.ERROR)
            case "present" if unit.invited:
                return GridCell(f"{unit.present}/{unit.invited}")
            case "registered" if unit.registered:
                return GridCell(str(unit.registered))
            case "hours" if unit.hours:
                return GridCell(figure_text(unit.hours))
            case _ if key in RESOURCE_KINDS:
                used, offered = unit.shared(key)
                return GridCell(f"{used}/{offered}") if offered else EMPTY
        return EMPTY

    def row_tone(self, row: int) -> Tone:
        """As it is; single cells stand out."""
        return Tone.NORMAL


class ResourcesSource(_Table):
    """A row for every resource, those that lie idle first."""

    COLUMNS = (
        ("unit", UNIT, "left"),
        ("category", 4, "left"),
        ("resource", RESOURCE, "left"),
        ("extent", 10, "left"),
        ("for_whom", 8, "left"),
        ("uses", 4, "right"),
        ("last_used", 10, "left"),
        ("state", 4, "left"),
    )
    FILLING = ("unit", "resource")

    def __init__(
        self, resources: Sequence[Resource], register: Register, language: str, width: int
    ) -> None:
        """``register`` is that of resources, which has the words for whom they are."""
        super().__init__(language, width)
        self.entries = resources
        self._register = register

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        resource = self.entries[row]
        match self._columns[column].key:
            case "unit":
                return GridCell(resource.unit)
            case "category":
                return GridCell(TEXTS.text(self._language, f"head.{resource.kind}"))
            case "resource":
                return GridCell(resource.name)
            case "extent":
                return GridCell(text_of(resource.record, "extent"))
            case "for_whom":
                value = text_of(resource.record, "for_whom")
                return GridCell(choice_text(self._register, "for_whom", value, self._language))
            case "uses" if resource.uses:
                return GridCell(str(resource.uses))
            case "last_used" if resource.last_used:
                return GridCell(resource.last_used.isoformat())
            case "state":
                tone = Tone.NOTE if resource.is_idle else Tone.NORMAL
                return GridCell(resource_state(resource, self._language), tone)
        return EMPTY

    def row_tone(self, row: int) -> Tone:
        """As it is."""
        return Tone.NORMAL


class CommitmentsSource(_Table):
    """A row for every commitment, the most pressing first."""

    COLUMNS = (
        ("unit", UNIT, "left"),
        ("commitment", COMMITMENT, "left"),
        ("quarter", 8, "left"),
        ("made_on", 10, "left"),
        ("deadline", 10, "left"),
        ("state", 6, "left"),
    )
    FILLING = ("unit", "commitment")

    def __init__(self, commitments: Sequence[Commitment], language: str, width: int) -> None:
        super().__init__(language, width)
        self.entries = commitments

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        commitment = self.entries[row]
        match self._columns[column].key:
            case "unit":
                return GridCell(commitment.unit)
            case "commitment":
                return GridCell(commitment.text)
            case "quarter":
                return GridCell(text_of(commitment.record, "quarter"))
            case "made_on":
                return GridCell(commitment.made_on.isoformat())
            case "deadline":
                return GridCell(commitment.deadline.isoformat())
            case "state":
                return GridCell(commitment_state(commitment, self._language), _tone(commitment))
        return EMPTY

    def row_tone(self, row: int) -> Tone:
        """What is settled stands back."""
        return Tone.MUTED if self.entries[row].is_settled else Tone.NORMAL


def resource_state(resource: Resource, language: str) -> str:
    """Idle, used in the period, or waiting to be."""
    state = "idle" if resource.is_idle else "used" if resource.uses else "waiting"
    return TEXTS.text(language, f"state.{state}")


def commitment_state(commitment: Commitment, language: str) -> str:
    """In a word."""
    return TEXTS.text(language, f"state.{commitment.state}")


def _tone(commitment: Commitment) -> Tone:
    return Tone.ERROR if commitment.state is CommitmentState.OVERDUE else Tone.NORMAL
