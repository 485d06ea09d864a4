"""Finding people by characters and by pinyin initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.names import initials, matches

han = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4
).filter(lambda name: len(initials(name)) == len(name))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("欧阳若兰", "oyrl"),
        ("单雄信", "sxx"),
        ("曾庆璠", "zqf"),
        ("仇春梅", "qcm"),
        ("解缙之", "xjz"),
        ("区小明", "oxm"),
        ("尉迟恭", "ycg"),
        ("阚玉", "ky"),
        ("張三", "zs"),
        ("买买提·艾力", "mmtal"),
        ("Tom Li", "tomli"),
    ],
)
def test_initials_read_surnames_as_surnames(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    "query", ["欧", "阳若", "oyrl", "OY", "ｏｙ", "rl", "欧y", "y若l", " o y ", ""]
)
def test_characters_initials_and_both_mixed_find(query: str) -> None:
    assert matches("欧阳若兰", query)


@pytest.mark.parametrize("query", ["欧若", "or", "oyrlx", "兰欧", "1"])
def test_what_is_not_in_the_name_does_not_find(query: str) -> None:
    assert not matches("欧阳若兰", query)


def test_a_surname_is_found_by_either_reading() -> None:
    assert matches("单雄信", "sxx")
    assert matches("单雄信", "dxx")
    assert not matches("单雄信", "cxx")


def test_second_readings_in_given_names_find_too() -> None:
    assert matches("王朝阳", "wcy")
    assert matches("王朝阳", "wzy")


def test_the_dot_of_a_name_need_not_be_typed() -> None:
    assert matches("买买提·艾力", "提艾")
    assert matches("买买提·艾力", "mmtal")


@given(han)
def test_everybody_is_found_by_name_and_by_initials(name: str) -> None:
    assert matches(name, name)
    assert matches(name, initials(name))
    assert matches(name, name[0] + initials(name)[1:])
