"""The actions of a plugin's own screen: the keys of the idea that each names, or keys that mean nothing else in the program."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.screens.actions import Action
from branchkit.screens.grammar import IDEAS
from branchkit.screens.keymap import key_label
from branchkit.screens.plugin_keys import meaning_elsewhere

Taken = tuple[tuple[str, str], ...]
"""Action and key."""


@frozen
class PluginAction:
    """Something that can be done on a plugin's screen; ``id`` begins with the plugin's own.

    It names an idea of the program's grammar of keys (``docs/keys.md``) and has the keys of it; what is done seldom is ``more``. Keys of
    its own may be those that mean nothing in the program, and digits that stand on the screen; one that means something else is not
    bound, which is told. What no key reaches stands with a digit in the list behind ``.``.
    """

    id: str
    keys: tuple[str, ...] = ()
    """As Textual calls them (``ctrl+b``), or a character; of no use with an ``idea``."""
    title: LocalText = NO_TEXT
    listed: bool = False
    """Whether it stands in the list behind ``.`` although it has a key."""
    idea: str = ""
    """``new``, ``edit``, ``find``, ``details`` …"""


def on_own_screen(screen: str, wanted: Sequence[PluginAction]) -> tuple[tuple[Action, ...], Taken]:
    """The actions with their keys, and the keys that are not theirs; TypeError for an idea that there is not."""
    bound, taken = [], []
    for action in wanted:
        if action.idea and action.idea not in IDEAS:
            raise TypeError(f"{screen}: {action.id}, idea={action.idea!r}")
        free = tuple(key for key in action.keys if not meaning_elsewhere(key))
        bound.append(Action(action.id, action.idea or free, action.listed))
        if not action.idea:
            taken += [(action.id, key) for key in action.keys if key not in free]
    return tuple(bound), tuple(taken)


def note_taken(contributions: Contributions, plugin: str, screen: str, taken: Taken) -> None:
    """Keep among the failures which keys a screen wants and does not get."""
    for id, key in taken:
        message = f"{screen} {key_label(key)}: {meaning_elsewhere(key)}"
        failure = PluginFailure(plugin, "key_taken", id, message=message)
        if failure not in contributions.failures:
            contributions.failures.append(failure)
