"""The grammar of keys: one key, one meaning."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from branchkit.screens.grammar import FREE, IDEAS, MEANING, needs_list, place_of
from branchkit.screens.keymap import key_label
from branchkit.widgets.line_editor import plain_character

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


def test_letters_without_a_meaning_belong_to_no_idea() -> None:
    assert FREE.isdisjoint(MEANING)


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
