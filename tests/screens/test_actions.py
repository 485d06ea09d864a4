"""The registry of keys, and rebinding them."""

from __future__ import annotations

from branchkit.screens.actions import EVERYWHERE, SCORING
from branchkit.screens.keymap import Keymap, key_label, key_problems


def test_a_rebound_action_answers_to_its_new_key_only() -> None:
    keymap = Keymap(SCORING, {"score.take": ("t",)})
    assert keymap.action("t", "t") == "score.take"
    assert keymap.action("equals_sign", "=") is None
    assert keymap.action("g", "g") == "score.next"


def test_a_full_width_character_is_the_key_it_looks_like() -> None:
    keymap = Keymap((*SCORING, *EVERYWHERE))
    assert keymap.action("fullwidth_equals_sign", "＝") == "score.take"
    assert keymap.action("fullwidth_question_mark", "？") == "app.help"


def test_the_registry_itself_has_no_problems() -> None:
    assert key_problems({}) == []


def test_an_unknown_action_is_told_with_the_nearest_one() -> None:
    (problem,) = key_problems({"score.tke": ("t",)})
    assert (problem.code, problem.params["nearest"]) == ("keys.unknown", "score.take")


def test_an_action_of_a_plugin_is_not_judged() -> None:
    assert key_problems({"county.rows": ("t",)}, ["county"]) == []
    assert len(key_problems({"county.rows": ("t",)}, ["town"])) == 1


def test_a_key_for_two_actions_is_told() -> None:
    (problem,) = key_problems({"score.take": ("g",)})
    assert (problem.code, problem.params["pressed"]) == ("keys.taken", "g")


def test_keys_are_written_as_on_a_keyboard() -> None:
    assert [key_label(key) for key in ("f10", "ctrl+z", "=", "U")] == ["F10", "Ctrl+Z", "=", "U"]
