"""Themes out of TOML: what is taken, and what is refused with its place."""

from __future__ import annotations

import pytest

from branchkit.core.errors import Problem
from branchkit.core.themes import Ground, Look, Theme, contrast
from branchkit.core.tones import Tone
from branchkit.plugin.theme_files import read_theme
from branchkit.testing.plugin_view import pack_and
from branchkit.toml.source import TomlSource
from branchkit.widgets.theme import USUAL, Wardrobe

from .trials import MakePlugin, codes, load

HEAD = 'api = 1\ntitle = "夜间"\n'


def read(text: str) -> tuple[Theme | None, list[Problem]]:
    source, problems = TomlSource.read_text(HEAD + text, "night.toml")
    assert source is not None, problems
    return read_theme(source, "county/night", "county")


def test_a_tone_has_what_is_written_and_the_nearest_of_sixteen() -> None:
    theme, problems = read('[tones.proposal]\ncolor = "#5fd7ff"\n[tones.head]\nbold = true\n')
    assert problems == []
    assert theme is not None
    assert theme.ground is Ground.DARK
    assert theme.looks == {
        Tone.PROPOSAL: Look("#5fd7ff", "bright-cyan"),
        Tone.HEAD: Look(bold=True),
    }


def test_few_colours_may_be_named() -> None:
    theme, problems = read('[tones.note]\ncolor = "#ffd75f"\nfew = "bright-white"\n')
    assert problems == []
    assert theme is not None
    assert theme.looks[Tone.NOTE].few == "bright-white"


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ('[tones.proposal]\ncolor = "cyann"\n', "theme.color", {"nearest": "cyan"}),
        ('[tones.proposal]\ncolor = "#5fd7f"\n', "theme.color", {"found": "#5fd7f"}),
        (
            '[tones.error]\ncolor = "#800000"\n',
            "theme.contrast",
            {"contrast": "1.9", "least": "4.5"},
        ),
        (
            'ground = "light"\n[tones.proposal]\ncolor = "cyan"\n',
            "theme.contrast",
            {"contrast": "2.0"},
        ),
        (
            '[tones.note]\ncolor = "#ffd75f"\nfew = "blue"\n',
            "theme.few",
            {"found": "blue", "contrast": "2.2"},
        ),
        ('[tones.proposals]\ncolor = "cyan"\n', "toml.misspelt_key", {"nearest": "proposal"}),
        ("[tones.note]\nunderlined = true\n", "toml.misspelt_key", {"nearest": "underline"}),
        ('[tones.note]\nbold = "yes"\n', "toml.not_flag", {}),
        ('ground = "grey"\n', "toml.unknown_choice", {}),
    ],
)
def test_what_cannot_be_worn_is_refused(text: str, code: str, params: dict[str, object]) -> None:
    theme, problems = read(text)
    assert theme is None
    assert [problem.code for problem in problems] == [code]
    assert {key: problems[0].params[key] for key in params} == params
    assert problems[0].place.line is not None


def test_themes_are_brought_by_plugins_and_read_when_one_is_asked_for(
    make_plugin: MakePlugin,
) -> None:
    good = f'{HEAD}[tones.note]\ncolor = "yellow"\n'
    bad = f'{HEAD}[tones.note]\ncolor = "blue"\n'
    files = {"themes/night.toml": good, "themes/dusk.toml": bad}
    contributions = load(make_plugin("county", files))
    assert contributions.failures == []
    assert contributions.themes["county/night"].source == "county"
    assert contributions.failures == []
    assert "county/dusk" not in contributions.themes
    contributions.read_all()
    assert set(codes(contributions)) == {("county", "declaration")}


def test_our_own_themes_are_sound_and_give_every_meaning_a_look() -> None:
    themes = {id: t for id, t in pack_and().themes.items() if t.source == "base"}
    names = ("contrast", "contrast-light", "dark", "light", "mono")
    assert sorted(themes) == [f"base/{name}" for name in names]
    coloured = {tone for tone, look in USUAL.items() if look.color}
    for theme in themes.values():
        assert coloured <= set(theme.looks)


@pytest.mark.parametrize(
    ("name", "least", "least_of_few"),
    [("dark", 4.5, 3), ("light", 4.5, 3), ("contrast", 7, 5), ("contrast-light", 7, 3.9)],
)
def test_our_own_themes_can_be_read_in_all_colours_and_in_sixteen(
    name: str, least: float, least_of_few: float
) -> None:
    theme = pack_and().themes[f"base/{name}"]
    ground = theme.ground.color
    looks = [look for look in theme.looks.values() if look.color]
    assert min(contrast(look.color, ground) for look in looks) >= least
    assert min(contrast(look.few, ground) for look in looks) >= least_of_few


def test_monochrome_has_no_colour_at_all() -> None:
    wardrobe = Wardrobe()
    wardrobe.wear(pack_and().themes["base/mono"])
    assert not [tone for tone in Tone if wardrobe.style(tone, False).color]
