"""Colours as themes reckon with them."""

from __future__ import annotations

import pytest

from branchkit.core.themes import NAMED, contrast, is_color, nearest_named


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    # 4.48 and 4.54 are the guidelines' own neighbours of the limit on white.
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("text", ["red", "bright-cyan", "#00ff7F"])
def test_a_colour_is_a_name_or_six_digits(text: str) -> None:
    assert is_color(text)


@pytest.mark.parametrize("text", ["", "#", "#fff", "#gggggg", "ff0000", "pink", "#00ff7f "])
def test_everything_else_is_none(text: str) -> None:
    assert not is_color(text)


def test_the_nearest_of_sixteen() -> None:
    assert [nearest_named(name) for name in NAMED] == list(NAMED)
    assert nearest_named("#ff2010") == "bright-red"
    assert nearest_named("#101018") == "black"
