"""A form being filled in: its fields, what has been typed, where the cursor stands. Nothing here draws.

What is typed belongs to a field by its key. So the fields may be worked out anew after every change (a computed value, a
field that no longer applies) without anything typed being lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from branchkit.core.values import frozen
from branchkit.widgets.line_editor import LineEditor

SEPARATOR = ","
"""Between the options of a field of people, as they are kept."""
NAME_SEPARATOR = " "
"""Between their names, as they are shown."""


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    """One of the options."""
    PEOPLE = "people"
    """Several of the options, ticked."""
    FIXED = "fixed"
    """Shown only: worked out, or not applicable."""


def _nothing_wrong(_text: str) -> str:
    return ""


@frozen
class FormField:
    """One line of a form."""

    key: str
    """By which its text and its fault are named."""
    label: str
    """At the left."""
    text: str = ""
    """What it begins with: as typed, an option's value, or the values of several with a comma between them."""
    kind: FieldKind = FieldKind.TEXT
    """How it is filled in."""
    options: tuple[tuple[str, str], ...] = ()
    """Value and text of what can be chosen."""
    required: bool = False
    """Marked with a star; whether it may stay empty, ``keep`` says."""
    hint: str = ""
    """What is expected, in a few words."""
    masked: str = ""
    """What stands for a personal value that is kept already. The form does not know the value; it is left as it is unless
    something is typed over it."""
    tidy: Callable[[str], str] = str
    """What becomes of a text that was typed: a short date is written out."""
    check: Callable[[str], str] = _nothing_wrong
    """What is wrong with a text that was typed, tidied and not empty, as far as it shows by itself, or what has to be said of the
    people who were ticked; empty: nothing."""


class Form:
    """The state of a form."""

    def __init__(self, fields: Sequence[FormField]) -> None:
        self.fields: tuple[FormField, ...] = ()
        self.editor: LineEditor | None = None
        """The line being edited in the field under the cursor; None while none is."""
        self.faults: dict[str, str] = {}
        """Key → why the text cannot be kept."""
        self._typed: dict[str, str] = {}
        self._at = 0
        self.set_fields(fields)
        self._at = next(self._stops(range(len(self.fields))), 0)

    # -- what it holds ------------------------------------------------------------------------------

    @property
    def at(self) -> int:
        """The number of the field under the cursor."""
        return self._at

    @property
    def field(self) -> FormField | None:
        """The field under the cursor."""
        return self.fields[self._at] if self.fields else None

    @property
    def changed(self) -> bool:
        """Whether anything was typed that differs from what the form began with."""
        return bool(self._typed) or self.editor is not None

    def shown_text(self, field: FormField) -> str:
        """The text that a field has now."""
        if field.kind is FieldKind.FIXED:
            return field.text
        return self._typed.get(field.key, field.text)

    def texts(self) -> dict[str, str]:
        """Key → text of every field that can be filled in; a masked one only when it was typed over."""
        return {
            field.key: self.shown_text(field)
            for field in self.fields
            if field.kind is not FieldKind.FIXED
            and not (field.masked and field.key not in self._typed)
        }

    def ticked(self, field: FormField) -> tuple[str, ...]:
        """The values of a field of people."""
        return tuple(value for value in self.shown_text(field).split(SEPARATOR) if value)

    def shown(self, field: FormField) -> str:
        """A field as people read it."""
        text = self.shown_text(field)
        if field.masked and field.key not in self._typed:
            return field.masked
        if not field.options or not text:
            return text
        titles = dict(field.options)
        if field.kind is FieldKind.PEOPLE:
            ticked = self.ticked(field)
            names = NAME_SEPARATOR.join(titles.get(value, value) for value in ticked)
            return f"({len(ticked)}) {names}"
        return titles.get(text, text)

    # -- moving -------------------------------------------------------------------------------------

    def move(self, steps: int) -> None:
        """Go on by so many fields, those that are only shown left out, as far as there are any."""
        step = 1 if steps > 0 else -1
        for _ in range(abs(steps)):
            end = len(self.fields) if step > 0 else -1
            self._at = next(self._stops(range(self._at + step, end, step)), self._at)

    def move_to_key(self, key: str) -> bool:
        """Go to a field; False when there is none of this key, or it is only shown."""
        for index in self._stops(range(len(self.fields))):
            if self.fields[index].key == key:
                self._at = index
                return True
        return False

    # -- filling in ---------------------------------------------------------------------------------

    def begin(self, text: str | None = None) -> bool:
        """Open the field's line, with ``text`` or with what it has; False where nothing is typed."""
        field = self.field
        if field is None or field.kind is not FieldKind.TEXT:
            return False
        kept = "" if field.masked and field.key not in self._typed else self.shown_text(field)
        self.editor = LineEditor(kept if text is None else text)
        return True

    def abandon(self) -> None:
        """Close the line; the field keeps what it had."""
        self.editor = None

    def commit_entry(self) -> bool:
        """Take what the open line holds; whether it changed anything. What is wrong with it is a fault of its field."""
        if self.editor is None or self.field is None:
            return False
        text, self.editor = self.editor.text.strip(), None
        field = self.field
        if field.masked and not text and field.key not in self._typed:
            return False
        text = field.tidy(text)
        changed = self.put(text)
        if text and (fault := field.check(text)):
            self.faults[field.key] = fault
        return changed

    def put(self, text: str) -> bool:
        """Fill the field under the cursor; whether that changed anything."""
        field = self.field
        if field is None or field.kind is FieldKind.FIXED:
            return False
        before = self._typed.get(field.key)
        if text == field.text and not field.masked:
            self._typed.pop(field.key, None)
        else:
            self._typed[field.key] = text
        self.faults.pop(field.key, None)
        self.faults.pop("", None)
        if text and field.kind is FieldKind.PEOPLE and (said := field.check(text)):
            self.faults[field.key] = said
        return self._typed.get(field.key) != before

    # -- being changed from outside -----------------------------------------------------------------

    def set_fields(self, fields: Sequence[FormField]) -> None:
        """Other fields, or the same with other values. What was typed stays, and the cursor stays on its field."""
        key = self.field.key if self.field else ""
        self.fields = tuple(fields)
        if not self.move_to_key(key):
            self._at = max(0, min(self._at, len(self.fields) - 1))
            nearest = [*range(self._at, len(self.fields)), *range(self._at, -1, -1)]
            self._at = next(self._stops(nearest), self._at)

    def refuse(self, faults: Mapping[str, str]) -> None:
        """Show why it cannot be kept, and go to the first field that is at fault."""
        self.faults = dict(faults)
        for field in self.fields:
            if field.key in faults and self.move_to_key(field.key):
                return

    def _stops(self, indices: Iterable[int]) -> Iterator[int]:
        """Those fields of ``indices`` on which the cursor can stand."""
        return (
            i
            for i in indices
            if 0 <= i < len(self.fields) and self.fields[i].kind is not FieldKind.FIXED
        )
