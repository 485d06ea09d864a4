from __future__ import annotations

import pytest

from branchkit.widgets.line_editor import numeral, plain_character


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("8", "8"),
        ("８", "8"),
        (".", "."),
        ("。", "."),
        ("．", "."),
        ("-", "-"),
        ("－", "-"),
        ("＋", "+"),
    ],
)
def test_figures_count_whatever_input_method_is_on(character: str, expected: str) -> None:
    assert numeral(character) == expected


@pytest.mark.parametrize("character", ["²", "①", "八", ",", "a", "", None, "12", "=", "Ⅷ"])
def test_other_characters_do_not_start_a_figure(character: str | None) -> None:
    assert numeral(character) == ""


@pytest.mark.parametrize(
    ("character", "key"), [("＝", "="), ("？", "?"), ("：", ":"), ("。", "."), ("ｇ", "g")]
)
def test_full_width_characters_are_the_same_key(character: str, key: str) -> None:
    assert plain_character(character) == key


@pytest.mark.parametrize("character", [",", "，"])
def test_a_comma_stands_within_a_figure(character: str) -> None:
    assert numeral(character, begun=True) == ","
