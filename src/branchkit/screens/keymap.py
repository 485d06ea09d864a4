"""Which key does what: the actions of a screen with the user's own keys laid over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from branchkit.screens.actions.action import Action
from branchkit.widgets.numerals import plain_character


class Keymap:
    """Keys as they are bound now: the registry with the user's changes."""

    def __init__(
        self, actions: Iterable[Action], rebound: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.actions = tuple(actions)
        changed = rebound or {}
        self._keys = {action.id: changed.get(action.id, action.keys) for action in self.actions}
        self._action_of = {key: id for id, keys in self._keys.items() for key in keys}

    def action(self, key: str, character: str | None) -> str | None:
        """What a key does, by its character first, since a key's name depends on the terminal."""
        plain = plain_character(character)
        if plain.isprintable() and plain in self._action_of:
            return self._action_of[plain]
        return self._action_of.get(key)

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._keys.get(action, ())


def key_label(key: str) -> str:
    """A key as it is written on a keyboard."""
    parts = [part if len(part) == 1 else part.capitalize() for part in key.split("+")]
    return "+".join(part.upper() if len(parts) > 1 and len(part) == 1 else part for part in parts)
