"""What takes over the keyboard for a while: a question, a list, a report, people to be ticked, a search.

A mode is fed synchronously from the screen's key handler, so that no key is lost between opening it and typing into it.
Each ends by calling back; the callback may begin the next mode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from branchkit.core.names import matches
from branchkit.core.pinyin import is_spelled
from branchkit.widgets.line_editor import plain_character
from branchkit.widgets.picker import Picker, PickerEventKind, PickerItem
from branchkit.widgets.prompt import Prompt, PromptEventKind, edit_line
from branchkit.widgets.report_view import ReportLine, ReportView
from branchkit.widgets.tick_list import TickList


class Mode(Protocol):
    """Something that has the keyboard until it ends."""

    def press_key(self, key: str, character: str | None) -> None:
        """One key; every key is this mode's."""

    def paste(self, text: str) -> None:
        """Pasted text."""


class Modes:
    """Which mode has the keyboard; at most one."""

    def __init__(self) -> None:
        self._mode: Mode | None = None

    @property
    def active(self) -> bool:
        """Whether some mode has the keyboard."""
        return self._mode is not None

    def begin(self, mode: Mode) -> None:
        """Hand the keyboard to a mode."""
        self._mode = mode

    def end(self) -> None:
        """Give the keyboard back."""
        self._mode = None

    def press_key(self, key: str, character: str | None) -> bool:
        """Pass a key on; False when no mode has the keyboard."""
        if self._mode is None:
            return False
        self._mode.press_key(key, character)
        return True

    def paste(self, text: str) -> bool:
        """Pass pasted text on; False when no mode has the keyboard."""
        if self._mode is None:
            return False
        self._mode.paste(text)
        return True


class Question:
    """A line of text to be answered in the bottom line; ``done`` gets None when it was abandoned."""

    def __init__(
        self,
        modes: Modes,
        prompt: Prompt,
        label: str,
        done: Callable[[str | None], None],
        *,
        text: str = "",
        hint: str = "",
    ) -> None:
        self._modes, self._prompt, self._done = modes, prompt, done
        prompt.open(label, text, hint)
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """Edit the line."""
        event = self._prompt.press_key(key, character)
        if event is None or event.kind in (PromptEventKind.EDITED, PromptEventKind.MOVED):
            return
        self._modes.end()
        self._done(event.text if event.kind is PromptEventKind.ACCEPTED else None)

    def paste(self, text: str) -> None:
        """Into the line."""
        self._prompt.paste(text)


NUMBERED = 9
"""Items that have a digit before them; a digit reaches the program whatever the input method does."""


def listing(items: Sequence[PickerItem]) -> Callable[[str], Sequence[PickerItem]]:
    """Items as a list that is filtered; while nothing is typed the first nine have the digit before them that picks them."""

    def matching(typed: str) -> list[PickerItem]:
        if typed.strip():
            return [replace(item, text=f"  {item.text}") for item in found_in(items, typed)]
        return [
            replace(item, text=f"{number if number <= NUMBERED else ' '} {item.text}")
            for number, item in enumerate(items, start=1)
        ]

    return matching


def found_in(items: Sequence[PickerItem], typed: str) -> list[PickerItem]:
    """Those meant by what was typed: by text, pinyin initials or what they are called besides, then by syllables."""
    query = typed.strip().casefold()
    found: list[PickerItem] = []
    spelled: list[PickerItem] = []
    for item in items:
        named = query in item.text.casefold() or query in item.also.casefold()
        if named or matches(item.text, query):
            found.append(item)
        elif is_spelled(item.text, query):
            spelled.append(item)
    return [*found, *spelled]


