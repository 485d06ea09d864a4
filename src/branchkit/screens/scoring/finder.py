"""Finding a member while scoring: by characters, pinyin initials or number; the cursor goes along with every letter.

A figure typed after letters ends the search and begins an entry where the cursor stands, so that a score for somebody
costs "/", a letter or two and the score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from branchkit.core.names import matches
from branchkit.screens.modes import Modes
from branchkit.widgets.prompt import Prompt, PromptEventKind


class Finder:
    """The mode behind ``/``. ``go`` moves the cursor to a place, ``pass_on`` gives a key to the grid."""

    def __init__(
        self,
        modes: Modes,
        prompt: Prompt,
        names: Sequence[str],
        origin: int,
        label: str,
        nothing: str,
        go: Callable[[int], None],
        pass_on: Callable[[str, str | None], None],
    ) -> None:
        self._modes, self._prompt, self._names = modes, prompt, names
        self._origin, self._at = origin, origin
        self._nothing = nothing
        self._go, self._pass_on = go, pass_on
        prompt.open(label)
        modes.begin(self)

    def feed(self, key: str, character: str | None) -> None:
        """A letter, or the end of the search."""
        text = self._prompt.text
        if (
            character
            and (character.isdecimal() or character in ".-")
            and text
            and not _is_number(text)
        ):
            self._end()
            self._pass_on(key, character)
            return
        if key in ("down", "up"):
            self._seek(self._at, 1 if key == "down" else -1)
            return
        event = self._prompt.feed(key, character)
        if event is None:
            return
        if event.kind is PromptEventKind.EDITED:
            self._seek(self._origin, 1, include=True)
        elif event.kind is PromptEventKind.ACCEPTED:
            self._modes.end()
        elif event.kind is PromptEventKind.ABANDONED:
            self._modes.end()
            self._go(self._origin)

    def paste(self, text: str) -> None:
        """A pasted name."""
        self._prompt.paste(text)
        self._seek(self._origin, 1, include=True)

    def _seek(self, start: int, step: int, *, include: bool = False) -> None:
        """Go to the next match from ``start`` on, round the end."""
        query = self._prompt.text.strip()
        count = len(self._names)
        if not query or not count:
            return
        if _is_number(query):
            self._arrive(min(int(query), count) - 1)
            return
        for distance in range(0 if include else 1, count + 1):
            place = (start + step * distance) % count
            if matches(self._names[place], query):
                self._arrive(place)
                return
        self._prompt.set_hint(self._nothing)

    def _arrive(self, place: int) -> None:
        self._prompt.set_hint(self._names[place])
        self._at = max(0, place)
        self._go(self._at)

    def _end(self) -> None:
        self._prompt.close()
        self._modes.end()


def _is_number(text: str) -> bool:
    return text.strip().isdecimal()
