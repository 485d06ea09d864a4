"""The mode in which people are ticked on a list: Space ticks, ``*`` all, letters find, Enter is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from branchkit.core.names import matches
from branchkit.screens.modes import Modes
from branchkit.widgets.numerals import plain_character
from branchkit.widgets.prompt import PromptEventKind, edit_line
from branchkit.widgets.tick_list import TickList

_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
_DONE = ("enter", "f10")


class Ticking:
    """Has the keyboard until Enter; ``done`` gets the ticked values, None when it was abandoned."""

    def __init__(
        self,
        modes: Modes,
        view: TickList,
        label: Callable[[int], str],
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        done: Callable[[tuple[str, ...] | None], None],
        hint: str = "",
    ) -> None:
        """``label`` is given how many are ticked; ``hint`` says which keys there are."""
        self._modes, self._view, self._done = modes, view, done
        view.open(lambda: label(len(view.ticked)), options, ticked, matches, hint)
        modes.begin(self)

    def feed(self, key: str, character: str | None) -> None:
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