class Choice:
    """An item to be picked from a list; ``done`` gets None when it was abandoned.

    While nothing has been typed into the filter a digit picks the item it stands before: the way through the list for
    whom an input method takes the letters.
    """

    def __init__(
        self,
        modes: Modes,
        picker: Picker,
        label: str,
        matches: Callable[[str], Sequence[PickerItem]],
        done: Callable[[PickerItem | None], None],
        nothing: str = "",
    ) -> None:
        """``nothing`` is said where nothing is meant by what was typed."""
        self._modes, self._picker, self._done = modes, picker, done
        self._filter = ""
        picker.open(label, matches, nothing=nothing)
        picker.pressed = self.press_key
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """Filter, move, pick."""
        numbered = [item for item in self._picker.items if item.text[:1].isdecimal()]
        if not self._filter and character and character.isdecimal():
            for item in numbered:
                if item.text.split(" ", 1)[0] == str(int(character)):
                    self._picker.close()
                    self._finish(item)
                    return
        event = self._picker.press_key(key, character)
        if event is None:
            return
        if event.kind is PickerEventKind.CHANGED:
            self._filter = self._picker.typed
            return
        self._finish(event.item if event.kind is PickerEventKind.PICKED else None)

    def paste(self, text: str) -> None:
        """Into the filter line."""
        self._picker.paste(text)

    def _finish(self, item: PickerItem | None) -> None:
        self._modes.end()
        self._done(item)


