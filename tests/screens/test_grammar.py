"""The grammar of keys: one key, one meaning."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from branchkit.core.texts import LocalText
from branchkit.plugin.isolation import load_target
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.screen_actions import ActionScreen
from branchkit.screens.actions import EVERYWHERE, Action
from branchkit.screens.grammar import IDEAS, MEANING, MORE, is_letter, needs_list, place_of
from branchkit.screens.keymap import SCREENS, key_label
from branchkit.screens.own_actions import PluginAction, on_own_screen
from branchkit.screens.plugin_keys import OWN, bound_keys, meaning_elsewhere
from branchkit.widgets.line_editor import plain_character

FREE = set(ascii_lowercase) - set(MEANING)
"""Letters without a meaning of their own: each may be given to one action of one screen."""
PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


def written_down() -> dict[str, tuple[str, ...]]:
    """Idea → keys, as ``docs/keys.md`` has them, in its order."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) > 3 and "`" in cells[3]:
            found[cells[2]] = tuple(re.findall(r"`([^`]+)`", cells[3]))
    return found


def test_no_key_belongs_to_two_ideas() -> None:
    held = Counter(key for keys in IDEAS.values() for key in keys)
    assert [key for key, count in held.items() if count > 1] == []


def test_the_page_has_every_idea_with_its_keys_in_the_same_order() -> None:
    wanted = {idea: tuple(map(key_label, keys)) for idea, keys in IDEAS.items()}
    page = written_down()
    wanted.pop("numbered")
    assert list(page.items()) == list(wanted.items())


def test_the_page_names_every_free_letter() -> None:
    assert f"`{' '.join(sorted(FREE))}`" in PAGE.read_text(encoding="utf-8")


def test_what_has_keys_of_its_own_comes_after_every_idea() -> None:
    assert place_of("") > max(map(place_of, IDEAS))


@pytest.mark.parametrize(
    ("keys", "wanted"), [(("l",), True), (("a", "f5"), False), (("=",), False)]
)
def test_what_has_a_letter_only_stands_in_the_list_as_well(
    keys: tuple[str, ...], wanted: bool
) -> None:
    assert needs_list(keys) is wanted


@pytest.mark.parametrize(("typed", "key"), [("【", "["), ("】", "]"), ("「", "["), ("」", "]")])
def test_brackets_of_an_input_method_are_brackets(typed: str, key: str) -> None:
    assert plain_character(typed) == key


CONTRIBUTIONS = load_contributions(None)
THEIRS: dict[str, Any] = {
    spec.id: load_target(CONTRIBUTIONS, "screens", spec) for spec in CONTRIBUTIONS.screens.values()
}
"""The screens of every sector that is installed."""
TABLES: dict[str, tuple[Action, ...]] = {
    "everywhere": EVERYWHERE,
    **{screen[0].id: screen for screen in SCREENS},
    **{id: screen.ACTIONS for id, screen in THEIRS.items()},
}
DIGITS = set(IDEAS["numbered"])


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_action_names_an_idea_or_has_free_keys_and_none_is_meant_twice(
    table: tuple[Action, ...],
) -> None:
    everywhere = () if table is EVERYWHERE else EVERYWHERE
    held = Counter(key for action in (*table, *everywhere) for key in action.keys)
    assert [key for key, count in held.items() if count > 1] == []
    for action in table:
        if isinstance(action.does, str):
            assert action.does in IDEAS, action.id
        elif action.id != "app.more":
            assert set(action.does) <= FREE | DIGITS, action.id


def test_a_free_letter_belongs_to_one_action_of_the_whole_program() -> None:
    held = Counter(
        key for table in TABLES.values() for action in table for key in set(action.keys) & FREE
    )
    assert [key for key, count in held.items() if count > 1] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_action_has_a_key_that_no_input_method_takes_or_stands_in_the_list(
    table: tuple[Action, ...],
) -> None:
    for action in table:
        assert action.in_list or [key for key in action.keys if not is_letter(key)], action.id


def test_every_idea_is_meant_by_some_action_or_waits_for_its_lists() -> None:
    meant = {action.does for table in TABLES.values() for action in table}
    waiting = {"numbered", "copy", "only-open", "fill", MORE}
    assert set(IDEAS) - meant <= waiting


@pytest.mark.parametrize("where", OWN)
def test_no_sector_wants_a_key_of_ours_on_our_screens(where: ActionScreen) -> None:
    assert bound_keys(CONTRIBUTIONS.actions.values(), where, {})[1] == []


def test_no_sector_wants_keys_with_another_meaning() -> None:
    assert {id: screen.KEYS_TAKEN for id, screen in THEIRS.items() if screen.KEYS_TAKEN} == {}


def test_a_key_that_means_something_else_is_not_bound_on_a_plugins_screen() -> None:
    wanted = [
        PluginAction("trial.count", ("f5", "ctrl+b"), LocalText("数", "Count")),
        PluginAction("trial.open", ("enter",), LocalText("开", "Open")),
        PluginAction("trial.add", title=LocalText("加", "Add"), idea="new"),
        PluginAction("trial.seldom", title=LocalText("少", "Seldom"), idea="more"),
    ]
    bound, taken = on_own_screen("trial", wanted)
    assert {action.id: action.keys for action in bound} == {
        "trial.count": ("ctrl+b",),
        "trial.open": ("enter",),
        "trial.add": IDEAS["new"],
        "trial.seldom": (),
    }
    assert taken == (("trial.count", "f5"),)
    assert [action.id for action in bound if action.in_list] == ["trial.seldom"]


def test_an_idea_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError, match="idea='nwe'"):
        on_own_screen("trial", [PluginAction("trial.add", idea="nwe")])


@pytest.mark.parametrize(
    ("key", "idea"), [("f5", "new"), ("h", "home"), ("enter", ""), ("3", ""), ("z", ""), ("=", "")]
)
def test_what_a_key_means_elsewhere(key: str, idea: str) -> None:
    assert meaning_elsewhere(key) == idea
