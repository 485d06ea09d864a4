"""Names by the strokes of the surname."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.names import stroke_key, strokes_of


@pytest.mark.parametrize(
    ("char", "strokes"),
    [("丁", 2), ("万", 3), ("王", 4), ("龙", 5), ("刘", 6), ("李", 7), ("欧", 8), ("解", 13)],
)
def test_surnames_have_their_strokes(char: str, strokes: int) -> None:
    assert strokes_of(char) == strokes


def test_fewer_strokes_stand_before_more_and_the_given_name_decides_between_namesakes() -> None:
    names = ["欧阳若兰", "王二", "丁一", "王一", "刘四", "李三", "买买提·艾力", "A. Smith"]
    ordered = sorted(names, key=stroke_key)
    assert ordered == [
        "丁一",
        "王一",
        "王二",
        "买买提·艾力",
        "刘四",
        "李三",
        "欧阳若兰",
        "A. Smith",
    ]


@given(st.lists(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)))
def test_the_order_does_not_depend_on_where_one_begins(names: list[str]) -> None:
    turned = list(reversed(names))
    assert sorted(names, key=stroke_key) == sorted(turned, key=stroke_key)


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_every_common_character_is_counted(char: str) -> None:
    assert 1 <= strokes_of(char) <= 48