class Reading:
    """A report over the screen until Esc; ``answers`` maps keys that close it to what they do."""

    def __init__(
        self,
        modes: Modes,
        report: ReportView,
        lines: Sequence[str | ReportLine],
        closed: Callable[[], None],
        answers: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        self._modes, self._report, self._closed = modes, report, closed
        self._answers = answers or {}
        report.set_lines(lines)
        report.display = True
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """Scroll, answer, close."""
        if key in self._answers:
            self._close()
            self._answers[key]()
        elif key in ("escape", "enter", "f1") or character in ("q", "?", "？"):
            self._close()
        else:
            self._report.press_key(key, character)

    def paste(self, text: str) -> None:
        """Nothing to paste into."""

    def _close(self) -> None:
        self._report.display = False
        self._modes.end()
        self._closed()


_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
_DONE = ("enter", "f10")


class Ticking:
    """People to be ticked: Space ticks, ``*`` all, letters find, Enter is done.

    ``done`` gets the ticked values, None when it was abandoned.
    """

    def __init__(
        self,
        modes: Modes,
        view: TickList,
        label: Callable[[int], str],
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        done: Callable[[tuple[str, ...] | None], None],
        hint: str = "",
        title: str = "",
    ) -> None:
        """``label`` is given how many are ticked; ``hint`` says which keys there are, ``title`` what is asked."""
        self._modes, self._view, self._done = modes, view, done
        view.open(lambda: label(len(view.ticked)), options, ticked, matches, hint, title)
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """Move, tick, find, end."""
        view, plain = self._view, plain_character(character)
        if key in _DONE or key == "escape":
            view.close()
            self._modes.end()
            self._done(view.values if key in _DONE else None)
        elif key in _STEPS:
            view.move(*_STEPS[key])
        elif key in ("home", "end"):
            view.move_to_end(last=key == "end")
        elif plain == " ":
            view.tick()
        elif plain == "*":
            view.tick_all()
        else:
            event = edit_line(view.editor, key, character)
            if event is not None and event.kind is PromptEventKind.EDITED:
                view.filter()

    def paste(self, text: str) -> None:
        """A pasted name is looked for."""
        self._view.editor.insert(text.strip())
        self._view.filter()


Meant = Callable[[int, str], bool]
"""Whether a row is meant by what was typed."""


class Names(Protocol):
    """What is shown of each row; a list, or worked out when it is asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> str: ...


class Finder:
    """Finding a row by name, pinyin initials or number: the mode behind ``/``. ``go`` moves the cursor along with every letter.

    Where entries are figures, one typed after letters ends the search and begins an entry where the cursor stands, so that a
    score for somebody costs "/", a letter or two and the score.
    """

    def __init__(
        self,
        modes: Modes,
        prompt: Prompt,
        names: Names,
        origin: int,
        label: str,
        nothing: str,
        go: Callable[[int], None],
        pass_on: Callable[[str, str | None], None] | None = None,
        *,
        meant: Meant | None = None,
        numbered: bool = True,
        found: Callable[[int], None] | None = None,
        among: Sequence[int] | None = None,
        by_number: bool = False,
    ) -> None:
        """``names`` are shown beside what is typed, and looked through unless ``meant`` tells which row is meant.

        ``pass_on`` gives a key to the grid: a figure after letters ends the search with it. ``numbered``: a figure alone
        is the number of a row. ``found`` is told where Enter ended the search. ``among``: the rows that are looked through, in
        their order; None: all. ``by_number``: a figure has begun it, and what is none is a key again, which ``pass_on`` is given.
        """
        self._modes, self._prompt, self._names = modes, prompt, names
        self._origin, self._at = origin, origin
        self._nothing = nothing
        self._go, self._pass_on, self._found = go, pass_on, found
        self._meant = meant or (lambda place, query: matches(names[place], query))
        self._among = among
        self._numbered, self._by_number = numbered, by_number
        self._hit = False
        """Whether what is typed has been found: only then it may be acted on."""
        prompt.open(label)
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """A letter, or the end of the search."""
        if key == "enter" and self._prompt.typed.strip() and not self._hit:
            # What is typed next was meant for whoever is looked for, not for the row where the cursor stands.
            self._prompt.set_hint(self._nothing)
            return
        if self._pass_on is not None and self._begins_entry(character):
            self._end()
            self._pass_on(key, character)
            return
        if key in ("down", "up"):
            self._seek(self._at, 1 if key == "down" else -1)
            return
        event = self._prompt.press_key(key, character)
        if event is None:
            return
        if event.kind is PromptEventKind.EDITED:
            self._seek(self._origin, 1, include=True)
        elif event.kind is PromptEventKind.ACCEPTED:
            self._modes.end()
            if self._found is not None:
                self._found(self._at)
        elif event.kind is PromptEventKind.ABANDONED:
            self._modes.end()
            self._go(self._origin)

    def paste(self, text: str) -> None:
        """A pasted name."""
        self._prompt.paste(text)
        self.seek_again()

    def seek_again(self) -> None:
        """Look once more from where the search began, if it has not ended: there is more to look through."""
        if self._prompt.is_open:
            self._seek(self._origin, 1, include=True)

    def _begins_entry(self, character: str | None) -> bool:
        text = self._prompt.typed
        if self._by_number and _is_number(text):
            return bool(character and character.isprintable() and not character.isdecimal())
        return bool(
            self._hit
            and character
            and (character.isdecimal() or character in ".-")
            and text
            and not _is_number(text)
        )

    def _seek(self, start: int, step: int, *, include: bool = False) -> None:
        """Go to the next match from ``start`` on, round the end."""
        query = self._prompt.typed.strip()
        among = range(len(self._names)) if self._among is None else self._among
        self._hit = False
        if not query or not among:
            return
        if self._numbered and _is_number(query):
            self._arrive(min(int(query), len(self._names)) - 1)
            return
        first = start if self._among is None else _index(self._among, start)
        for distance in range(0 if include else 1, len(among) + 1):
            place = among[(first + step * distance) % len(among)]
            if self._meant(place, query):
                self._arrive(place)
                return
        self._prompt.set_hint(self._nothing)

    def _arrive(self, place: int) -> None:
        self._at, self._hit = max(0, place), True
        self._prompt.set_hint(self._names[self._at])
        self._go(self._at)

    def _end(self) -> None:
        self._prompt.close()
        self._modes.end()


def _index(among: Sequence[int], row: int) -> int:
    return among.index(row) if row in among else 0


def _is_number(text: str) -> bool:
    return text.strip().isdecimal()
