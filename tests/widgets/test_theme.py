"""The looks of an app: the usual ones, those of a theme, and what is left of either where colours are few."""

from __future__ import annotations

from branchkit.core.texts import LocalText
from branchkit.core.themes import Depth, Ground, Look, Theme
from branchkit.core.tones import Tone
from branchkit.widgets.theme import USUAL, WORN, Wardrobe, style_of

NIGHT = Theme(
    "county/night",
    LocalText("夜间"),
    Ground.DARK,
    {
        Tone.PROPOSAL: Look("#5fd7ff", "bright-cyan", bold=True),
        Tone.NOTE: Look("yellow", "yellow", underline=True),
    },
)


def test_a_theme_takes_the_place_of_what_it_names_and_of_nothing_else() -> None:
    wardrobe = Wardrobe()
    assert {tone: wardrobe.style(tone, False) for tone in Tone} == dict(USUAL)
    wardrobe.wear(NIGHT)
    proposal = wardrobe.style(Tone.PROPOSAL, False)
    assert (proposal.color.name if proposal.color else "", proposal.bold) == ("#5fd7ff", True)
    assert wardrobe.style(Tone.PROPOSAL, True).reverse
    assert wardrobe.style(Tone.HEAD, False) is USUAL[Tone.HEAD]
    wardrobe.wear(None)
    assert wardrobe.style(Tone.PROPOSAL, False) is USUAL[Tone.PROPOSAL]


def test_few_colours_and_none() -> None:
    wardrobe = Wardrobe()
    wardrobe.wear(NIGHT, Depth.FEW)
    few = wardrobe.style(Tone.PROPOSAL, False)
    assert few.color is not None
    assert few.color.name == "bright_cyan"
    wardrobe.wear(NIGHT, Depth.NONE)
    bare = wardrobe.style(Tone.NOTE, False)
    assert (bare.color, bare.underline) == (None, True)
    assert wardrobe.style(Tone.ERROR, False).color is None
    assert wardrobe.style(Tone.ERROR, False).bold


def test_styles_are_made_once_and_of_what_is_worn_here() -> None:
    assert style_of(Tone.ERROR, True) is style_of(Tone.ERROR, True)
    wardrobe = Wardrobe()
    wardrobe.wear(NIGHT)
    token = WORN.set(wardrobe)
    try:
        assert style_of(Tone.NOTE) is wardrobe.style(Tone.NOTE, False)
    finally:
        WORN.reset(token)
    assert style_of(Tone.NOTE) is USUAL[Tone.NOTE]
