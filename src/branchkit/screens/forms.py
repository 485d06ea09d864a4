"""The mode in which a form is filled in, field by field, until F10 keeps it or Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import is_plain
from branchkit.i18n.catalog import Catalog
from branchkit.screens.modes import NUMBERED, Choice, Modes, Ticking, listing
from branchkit.widgets.form import FormView
from branchkit.widgets.form_model import SEPARATOR, FieldKind, Form, FormField
from branchkit.widgets.line_editor import plain_character
from branchkit.widgets.picker import Picker, PickerItem
from branchkit.widgets.prompt import edit_line
from branchkit.widgets.theme import Tone
from branchkit.widgets.tick_list import TickList

W = TypeVar("W", bound=Widget)

Texts = Mapping[str, str]
"""Field key → text."""
Keep = Callable[[Texts], Texts]
"""Given what was typed, keeps it; answers faults by key, none when it is on disk."""
Refresh = Callable[[Texts], Sequence[FormField]]
"""Given what was typed, the fields as they are now."""

_STEPS = {"up": -1, "shift+tab": -1, "down": 1, "tab": 1, "enter": 1}
_BACKSPACE = frozenset({"backspace", "ctrl+h"})


class FormHost(Protocol):
    """What a form needs of the screen it stands on."""

    catalog: Catalog
    modes: Modes
    picker: Picker

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def part(self, kind: type[W], *, before: Widget | None = None) -> W:
        """The screen's only widget of a kind."""


