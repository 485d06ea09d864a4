"""Reads a theme from TOML: ``themes/night.toml`` of the plugin ``county`` is the theme ``county/night``::

    api = 1
    title = { zh_CN = "夜间", en = "Night" }
    ground = "dark"

    [tones.proposal]
    color = "#5fd7ff"

    [tones.head]
    color = "bright-white"
    bold = true

``ground`` is what the terminal's background is, which stays as it is. A tone that is left out keeps its usual look, one that stands there has
what is written and nothing else: ``color`` (one of the sixteen names, or ``#rrggbb``), ``bold``, ``dim``, ``italic``,
``underline``, ``reverse``. Terminals with sixteen colours show ``few``, the nearest of these where it is not given, and those without colours the attributes
alone. A colour that can hardly be read on its ground is refused.
"""

from __future__ import annotations

from branchkit.core.errors import Problem
from branchkit.core.themes import (
    LEAST_CONTRAST,
    LEAST_OF_FEW,
    NAMED,
    Ground,
    Look,
    Theme,
    contrast,
    is_color,
    nearest_named,
)
from branchkit.core.tones import Tone
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable, nearest


def read_theme(source: TomlSource, id: str, plugin: str) -> tuple[Theme | None, list[Problem]]:
    """A theme; None with at least one problem when it cannot be used."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    title = table.local("title")
    ground = Ground(table.choice("ground", tuple(Ground), str(Ground.DARK)))
    tones = table.table("tones")
    table.finish()
    looks = {}
    if tones is not None:
        for tone in Tone:
            if (part := tones.table(tone)) is not None:
                looks[tone] = _look(part, ground)
        tones.finish()
    theme = Theme(id, title, ground, looks, plugin)
    return (None if problems else theme), problems


def _look(table: TomlTable, ground: Ground) -> Look:
    color = _color(table, ground)
    few = nearest_named(color) if color else ""
    if "few" in table:
        few = table.choice("few", tuple(NAMED), "")
    if color and few:
        _check(table, "few" if "few" in table else "color", few, ground, LEAST_OF_FEW)
    look = Look(
        color,
        few,
        bold=table.flag("bold", False),
        dim=table.flag("dim", False),
        italic=table.flag("italic", False),
        underline=table.flag("underline", False),
        reverse=table.flag("reverse", False),
    )
    table.finish("few")
    return look


def _color(table: TomlTable, ground: Ground) -> str:
    """The colour, if it can be read."""
    color = table.text("color", "")
    if not color:
        return ""
    if not is_color(color):
        near = nearest(color, NAMED, 0.0)
        table.report("theme.color", "color", found=color, nearest=near)
        return ""
    return color if _check(table, "color", color, ground, LEAST_CONTRAST) else ""


def _check(table: TomlTable, key: str, color: str, ground: Ground, least: float) -> bool:
    """Whether a colour can be read on its ground."""
    found = contrast(color, ground.color)
    if found >= least:
        return True
    table.report(
        "theme.few" if least == LEAST_OF_FEW else "theme.contrast",
        key,
        found=color,
        ground=str(ground),
        contrast=f"{found:.1f}",
        least=f"{least:.1f}",
    )
    return False
