"""Actions of plugins as they are declared, and which keys they get."""

from __future__ import annotations

import pytest

from branchkit.core.texts import LocalText
from branchkit.plugin.screen_actions import ActionScreen, ActionSpec
from branchkit.screens.plugin_keys import GRID, bound_keys, note_clashes

from .trials import MakePlugin, codes, hooks, load


def action(name: str, key: str, *screens: ActionScreen) -> ActionSpec:
    return ActionSpec(f"a.{name}", LocalText("做", "Do"), "trial_a.work:do", screens, key)


def test_actions_are_named_not_imported(make_plugin: MakePlugin) -> None:
    body = (
        "title = LocalText('做', 'Do')\n"
        "@hookimpl\n"
        "def branchkit_actions():\n"
        "    home = (ActionScreen.HOME,)\n"
        "    return [\n"
        "        ActionSpec('a.do', title, 'trial_a.nowhere:do', home, 'w'),\n"
        "        ActionSpec('a.again', title, 'trial_a.nowhere:do', home, 't'),\n"
        "        ActionSpec('b.do', title, 'trial_a.nowhere:do'),\n"
        "    ]\n"
    )
    contributions = load(make_plugin("a", **hooks("a", body)))
    assert list(contributions.actions) == ["a.do", "a.again"]
    assert codes(contributions) == [("a", "foreign")]
    note_clashes(contributions, {})
    note_clashes(contributions, {})
    (_foreign, taken) = contributions.failures
    assert (taken.code, taken.hook, taken.message) == (
        "key_taken",
        "a.again",
        "home t: home.subtree",
    )


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("t", "home.subtree"),
        ("f9", "app.palette"),
        ("ctrl+c", "app.quit"),
        ("5", "place.dues"),
        ("0", "place.rollup"),
        ("enter", "home.open"),
        ("down", GRID),
    ],
)
def test_a_key_that_does_something_else_is_not_bound(key: str, other: str) -> None:
    wanted = action("do", key, ActionScreen.HOME)
    (bound,), (clash,) = bound_keys([wanted], ActionScreen.HOME, {})
    assert (bound.id, bound.keys) == ("a.do", ())
    assert (clash.key, clash.other) == (key, other)


def test_the_first_of_two_actions_has_a_key() -> None:
    first, second = (action(name, "w", ActionScreen.HOME) for name in ("first", "second"))
    bound, (clash,) = bound_keys([first, second], ActionScreen.HOME, {})
    assert [b.keys for b in bound] == [("w",), ()]
    assert (clash.spec, clash.other) == (second, "a.first")
    assert bound_keys([first, second], ActionScreen.MEMBERS, {}) == ([], [])


def test_the_users_own_keys_move_ours_and_theirs() -> None:
    wanted = action("do", "x", ActionScreen.HOME)
    taken = {"home.subtree": ("x",)}
    (bound,), (clash,) = bound_keys([wanted], ActionScreen.HOME, taken)
    assert (bound.keys, clash.other) == ((), "home.subtree")
    (bound,), clashes = bound_keys([wanted], ActionScreen.HOME, {"a.do": ("w", "ctrl+e")})
    assert (bound.keys, clashes) == (("w", "ctrl+e"), [])
    (bound,), (clash,) = bound_keys([wanted], ActionScreen.HOME, {"a.do": ("1",)})
    assert (bound.keys, clash.other) == ((), "place.scoring")
