"""What one sees at a glance: every state of a cell and every part of a screen differs from the others without colour, in every theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.core.themes import Depth, Theme
from branchkit.core.tones import Tone
from branchkit.testing.plugin_view import pack_and
from branchkit.widgets.theme import Wardrobe

SCORES = [
    (" ", Tone.NORMAL),
    (" ", Tone.LOW),
    (" ", Tone.NOTE),
    ("*", Tone.STALE),
    ("!", Tone.DEPARTURE),
    ("!", Tone.NOTE),
    ("<", Tone.OTHER),
    ("~", Tone.PROPOSAL),
    ("n", Tone.NOTE),
    ("-", Tone.MUTED),
    ("_", Tone.OPEN),
]
"""Sign and tone of every state of a score."""

PARTS = [Tone.TITLE, Tone.KEYS, Tone.HEAD, Tone.NORMAL, Tone.MUTED, Tone.NOTE]
"""What stands apart by its weight alone."""


def themes() -> Iterator[Theme | None]:
    yield None
    yield from (theme for theme in pack_and().themes.values() if theme.source == "base")


def weight(wardrobe: Wardrobe, tone: Tone, *, cursor: bool = False) -> tuple[object, ...]:
    """All that is left of a look without colours."""
    style = wardrobe.style(tone, cursor)
    assert style.color is None
    return bool(style.bold), bool(style.dim), bool(style.underline), bool(style.reverse)


@pytest.mark.parametrize("theme", list(themes()), ids=lambda theme: theme.id if theme else "usual")
def test_no_two_states_are_told_apart_by_colour_alone(theme: Theme | None) -> None:
    wardrobe = Wardrobe()
    wardrobe.wear(theme, Depth.NONE)
    scores = {(sign, weight(wardrobe, tone)) for sign, tone in SCORES}
    assert len(scores) == len(SCORES)
    under = {(sign, weight(wardrobe, tone, cursor=True)) for sign, tone in SCORES}
    assert not under & scores


@pytest.mark.parametrize("theme", [None, "base/mono"])
def test_the_parts_of_a_screen_stand_apart_by_weight(theme: str | None) -> None:
    wardrobe = Wardrobe()
    wardrobe.wear(pack_and().themes[theme] if theme else None, Depth.NONE)
    assert len({weight(wardrobe, tone) for tone in PARTS}) == len(PARTS)
