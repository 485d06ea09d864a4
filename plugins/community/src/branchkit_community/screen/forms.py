"""A row of a register filled in over the screen: a new one, or the columns that settle one that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from branchkit.api.registers import (
    Column,
    ColumnKind,
    Reading,
    RecordReader,
    Register,
    all_hold,
    check_values,
    is_empty,
    text_problem,
)
from branchkit.api.screens import FieldKind, FormField
from branchkit.api.workspace import (
    Problem,
    Record,
    WorkspaceActions,
    WorkspaceView,
    frozen,
)
from branchkit_community.rows import standing, text_of
from branchkit_community.vocabulary import UNITS
from branchkit_community.words import TEXTS

Texts = Mapping[str, str]
YES, NO = "yes", "no"
_HINTED = (ColumnKind.DATE, ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.LIST)


@frozen
class Draft:
    """What is to be filled in: ``values`` is how the row begins, ``asked`` the columns that are asked for, none: all."""

    register: str
    org: str
    values: Mapping[str, object]
    asked: tuple[str, ...] = ()
    id: str = ""
    """Of a row that is there; empty: a new one."""


class RowForm:
    """One row while it is filled in."""

    def __init__(
        self,
        draft: Draft,
        view: WorkspaceView,
        actions: WorkspaceActions,
        language: str,
        problem_text: Callable[[Problem], str],
    ) -> None:
        self._draft = draft
        self._view = view
        self._actions = actions
        self._language = language
        self._problem_text = problem_text
        self.kept: Record | None = None
        """The row, once it is on disk."""
        self._register: Register = view.registers[draft.register]
        self._people = {member.id: member.name for member in view.members(draft.org)}
        self._tree = view.tree()
        reading = Reading(self._known_person, view.today, self._known_organization)
        self._reader = RecordReader(self._register, reading)
        units = standing(view, UNITS, [draft.org], view.today)
        self._units = tuple(text_of(unit, "unit") for unit in units)

    def fields(self, texts: Texts) -> Sequence[FormField]:
        """The columns that apply to what has been filled in so far."""
        row, _problems = self._row(texts)
        return [self._field(column) for column in self._columns() if all_hold(column.when, row)]

    def keep(self, texts: Texts) -> Texts:
        """Keep what was typed; faults by column where it cannot be kept."""
        row, problems = self._row(texts)
        register = self._register
        values = {
            column.id: row[column.id]
            for column in register.columns
            if column.typed and column.id in row and all_hold(column.when, row)
        }
        problems += check_values(
            register, values, self._people, [organization.id for organization in self._tree]
        )
        if problems:
            return {fault.place.key: self._problem_text(fault) for fault in reversed(problems)}
        if self._draft.id:
            changes = {column.id: values.get(column.id) for column in self._columns()}
            org, id = self._draft.org, self._draft.id
            self.kept = self._actions.edit_record(register.id, org, id, changes)
        else:
            self.kept = self._actions.add_record(register.id, self._draft.org, values)
        return {}

    def _columns(self) -> list[Column]:
        asked = self._draft.asked
        return [c for c in self._register.columns if c.typed and (not asked or c.id in asked)]

    def _row(self, texts: Texts) -> tuple[dict[str, object], list[Problem]]:
        """What the row would be, and what of the texts cannot be read."""
        read, problems = self._reader.read_record(texts)
        row = {**self._begins(), **read}
        return {id: value for id, value in row.items() if not is_empty(value)}, problems

    def _begins(self) -> dict[str, object]:
        """The declared defaults of a new row, and what the draft has."""
        defaults = {}
        if not self._draft.id:
            for column in self._register.columns:
                today = column.default == "@today"
                defaults[column.id] = self._view.today.isoformat() if today else column.default
        return {**defaults, **self._draft.values}

    def _known_person(self, text: str) -> str | None:
        return text if text in self._people else None

    def _known_organization(self, text: str) -> str | None:
        return text if text in self._tree else None

    def _field(self, column: Column) -> FormField:
        options = self._options(column)
        hinted = column.kind in _HINTED
        return FormField(
            column.id,
            column.title.in_language(self._language),
            _typed(self._begins().get(column.id)),
            FieldKind.CHOICE if options else FieldKind.TEXT,
            options,
            required=column.required,
            hint=TEXTS.text(self._language, f"form.hint.{column.kind}") if hinted else "",
            tidy=lambda text: self._reader.written_out(column, text),
            check=lambda text: self._wrong(column, text),
        )

    def _wrong(self, column: Column, text: str) -> str:
        """Why a value cannot be kept, as far as it shows by itself."""
        wrong = text_problem(self._register, self._reader, column, text)
        return self._problem_text(wrong) if wrong else ""

    def _options(self, column: Column) -> tuple[tuple[str, str], ...]:
        match column.kind:
            case ColumnKind.CHOICE:
                return tuple((c.id, c.title.in_language(self._language)) for c in column.choices)
            case ColumnKind.YES_NO:
                words = (TEXTS.text(self._language, f"form.{word}") for word in (YES, NO))
                return tuple(zip((YES, NO), words, strict=True))
            case ColumnKind.MEMBER:
                return tuple(self._people.items())
            case ColumnKind.ORGANIZATION:
                return tuple((o.id, o.name) for o in self._tree)
            case ColumnKind.TEXT if column.id == "unit" and self._register.id != UNITS:
                # Picked, not typed: rows are tied to a unit by how its name is written.
                return tuple((unit, unit) for unit in self._units)
        return ()


def _typed(value: object) -> str:
    """A value as a form's text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case list():
            return "、".join(str(entry) for entry in value)
    return str(value)
