from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.masking import is_masked, mask_citizen_id, mask_phone


def test_an_id_keeps_region_and_last_four() -> None:
    assert mask_citizen_id("11010519491231002X") == "110105********002X"


def test_an_old_id_of_fifteen_figures_keeps_as_much_and_what_is_shorter_keeps_two() -> None:
    assert mask_citizen_id("110105491231002") == "110105*****1002"
    assert mask_citizen_id("11010549123100") == "************00"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0596-1234567", "059*****4567"),
        ("8123456", "*****56"),
        ("13812345678/13912345678", "138****5678/139****5678"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text("0123456789X", max_size=20))
def test_a_mask_never_shows_more_than_ten_characters_and_keeps_the_length(text: str) -> None:
    masked = mask_citizen_id(text)
    assert len(masked) == len(text)
    assert sum(char != "*" for char in masked) <= 10
    assert not text or "*" in masked


@pytest.mark.parametrize("text", ["***", "*", "138****5678", "110105********002X", "高沟村****"])
def test_what_was_masked_is_known_as_such(text: str) -> None:
    assert is_masked(text)


@pytest.mark.parametrize("text", ["", "2*3", "陈建国", "5*"])
def test_a_single_star_masks_nothing(text: str) -> None:
    assert not is_masked(text)
