"""Every action there is, with the keys it has until somebody rebinds it: the one registry.

Help, the bottom line, the list behind ``:`` and the user's ``[keys]`` all read from here. A name in the catalogs goes with
each: ``action.<id>``. A key is what Textual calls it (``f10``, ``ctrl+z``) or a single character; characters are compared
after NFKC, so that a full-width ``？`` is ``?``.

An input method left on swallows letters before they arrive. So every action of the scoring screen also has a key that no
input method takes: a function key, ``=``, ``*``, ``/``; or, for the seldom ones, a digit in the list that F9 opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from branchkit.core.errors import Place, Problem
from branchkit.core.values import frozen
from branchkit.widgets.numerals import plain_character


@frozen
class Action:
    """Something the user can do. ``listed`` puts it first, with a digit, in the list behind F9."""

    id: str
    keys: tuple[str, ...]
    listed: bool = False


EVERYWHERE = (
    Action("app.palette", (":", "f9")),
    Action("app.help", ("?", "f1")),
    Action("app.redraw", ("ctrl+l",), listed=True),
    Action("app.quit", ("ctrl+q", "ctrl+c")),
)

SCORING = (
    Action("score.take", ("=",)),
    Action("score.column", ("*",)),
    Action("score.next", ("g", "f3")),
    Action("score.repeat", ("r", "f4")),
    Action("score.fill", ("f", "f5")),
    Action("score.note", ("n", "f2")),
    Action("score.evidence", ("e", "f6")),
    Action("score.undo", ("u", "f7", "ctrl+z")),
    Action("score.redo", ("U", "ctrl+y"), listed=True),
    Action("score.extra", ("b", "f8")),
    Action("score.veto", ("v",), listed=True),
    Action("score.earlier", ("l",), listed=True),
    Action("score.clear", ("delete",), listed=True),
    Action("score.find", ("/",)),
    Action("score.submit", ("f10",)),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
)

REPORTS = (
    Action("report.notice", ("1",)),
    Action("report.sheet", ("2",)),
    Action("report.ranking", ("3",)),
    Action("report.save", ("s", "f2")),
    Action("report.unmask", ("m", "f3"), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.scoring", ("escape", "f10")),
)

WELCOME = (
    Action("welcome.demo", ("1",)),
    Action("welcome.make", ("2",)),
    Action("welcome.open", ("3",)),
    Action("place.import", ("4",)),
    Action("place.scoring", ("5", "escape")),
)

IMPORT = (
    Action("import.choose", ("1", "f2")),
    Action("import.write", ("enter",)),
    Action("place.scoring", ("escape", "f10")),
)

KNOWN = tuple(
    dict.fromkeys(action.id for action in (*EVERYWHERE, *SCORING, *REPORTS, *WELCOME, *IMPORT))
)


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


def key_problems(rebound: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    """What is wrong with the user's ``[keys]``: actions there are not, and keys that two actions of one screen want."""
    from difflib import get_close_matches

    problems = []
    for action in rebound:
        if action not in KNOWN:
            near = get_close_matches(action, KNOWN, 1, 0.0)[0]
            problems.append(
                Problem("keys.unknown", Place(key=f"keys.{action}"), params={"nearest": near})
            )
    for screen in (SCORING, REPORTS, WELCOME, IMPORT):
        owner: dict[str, str] = {}
        for action in (*screen, *EVERYWHERE):
            for key in rebound.get(action.id, action.keys):
                if owner.setdefault(key, action.id) != action.id:
                    place = Place(key=f"keys.{action.id}")
                    params: dict[str, object] = {"pressed": key, "other": owner[key]}
                    problems.append(Problem("keys.taken", place, params=params))
    return list({str(problem): problem for problem in problems}.values())


def key_label(key: str) -> str:
    """A key as it is written on a keyboard."""
    parts = [part if len(part) == 1 else part.capitalize() for part in key.split("+")]
    return "+".join(part.upper() if len(parts) > 1 and len(part) == 1 else part for part in parts)
