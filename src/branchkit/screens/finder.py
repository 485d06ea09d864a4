"""Finding a row: name, pinyin initials or number; the cursor goes along with every letter.

Where entries are figures, one typed after letters ends the search and begins an entry where the cursor stands, so that a
score for somebody costs "/", a letter or two and the score.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from branchkit.core.names import matches
from branchkit.screens.modes import Modes
from branchkit.widgets.prompt import Prompt, PromptEventKind

Meant = Callable[[int, str], bool]
"""Whether a row is meant by what was typed."""


class Names(Protocol):
    """What is shown of each row; a list, or worked out when it is asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> str: ...


class Finder:
    """The mode behind ``/``. ``go`` moves the cursor to a place."""

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
    ) -> None:
        """``names`` are shown beside what is typed, and looked through unless ``meant`` tells which row is meant.

        ``pass_on`` gives a key to the grid: a figure after letters ends the search with it. ``numbered``: a figure alone
        is the number of a row. ``found`` is told where Enter ended the search.
        """
        self._modes, self._prompt, self._names = modes, prompt, names
        self._origin, self._at = origin, origin
        self._nothing = nothing
        self._go, self._pass_on, self._found = go, pass_on, found
        self._meant = meant or (lambda place, query: matches(names[place], query))
        self._numbered = numbered
        prompt.open(label)
        modes.begin(self)

    def press_key(self, key: str, character: str | None) -> None:
        """A letter, or the end of the search."""
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
        return bool(
            character
            and (character.isdecimal() or character in ".-")
            and text
            and not _is_number(text)
        )

    def _seek(self, start: int, step: int, *, include: bool = False) -> None:
        """Go to the next match from ``start`` on, round the end."""
        query = self._prompt.typed.strip()
        count = len(self._names)
        if not query or not count:
            return
        if self._numbered and _is_number(query):
            self._arrive(min(int(query), count) - 1)
            return
        for distance in range(0 if include else 1, count + 1):
            place = (start + step * distance) % count
            if self._meant(place, query):
                self._arrive(place)
                return
        self._prompt.set_hint(self._nothing)

    def _arrive(self, place: int) -> None:
        self._at = max(0, place)
        self._prompt.set_hint(self._names[self._at])
        self._go(self._at)

    def _end(self) -> None:
        self._prompt.close()
        self._modes.end()


def _is_number(text: str) -> bool:
    return text.strip().isdecimal()