class FormFilling:
    """One form on one screen."""

    def __init__(
        self,
        host: FormHost,
        title: str,
        fields: Sequence[FormField],
        keep: Keep,
        done: Callable[[], None] | None = None,
        refresh: Refresh | None = None,
    ) -> None:
        self._host, self._keep_texts, self._done, self._refresh = host, keep, done, refresh
        self._form = Form(fields)
        # The picker lies over the form, since it is opened from one.
        self._view = host.part(FormView, before=host.picker)
        self._leaving = False
        """Whether Esc was pressed with something typed, and it was asked whether to drop it."""
        self._view.open(title, self._form)
        host.modes.begin(self)
        self._show()

    # -- keys ---------------------------------------------------------------------------------------

    def press_key(self, key: str, character: str | None) -> None:
        """One key; the next one is only looked at when it is done."""
        if self._leaving:
            self._answer(key)
        elif self._form.editor is not None:
            self._feed_line(key, character)
        else:
            self._feed_field(key, character)

    def paste(self, text: str) -> None:
        """Pasted text, into the field's line."""
        form = self._form
        if form.editor is None and not form.begin(""):
            return
        if form.editor is not None:
            form.editor.insert(text.strip())
        self._show()

    def _feed_line(self, key: str, character: str | None) -> None:
        form = self._form
        if key in _STEPS:
            self._take()
            refused = key == "enter" and form.field is not None and form.field.key in form.faults
            if not refused:
                form.move(_STEPS[key])
            self._show()
        elif key == "f10":
            self._take()
            self._keep()
        elif key == "escape":
            form.abandon()
            self._show()
        elif form.editor is not None and edit_line(form.editor, key, character):
            self._view.repaint(line=True)

    def _feed_field(self, key: str, character: str | None) -> None:
        form, everything = self._form, len(self._form.fields)
        page = self._view.page
        steps = {
            **_STEPS,
            "pageup": -page,
            "pagedown": page,
            "home": -everything,
            "end": everything,
        }
        if key in steps:
            form.move(steps[key])
            self._show()
        elif key == "f10":
            self._keep()
        elif key == "escape":
            self._ask_to_leave()
        elif key == "delete":
            self._put("")
        elif form.field is not None:
            self._feed_kind(form.field, key, character)

    def _feed_kind(self, field: FormField, key: str, character: str | None) -> None:
        plain = plain_character(character)
        typed = len(plain) == 1 and plain.isprintable()
        match field.kind:
            case FieldKind.TEXT if typed or key == "f2" or key in _BACKSPACE:
                self._form.begin("" if typed else None)
                if self._form.editor is not None and key != "f2":
                    edit_line(self._form.editor, key, character)
                self._show()
            case FieldKind.CHOICE if plain.isdecimal():
                self._choose_by_digit(field, int(plain))
            case FieldKind.CHOICE if typed or key == "f2":
                self._open_list(field, key, character if plain.strip() else None)
            case FieldKind.PEOPLE if typed or key == "f2":
                self._open_ticking(field, key, character if plain.strip() else None)

    # -- what is filled in --------------------------------------------------------------------------

    def _take(self) -> None:
        if self._form.commit_entry():
            self._changed()

    def _put(self, text: str) -> None:
        if self._form.put(text):
            self._changed()
        self._show()

    def _changed(self) -> None:
        if self._refresh is not None:
            self._form.set_fields(self._refresh(self._form.texts()))

    def _choose_by_digit(self, field: FormField, digit: int) -> None:
        if 1 <= digit <= min(len(field.options), NUMBERED):
            self._fill_and_go_on(field.options[digit - 1][0])

    def _fill_and_go_on(self, text: str) -> None:
        self._put(text)
        self._form.move(1)
        self._show()

    def _open_list(self, field: FormField, key: str, character: str | None) -> None:
        def picked(item: PickerItem | None) -> None:
            self._host.modes.begin(self)
            if item is None:
                self._show()
            else:
                self._fill_and_go_on(item.id)

        items = listing([PickerItem(*option) for option in field.options])
        choice = Choice(self._host.modes, self._host.picker, f" {field.label}: ", items, picked)
        if character:
            choice.press_key(key, character)

    def _open_ticking(self, field: FormField, key: str, character: str | None) -> None:
        def ticked(values: tuple[str, ...] | None) -> None:
            self._host.modes.begin(self)
            if values is None:
                self._show()
            else:
                self._fill_and_go_on(SEPARATOR.join(values))

        def label(count: int) -> str:
            return self._host.catalog.text(
                "screen.form.ticked", label=field.label, count=count, all=len(field.options)
            )

        view = self._host.part(TickList)
        ticking = Ticking(
            self._host.modes,
            view,
            label,
            field.options,
            self._form.ticked(field),
            ticked,
            self._host.catalog.text("screen.form.keys.ticking"),
            self._host.catalog.text("screen.form.ticking", label=field.label, hint=field.hint),
        )
        if character:
            ticking.press_key(key, character)

    # -- ending -------------------------------------------------------------------------------------

    def _keep(self) -> None:
        texts = self._form.texts()
        try:
            faults = self._unseen(texts) or self._keep_texts(texts)
        except BranchkitError as error:
            faults = {"": self._host.catalog.error(error)}
        if faults:
            self._form.refuse(faults)
            self._show()
            return
        self._close()
        if self._done is not None:
            self._done()

    def _unseen(self, texts: Texts) -> Texts:
        """Faults of the fields into which something was pasted that is not seen."""
        fault = self._host.catalog.text("screen.steers")
        return {key: fault for key, text in texts.items() if not is_plain(text)}

    def _ask_to_leave(self) -> None:
        if not self._form.changed:
            self._close()
            return
        self._leaving = True
        self._host.say(self._host.catalog.text("screen.form.leave"), Tone.ERROR)

    def _answer(self, key: str) -> None:
        self._leaving = False
        if key == "enter":
            self._close()
        elif key == "f10":
            self._keep()
        else:
            self._show()

    def _close(self) -> None:
        self._view.close()
        self._host.modes.end()
        self._host.back_to_idle()

    def _show(self) -> None:
        """The form, and in the bottom line what can be done with the field under the cursor."""
        self._view.repaint()
        form, catalog = self._form, self._host.catalog
        if form.editor is not None:
            self._host.say(catalog.text("screen.form.keys.line"), Tone.KEYS)
        elif form.field is not None:
            self._host.say(catalog.text(f"screen.form.keys.{form.field.kind}"), Tone.KEYS)
