"""Which keys the actions of plugins have, on our screens and on their own: those of the idea they name, or keys that mean nothing else in
the program; a key that does something else is not bound, and that is told. What has no key stands in the list behind ``.``.

It knows no terminal library, so that ``branchkit plugins`` and the kit for authors can ask, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.screen_actions import ActionScreen, ActionSpec
from branchkit.screens.actions import (
    EVERYWHERE,
    HOME,
    MEMBERS,
    REGISTER,
    REGISTERS,
    SCORING,
    Action,
)
from branchkit.screens.grammar import IDEAS, MEANING
from branchkit.screens.keymap import key_label

OWN: Mapping[ActionScreen, tuple[Action, ...]] = {
    ActionScreen.HOME: HOME,
    ActionScreen.SCORING: SCORING,
    ActionScreen.MEMBERS: MEMBERS,
    ActionScreen.REGISTERS: REGISTERS,
    ActionScreen.REGISTER: REGISTER,
}
GRID = "grid"
"""Stands for the grid, where it is that which has a key."""
_GRID_KEYS = frozenset(
    (
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"),
        *("enter", "escape", "backspace", "delete", "space", "ctrl+h", "ctrl+home", "ctrl+end"),
        *"0123456789.- ",
    )
)
_PLAIN = frozenset(
    (*IDEAS["numbered"], "enter", "escape", "delete", "space", "left", "right", *"=*/[]")
)
"""Keys that mean the same wherever they are used: whoever takes one is believed to mean that."""


def meaning_elsewhere(key: str) -> str:
    """The idea that a key stands for in the program and that whoever just takes the key need not mean; empty for a free key."""
    return "" if key in _PLAIN else MEANING.get(key, "")


Rebound = Mapping[str, tuple[str, ...]]


@frozen
class Clash:
    """A key that an action wants and another one has."""

    spec: ActionSpec
    where: ActionScreen
    key: str
    other: str
    """The id of the action that has it, :data:`GRID`, or the idea it stands for in the program."""


def bound_keys(
    specs: Iterable[ActionSpec], where: ActionScreen, rebound: Rebound
) -> tuple[list[Action], list[Clash]]:
    """The actions that have their place on a screen, each with the keys that are free for it, and those that are not.

    ``rebound`` is what the user has set: it moves our keys as well as theirs.
    """
    owner = {
        key: action.id
        for action in (*OWN[where], *EVERYWHERE)
        for key in rebound.get(action.id, action.keys)
    }
    bound, clashes = [], []
    for spec in specs:
        if where not in spec.screens:
            continue
        free = []
        wanted = IDEAS.get(spec.idea, (spec.key,) if spec.key else ())
        for key in rebound.get(spec.id, wanted):
            other = owner.get(key) or (GRID if key in _GRID_KEYS else "")
            if not other and spec.id not in rebound and not spec.idea:
                other = meaning_elsewhere(key)
            if other:
                clashes.append(Clash(spec, where, key, other))
            else:
                owner[key] = spec.id
                free.append(key)
        bound.append(Action(spec.id, tuple(free)))
    return bound, clashes


def failures_of(clashes: Sequence[Clash], contributions: Contributions) -> list[PluginFailure]:
    """Clashes as what is told of a plugin."""
    return [
        PluginFailure(
            contributions.owners.get(("actions", clash.spec.id), clash.spec.id),
            "key_taken",
            clash.spec.id,
            message=f"{clash.where} {key_label(clash.key)}: {clash.other}",
        )
        for clash in clashes
    ]


def note_clashes(contributions: Contributions, rebound: Rebound) -> None:
    """Keep, among the failures, every key that an action of a plugin wants and does not get, on whichever screen."""
    for where in ActionScreen:
        _bound, clashes = bound_keys(contributions.actions.values(), where, rebound)
        for failure in failures_of(clashes, contributions):
            if failure not in contributions.failures:
                contributions.failures.append(failure)
