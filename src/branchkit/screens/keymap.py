"""Which key does what: the actions of a screen with the user's own keys laid over, and whether those can work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from branchkit.core.errors import Place, Problem
from branchkit.screens.actions import (
    DEVELOPMENT,
    DUES,
    EVERYWHERE,
    HOME,
    IMPORT,
    MEETINGS,
    MEMBERS,
    ORGANIZATIONS,
    PLUGINS,
    REGISTER,
    REGISTERS,
    REPORTS,
    ROLL_CALL,
    SCORING,
    UNDOING,
    WELCOME,
    Action,
)
from branchkit.screens.committee_actions import RATING, RECTIFICATION, REVIEW, REVIEW_SHEET, ROLLUP
from branchkit.screens.grammar import IDEAS
from branchkit.toml.source import nearest
from branchkit.widgets.line_editor import plain_character


class Keymap:
    """Keys as they are bound now: the registry with the user's changes. Of two that want a key the first has it."""

    def __init__(
        self, actions: Iterable[Action], rebound: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.actions = tuple(actions)
        changed = rebound or {}
        wanted = {action.id: changed.get(action.id, action.keys) for action in self.actions}
        self._action_of: dict[str, str] = {}
        for id, keys in wanted.items():
            for key in keys:
                self._action_of.setdefault(key, id)
        self._keys = {
            id: tuple(key for key in keys if self._action_of[key] == id)
            for id, keys in wanted.items()
        }

    def action(self, key: str, character: str | None) -> str | None:
        """What a key does, by its character first, since a key's name depends on the terminal."""
        plain = plain_character(character)
        if plain.isprintable() and plain in self._action_of:
            return self._action_of[plain]
        return self._action_of.get(key)

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of an action."""
        return self._keys.get(action, ())


_SHORT = {"escape": "Esc", "delete": "Del"}


def key_label(key: str) -> str:
    """A key as it is written on a keyboard."""
    if key in _SHORT:
        return _SHORT[key]
    parts = [part if len(part) == 1 else part.capitalize() for part in key.split("+")]
    return "+".join(part.upper() if len(parts) > 1 and len(part) == 1 else part for part in parts)


SCREENS = (
    HOME,
    SCORING,
    REGISTERS,
    REGISTER,
    MEMBERS,
    ORGANIZATIONS,
    DEVELOPMENT,
    MEETINGS,
    RATING,
    ROLL_CALL,
    DUES,
    REPORTS,
    REVIEW,
    REVIEW_SHEET,
    RECTIFICATION,
    ROLLUP,
    PLUGINS,
    UNDOING,
    WELCOME,
    IMPORT,
)
KNOWN = tuple(dict.fromkeys(action.id for screen in (EVERYWHERE, *SCREENS) for action in screen))


def usual_keys() -> dict[str, tuple[str, ...]]:
    """The keys of every idea and of every action, those of the first screen that has it, until somebody rebinds them."""
    of_actions = {a.id: a.keys for screen in (*reversed(SCREENS), EVERYWHERE) for a in screen}
    return {**IDEAS, **of_actions}


def labels_of(rebound: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    """Whatever the screen: keys of an action or idea as they are written on a keyboard, empty when there is no such one."""
    bound = {**usual_keys(), **rebound}
    return lambda action: " ".join(key_label(key) for key in bound.get(action, ()))


def key_problems(
    rebound: Mapping[str, tuple[str, ...]], plugins: Collection[str] = ()
) -> list[Problem]:
    """What is wrong with the user's ``[keys]``: actions there are not, and keys that two actions of one screen want.

    Actions of ``plugins`` are not judged: they are known when their screens are opened.
    """
    problems = []
    for id in rebound:
        if id not in KNOWN and id.partition(".")[0] not in plugins:
            near = nearest(id, KNOWN, 0.0)
            problems.append(
                Problem("keys.unknown", Place(key=f"keys.{id}"), params={"nearest": near})
            )
    for screen in SCREENS:
        owner: dict[str, str] = {}
        for action in (*screen, *EVERYWHERE):
            for key in rebound.get(action.id, action.keys):
                if owner.setdefault(key, action.id) != action.id:
                    place = Place(key=f"keys.{action.id}")
                    params: dict[str, object] = {"pressed": key, "other": owner[key]}
                    problems.append(Problem("keys.taken", place, params=params))
    return list({str(problem): problem for problem in problems}.values())
