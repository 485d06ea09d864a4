"""The grammar of keys: one key, one meaning, in the whole program and on the screens of plugins.

An action names an idea, and the idea has the keys. ``docs/keys.md`` says the same to people; a test holds one against the other.

An input method left on takes letters before they arrive, so an idea that is done all day has a key besides its letter: a sign, a
function key or one with Ctrl. What has a letter only stands with a digit in the list behind ``.`` as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

IDEAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "open": ("enter",),
        "back": ("escape",),
        "home": ("h", "f12"),
        "palette": (":", "f9"),
        "help": ("?", "f1"),
        "find": ("/", "ctrl+f"),
        "view": ("v", "f3"),
        "sort": ("s", "f4"),
        "only-open": ("o", "ctrl+o"),
        "next-open": ("g", "ctrl+g"),
        "subtree": ("t", "ctrl+t"),
        "previous": ("[",),
        "next": ("]",),
        "fold": ("left",),
        "unfold": ("right",),
        "mark": ("space",),
        "mark-all": ("ctrl+a",),
        "new": ("a", "f5"),
        "edit": ("e", "f2"),
        "note": ("n", "ctrl+n"),
        "take": ("=",),
        "take-all": ("*",),
        "fill": ("f", "ctrl+d"),
        "repeat": ("r", "ctrl+r"),
        "details": ("d", "f6"),
        "history": ("l",),
        "copy": ("c", "ctrl+k"),
        "print": ("p", "f8"),
        "import": ("i",),
        "remove": ("delete",),
        "unmask": ("m",),
        "undo": ("u", "f7", "ctrl+z"),
        "redo": ("U", "ctrl+y"),
        "more": (".", "f11"),
        "main": ("f10",),
        "numbered": tuple("1234567890"),
        "redraw": ("ctrl+l",),
        "quit": ("ctrl+q", "ctrl+c"),
    }
)
"""Idea → keys, the first of which is shown; in the order in which help lists them."""

MORE = "more"
"""What an action names that stands in the list behind ``.`` and has no key of its own."""
MEANING: Mapping[str, str] = MappingProxyType(
    {key: idea for idea, keys in IDEAS.items() for key in keys}
)
"""Key → the idea it stands for."""

_PLACES = {idea: place for place, idea in enumerate(IDEAS)}


def place_of(does: str | tuple[str, ...]) -> int:
    """Where help lists an idea; what has keys of its own comes last."""
    return _PLACES.get(does, len(_PLACES)) if isinstance(does, str) else len(_PLACES)


def is_letter(key: str) -> bool:
    """Whether an input method may take a key before it arrives."""
    return len(key) == 1 and key.isalpha()


def needs_list(keys: Iterable[str]) -> bool:
    """Whether an action with these keys has to stand in the list behind ``.`` as well."""
    return all(is_letter(key) for key in keys)
