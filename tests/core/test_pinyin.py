"""Texts found by what one types of them."""

from __future__ import annotations

import pytest

from branchkit.core.pinyin import OTHER_SYLLABLES, is_spelled
from branchkit.core.syllables_table import BASE, DIGITS, PLACES, SYLLABLES

TITLE = "满意天使看板（11月）"


@pytest.mark.parametrize(
    "typed",
    [
        "tianshi",
        "manyitianshi",
        "tiansh",
        "tianskb",
        "mytskb",
        "天shi",
        "Tian Shi",
        "kanban11",
        "b11y",
        "",
    ],
)
def test_syllables_initials_and_characters_are_mixed_as_one_likes(typed: str) -> None:
    assert is_spelled(TITLE, typed)


@pytest.mark.parametrize("typed", ["tianxi", "shitian", "tianshikanbanx", "anyi", "tiank"])
def test_what_does_not_follow_one_another_is_not_found(typed: str) -> None:
    assert not is_spelled(TITLE, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("绿色率", "lvselv"),
        ("校长会议", "xiaozhang"),
        ("校长会议", "changhui"),
        ("行业", "hangye"),
        ("单守信", "shanshou"),
        ("Board 一览", "boardyilan"),
    ],
)
def test_other_readings_and_other_letters(text: str, typed: str) -> None:
    assert is_spelled(text, typed)


def test_a_further_reading_is_found_by_more_than_its_initial() -> None:
    assert is_spelled("党员大会", "dakuai")
    assert is_spelled("党员大会", "daku")
    assert is_spelled("党员大会", "dh")
    assert not is_spelled("党员大会", "dk")


def test_the_table_has_a_syllable_for_every_common_character() -> None:
    assert len(DIGITS) == BASE
    assert len(PLACES) == 2 * (0x9FA5 - 0x4E00 + 1)
    known = SYLLABLES.split()
    assert known == sorted(set(known))
    assert {text for texts in OTHER_SYLLABLES.values() for text in texts} <= set(known)
